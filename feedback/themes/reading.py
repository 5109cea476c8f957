"""How are answers read: into sentences, words and vectors, each sentence once?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from feedback.themes.clean import Part, has_words, parts_of, tidy
from feedback.themes.words import tokens_of

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
PARTS_MOST = 40  # sentences of one answer that are read; a longer answer is a document


class Embedder(Protocol):
    """Turns texts into vectors."""

    width: int

    def embed(self, texts: Sequence[str]) -> Floats:
        """(n_texts, width), rows of length 1 or 0, in the order given."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """Answers taken apart. Sentence i of all is parts[i], said in answer owner[i]."""

    texts: tuple[str, ...]
    parts: tuple[Part, ...]
    owner: Numbers  # (n_parts,) row of the answer
    tokens: tuple[tuple[str, ...], ...]  # of each part
    vectors: Floats | None  # (n_parts, width), or None without an embedder

    @property
    def spoken(self) -> NDArray[np.bool_]:
        """(n_answers,) whether anything was said."""
        out = np.zeros(len(self.texts), bool)
        out[self.owner] = True
        return out


def read_answers(texts: Sequence[str], embedder: Embedder | None = None) -> Reading:
    """Take answers apart; each different sentence is embedded once."""
    parts: list[Part] = []
    owner: list[int] = []
    for row, text in enumerate(texts):
        found = parts_of(text)[:PARTS_MOST] if has_words(text) else []
        parts += found
        owner += [row] * len(found)
    known: dict[str, tuple[str, ...]] = {}
    for part in parts:
        if part.text not in known:
            known[part.text] = tuple(tokens_of(part.text))
    return Reading(
        texts=tuple(texts),
        parts=tuple(parts),
        owner=np.asarray(owner, np.int64),
        tokens=tuple(known[part.text] for part in parts),
        vectors=None if embedder is None else embed_once([p.text for p in parts], embedder),
    )


def embed_once(texts: Sequence[str], embedder: Embedder) -> Floats:
    """(n_texts, width) with each different text, spaces and quotes apart, embedded once."""
    tidied = [tidy(text) for text in texts]
    places: dict[str, int] = {}
    for text in tidied:
        places.setdefault(text, len(places))
    if not places:
        return np.zeros((0, embedder.width), np.float32)
    return embedder.embed(list(places))[[places[text] for text in tidied]]

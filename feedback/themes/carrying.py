"""Which words of an answer carried it into a theme? Places only, so that no word is kept twice.

Heavy imports: worker and commands only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from feedback.themes.clean import Part, plain
from feedback.themes.codebook import Codebook
from feedback.themes.reading import Embedder, Floats, Reading, embed_once
from feedback.themes.words import Hit, WordFinder

Spans = tuple[tuple[int, int], ...]  # [start, end) in code points of the whole answer
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Carrier:
    """Tells for any answer and theme where the theme was heard."""

    def __init__(self, reading: Reading, book: Codebook, embedder: Embedder | None) -> None:
        self._reading = reading
        self._finder = WordFinder([theme.words for theme in book.themes])
        self._parts: dict[int, list[int]] = {}
        for place, row in enumerate(reading.owner.tolist()):
            self._parts.setdefault(row, []).append(place)
        self._near: Floats | None = None  # (n_parts, n_themes)
        if embedder is not None and reading.vectors is not None and book.themes:
            about = embed_once([f"{one.name}: {one.about}" for one in book.themes], embedder)
            self._near = reading.vectors @ about.T
        self._hits: dict[int, Sequence[Hit]] = {}

    def spans(self, row: int, theme: int) -> Spans:
        """The codebook's words where they were said, else the sentence nearest to the theme."""
        places = self._parts.get(row, [])
        said: list[tuple[int, int]] = []
        for place in places:
            hits = [one for one in self._found(place) if one.theme == theme and not one.is_negated]
            if hits:
                said += _words(self._reading.parts[place], self._reading.tokens[place], hits)
        if said or not places:
            return tuple(sorted(set(said)))
        nearest = places[0]
        if self._near is not None:
            nearest = places[int(np.argmax(self._near[places, theme]))]
        part = self._reading.parts[nearest]
        return ((part.start, part.end),)

    def _found(self, place: int) -> Sequence[Hit]:
        if place not in self._hits:
            self._hits[place] = self._finder.find(self._reading.tokens[place])
        return self._hits[place]


def _words(part: Part, tokens: Sequence[str], hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """Where the tokens of the hits stand in the text as it was typed."""
    wanted = {token for hit in hits for token in tokens[hit.first : hit.last + 1]}
    return [
        (part.start + one.start(), part.start + one.end())
        for one in _WORD.finditer(part.text)
        if wanted.intersection(plain(one[0]).split())
    ]

"""Which themes might be one and the same? Suggestions to merge. Heavy imports: worker only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from feedback.themes.codebook import Theme
from feedback.themes.reading import Embedder, embed_once

NAMED_ALIKE = 88  # rapidfuzz token_sort_ratio of two names
MEANT_ALIKE = 0.75  # cosine of "name: words"; related themes of one codebook stay below
TOGETHER = 0.6  # of the smaller theme's answers are in the other too
_TOGETHER_LEAST = 5  # answers


@dataclass(frozen=True, slots=True)
class Alike:
    """Two themes by key, and why they may be one: named, meant or together."""

    one: str
    other: str
    why: str


def alike_themes(
    themes: Sequence[Theme], rows: Mapping[str, frozenset[int]], embedder: Embedder | None
) -> tuple[Alike, ...]:
    """Pairs worth a look; `rows`: the answers in each theme by key."""
    near = None
    if embedder is not None and len(themes) > 1:
        told = [f"{one.name}: {', '.join(one.words[:8])}" for one in themes]
        vectors = embed_once(told, embedder)
        near = vectors @ vectors.T
    found = []
    for at, one in enumerate(themes):
        for beside in range(at + 1, len(themes)):
            other = themes[beside]
            meant = float(near[at, beside]) if near is not None else 0.0
            why = _why(one, other, rows, meant)
            if why:
                found.append(Alike(one.key, other.key, why))
    return tuple(found)


def _why(one: Theme, other: Theme, rows: Mapping[str, frozenset[int]], meant: float) -> str:
    if fuzz.token_sort_ratio(one.name.lower(), other.name.lower()) >= NAMED_ALIKE:
        return "named"
    if meant >= MEANT_ALIKE:
        return "meant"
    here, there = rows.get(one.key, frozenset()), rows.get(other.key, frozenset())
    smaller = min(len(here), len(there))
    shared = len(here & there)
    return "together" if smaller >= _TOGETHER_LEAST and shared >= TOGETHER * smaller else ""

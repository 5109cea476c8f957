"""What of an answer is quoted, and how does it read with its identifying words hidden? Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feedback.privacy.identifier_patterns import KINDS, Found
from feedback.privacy.redaction import redacted
from feedback.themes.clean import Part, parts_of

SHORTEST, LONGEST = 25, 300  # letters a reader takes in at once
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """Words to hide: answer[start:end], in code points, and what stands in their place."""

    start: int
    end: int
    kind: str


def spans_of(stored: Iterable[Sequence[object]]) -> tuple[Span, ...]:
    """Spans as they are stored: [start, end, kind]."""
    return tuple(Span(int(str(a)), int(str(b)), str(kind)) for a, b, kind in stored)


def stored_spans(spans: Iterable[Span]) -> list[list[object]]:
    """The other way round, left to right, none overlapping another; the longer one stays."""
    kept: list[Span] = []
    for one in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if one.kind in KINDS and all(one.end <= k.start or one.start >= k.end for k in kept):
            kept.append(one)
    return [[one.start, one.end, one.kind] for one in sorted(kept, key=lambda s: s.start)]


def sentences(answer: str) -> tuple[Part, ...]:
    """The answer's sentences as they were said."""
    return tuple(parts_of(answer, clauses=False))


def reading(answer: str, start: int, end: int, spans: Iterable[Span]) -> str:
    """The passage on one line with [name], [school] … in the place of what is hidden."""
    inside = [
        Found(max(one.start, start) - start, min(one.end, end) - start, one.kind, "")
        for one in sorted(spans, key=lambda s: s.start)
        if one.start < end and one.end > start
    ]
    return _SPACES.sub(" ", redacted(answer[start:end], inside)).strip()


def passage_of(answer: str) -> tuple[int, int] | None:
    """The answer if a reader can take it in at once, else its first sentences; None if neither."""
    whole = answer.strip()
    if SHORTEST <= len(whole) <= LONGEST:
        start = answer.index(whole)
        return start, start + len(whole)
    if len(whole) < SHORTEST:
        return None
    parts = sentences(answer)
    ends = [part.end for part in parts if part.end - parts[0].start <= LONGEST]
    if not ends or ends[-1] - parts[0].start < SHORTEST:
        return None
    return parts[0].start, ends[-1]


def places_of(words: str, answer: str) -> list[tuple[int, int]]:
    """Wherever these very words stand in the answer, in whatever case."""
    told = " ".join(words.split())
    if not told:
        return []
    pattern = r"\s+".join(re.escape(word) for word in told.split(" "))
    return [match.span() for match in re.finditer(pattern, answer, re.IGNORECASE)]

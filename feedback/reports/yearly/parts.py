"""What can be printed in a report, whatever it is printed on: a page, Word, PDF or HTML?

A part holds what may be shown and nothing else, so that a value that is hidden is hidden in every
file, in its table and in the words a picture is described with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from feedback.reports.charts import BarChart


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs of staff."""

    paragraphs: tuple[str, ...]
    kind: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Points:
    """A list, one point an item, with a line that says where it comes from."""

    items: tuple[str, ...]
    note: str = ""
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class Saying:
    """One approved quote and who said it, as far as may be told."""

    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Sayings:
    """Quotes that may be printed."""

    quotes: tuple[Saying, ...]
    kind: Literal["sayings"] = "sayings"


@dataclass(frozen=True, slots=True)
class Number:
    """One figure with everything needed to check it; texts only, as they may be shown."""

    id: str
    text: str  # "42%"
    title: str
    counts: str
    rule: str
    cohort: str
    period: str
    change: str  # since last year, in words
    computed_from: str  # SHA-256 of what went in, as far as it is shown
    computed_at: str
    kind: Literal["number"] = "number"

    @property
    def told_rule(self) -> str:
        """The rule, and what the figure was counted from and when."""
        return f"{self.rule} {_counted(self.id, self.computed_at, self.computed_from)}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `rows` have a row's name first. `warnings`: sums that do not add up.

    `as_printed`: somebody else's, looked at with room for rounding; not counted here. What was
    counted here says from what and when, as a Number does.
    """

    id: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rule: str = ""
    change: str = ""
    warnings: tuple[str, ...] = ()
    as_printed: bool = False
    computed_from: str = ""
    computed_at: str = ""
    kind: Literal["grid"] = "grid"

    @property
    def told_rule(self) -> str:
        """The rule, and what the table was counted from and when."""
        if not self.computed_from:
            return self.rule
        return f"{self.rule} {_counted(self.id, self.computed_at, self.computed_from)}".strip()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart. Its table stands beside it as a Grid of its own."""

    chart: BarChart
    kind: Literal["drawing"] = "drawing"


Part = Words | Points | Sayings | Number | Grid | Drawing
_PARTS: TypeAdapter[tuple[Part, ...]] = TypeAdapter(
    tuple[Annotated[Part, Field(discriminator="kind")], ...]
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a block's source gave: parts, or why there are none."""

    parts: tuple[Part, ...] = ()
    missing: str = ""
    is_story: bool = False
    is_still_open: bool = False  # people are still answering


def counted_now(grid: Grid, at: str) -> Grid:
    """A table of ours with a hash of what it shows and the time: each figure can be traced."""
    return replace(grid, computed_from=hash_of([grid]), computed_at=at)


def _counted(name: str, at: str, source: str) -> str:
    return f"Figure {name}, counted {at}, from {source[:12]}."


def to_json(parts: Sequence[Part]) -> str:
    """Parts as they are kept when they are frozen."""
    return _PARTS.dump_json(tuple(parts)).decode()


def from_json(text: str) -> tuple[Part, ...]:
    """Frozen parts again."""
    return _PARTS.validate_json(text)


def hash_of(parts: Sequence[Part]) -> str:
    """SHA-256 of the values shown: what a reviewer has seen.

    Neither the time nor a rule's wording is in it: only another value is a change.
    """
    told = [value for part in parts for value in _values(part)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()


def _values(part: Part) -> list[object]:
    if isinstance(part, Number):
        return [part.id, part.text, part.counts]
    if isinstance(part, Grid):
        return [part.id, *part.header, *part.rows]
    if isinstance(part, Drawing):
        return [part.chart.title, part.chart.description]
    if isinstance(part, Points):
        return list(part.items)
    if isinstance(part, Sayings):
        return [quote.text for quote in part.quotes]
    return []  # staff's own words have a version of their own

"""Which counts may be shown so that nobody can work out what one person answered?

The default profile of decisions 9 (for filters that anybody may choose freely there is a stricter
one, in releasing.py): counts of people from 1 to 4 print "fewer than 5", 0 prints 0
except on sensitive items, and further counts are hidden until nobody who adds up what is left can
narrow a hidden one to fewer than three values. Counts of courses or returns are no people: do not
pass them in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from feedback.privacy.hiding import (
    CANDIDATES,
    SMALLEST_SHOWN,
    Mark,
    Network,
    is_small,
    row_marks,
)
from feedback.privacy.profiles import DEFAULT, Profile

__all__ = [
    "CANDIDATES",
    "FEWER",
    "NOT_SHOWN",
    "SMALLEST_SHOWN",
    "ROUNDED_TO",
    "WORDS_FROM",
    "Cell",
    "Mark",
    "Shown",
    "ShownRow",
    "ShownTable",
    "about",
    "is_small",
    "may_list_words",
    "percent",
    "suppress",
    "suppress_each",
    "suppress_table",
]

WORDS_FROM = 10  # people in the base from which free text and quotes may be listed; decisions 9
ROUNDED_TO = 5
FEWER = f"fewer than {SMALLEST_SHOWN}"
NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of people. `can_be` is False where the answer was never on offer: always 0."""

    label: str
    count: int
    can_be: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be printed: the value, or None and the words that stand in its place."""

    value: int | None
    text: str
    mark: Mark = Mark.SHOWN

    @property
    def is_hidden(self) -> bool:
        return self.value is None


@dataclass(frozen=True)
class ShownRow:
    """One distribution: a Shown for each cell in its order, and the total."""

    labels: tuple[str, ...]
    cells: tuple[Shown, ...]
    total: Shown

    @cached_property
    def by_label(self) -> dict[str, Shown]:
        """The cells by their label."""
        return dict(zip(self.labels, self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Shape (rows, columns) with both margins; `cells[i][j]`."""

    cells: tuple[tuple[Shown, ...], ...]
    row_totals: tuple[Shown, ...]
    column_totals: tuple[Shown, ...]
    total: Shown


def suppress(
    cells: Sequence[Cell], *, sensitive: bool = False, rules: Profile = DEFAULT
) -> ShownRow:
    """One distribution whose total is known too: each person is in exactly one cell."""
    counts = [cell.count for cell in cells]
    can_be = [cell.can_be for cell in cells]
    marks, whole = row_marks(counts, can_be, sensitive=sensitive, rules=rules)
    return ShownRow(
        labels=tuple(cell.label for cell in cells),
        cells=_all_shown(counts, marks),
        total=_shown(sum(counts), whole),
    )


def suppress_each(cells: Sequence[Cell], base: int, *, sensitive: bool = False) -> ShownRow:
    """Several choices of one person (they may tick many): each cell against the same base.

    Who did not tick is a count of people too: a cell that leaves 1 to 4 of them is hidden.
    """
    shown = []
    for cell in cells:
        alone = suppress(
            [cell, Cell("", base - cell.count, can_be=cell.can_be)], sensitive=sensitive
        )
        shown.append(alone.cells[0])
    total = suppress([Cell("", base)], sensitive=sensitive).total
    return ShownRow(tuple(cell.label for cell in cells), tuple(shown), total)


def suppress_table(
    counts: Sequence[Sequence[int]],
    *,
    sensitive: bool = False,
    can_be: Sequence[Sequence[bool]] | None = None,
) -> ShownTable:
    """A table `counts[row][column]` with its margins, shape (rows, columns), both at least 1.

    The row totals are exactly what `suppress` shows of them alone, so that a page with and one
    without the columns never give different numbers; so are the column totals.
    """
    possible = can_be or [[True] * len(row) for row in counts]
    network = Network.of(counts, possible, sensitive=sensitive)
    network.protect()
    across = [sum(row) for row in counts]
    down = [sum(column) for column in zip(*counts, strict=True)]
    return ShownTable(
        cells=tuple(_all_shown(*pair) for pair in zip(counts, network.cells, strict=True)),
        row_totals=_all_shown(across, network.rows),
        column_totals=_all_shown(down, network.columns),
        total=_shown(sum(across), network.whole),
    )


def percent(part: Shown, base: Shown) -> str:
    """The share to whole percents, rounded half up; words where either is hidden."""
    if part.value is None or base.value is None:
        return NOT_SHOWN
    if base.value == 0:
        return "no answers"
    share = Decimal(100 * part.value) / Decimal(base.value)
    return f"{share.quantize(Decimal(1), ROUND_HALF_UP)}%"


def about(count: int) -> Shown:
    """A count to the nearest 5, under 5 (nought too) "fewer than 5".

    For counts of which each follows from the one before, such as how far people came: there
    hiding single cells helps nobody, since the step from 50 to 48 is two people. Do not show the
    same count exactly elsewhere.
    """
    if count < SMALLEST_SHOWN:
        return Shown(None, FEWER, Mark.SMALL)
    near = (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
    return Shown(near, f"about {near:,}")


def may_list_words(base: int) -> bool:
    """Whether free text or quotes of a group of this many people may be listed."""
    return base >= WORDS_FROM


def _all_shown(counts: Sequence[int], marks: Sequence[Mark]) -> tuple[Shown, ...]:
    return tuple(_shown(*pair) for pair in zip(counts, marks, strict=True))


def _shown(count: int, mark: Mark) -> Shown:
    if mark is Mark.SHOWN:
        return Shown(count, f"{count:,}")
    is_few = mark in {Mark.SMALL, Mark.FEW}
    return Shown(None, FEWER if is_few else NOT_SHOWN, mark)

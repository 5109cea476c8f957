"""Which counts may be shown so that nobody can work out what one person answered?

The default profile of decisions 9: counts of people from 1 to 4 print "fewer than 5", 0 prints 0
except on sensitive items, and further counts are hidden until nobody who adds up what is left can
narrow a hidden one to fewer than three values. Counts of courses or returns are no people: do not
pass them in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property

from feedback.privacy.margins import Edge, spread

SMALLEST_SHOWN = 5  # people; decisions 9
WORDS_FROM = 10  # people in the base from which free text and quotes may be listed; decisions 9
CANDIDATES = 3  # values a hidden count must keep, whatever an attacker adds up
FEWER = f"fewer than {SMALLEST_SHOWN}"
NOT_SHOWN = "not shown"
_NO_LIMIT = 10**9


class Mark(StrEnum):
    """What a reader is told of a count."""

    SHOWN = "shown"
    SMALL = "small"  # fewer than 5
    EXTRA = "extra"  # 5 or more, hidden so that a small one stays hidden
    WITHHELD = "withheld"  # the whole table is: the reader learns nothing of this count


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


def suppress(cells: Sequence[Cell], *, sensitive: bool = False) -> ShownRow:
    """One distribution whose total is known too: each person is in exactly one cell."""
    counts = [cell.count for cell in cells]
    can_be = [cell.can_be for cell in cells]
    marks, whole = _row_marks(counts, can_be, sensitive=sensitive)
    return ShownRow(
        labels=tuple(cell.label for cell in cells),
        cells=tuple(_shown(*pair) for pair in zip(counts, marks, strict=True)),
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
    network = _Network.of(counts, possible, sensitive=sensitive)
    network.protect()
    return network.table()


def percent(part: Shown, base: Shown) -> str:
    """The share to whole percents, rounded half up; words where either is hidden."""
    if part.value is None or base.value is None:
        return NOT_SHOWN
    if base.value == 0:
        return "no answers"
    share = Decimal(100 * part.value) / Decimal(base.value)
    return f"{share.quantize(Decimal(1), ROUND_HALF_UP)}%"


def may_list_words(base: int) -> bool:
    """Whether free text or quotes of a group of this many people may be listed."""
    return base >= WORDS_FROM


def is_small(count: int, *, sensitive: bool = False) -> bool:
    """Whether this count of people is too small to print."""
    return (0 if sensitive else 1) <= count < SMALLEST_SHOWN


def _shown(count: int, mark: Mark) -> Shown:
    if mark is Mark.SHOWN:
        return Shown(count, f"{count:,}")
    return Shown(None, FEWER if mark is Mark.SMALL else NOT_SHOWN, mark)


def _range(mark: Mark, *, from_zero: bool) -> tuple[int, int]:
    """What a reader knows of a hidden count from its mark alone."""
    if mark is Mark.SMALL:
        return (0 if from_zero else 1), SMALLEST_SHOWN - 1
    return (SMALLEST_SHOWN if mark is Mark.EXTRA else 0), _NO_LIMIT


def _row_marks(
    counts: Sequence[int], can_be: Sequence[bool], *, sensitive: bool
) -> tuple[list[Mark], Mark]:
    """The marks of the cells and of the total."""
    total = sum(counts)
    if is_small(total, sensitive=sensitive):
        # Even a 0 would tell what all of so few people did not say.
        return [Mark.SMALL if possible else Mark.SHOWN for possible in can_be], Mark.SMALL
    marks = [
        Mark.SMALL if possible and is_small(count, sensitive=sensitive) else Mark.SHOWN
        for count, possible in zip(counts, can_be, strict=True)
    ]
    while Mark.SMALL in marks and _is_exposed(counts, marks, sensitive=sensitive):
        left = [i for i, mark in enumerate(marks) if mark is Mark.SHOWN and counts[i]]
        if not left:
            return [Mark.WITHHELD if possible else Mark.SHOWN for possible in can_be], Mark.SHOWN
        marks[min(left, key=lambda i: counts[i])] = Mark.EXTRA
    return marks, Mark.SHOWN


def _is_exposed(counts: Sequence[int], marks: Sequence[Mark], *, sensitive: bool) -> bool:
    # Who knows that the smallest are hidden first knows that none exceeds the smallest shown.
    shown = [n for n, mark in zip(counts, marks, strict=True) if mark is Mark.SHOWN and n]
    most = min(shown, default=_NO_LIMIT)
    edges = []
    for count, mark in zip(counts, marks, strict=True):
        if mark is not Mark.SHOWN:
            low, high = _range(mark, from_zero=sensitive)
            edges.append(Edge(0, 1, count, low, min(high, most)))
    return any(spread(edges, at, CANDIDATES) < CANDIDATES for at in range(len(edges)))


@dataclass(slots=True)
class _Network:
    """A table as flows: out of the rows' totals, through the cells, into the columns' totals."""

    counts: Sequence[Sequence[int]]
    can_be: Sequence[Sequence[bool]]
    sensitive: bool
    rows: list[Mark]
    columns: list[Mark]
    whole: Mark
    cells: list[list[Mark]]

    @classmethod
    def of(
        cls,
        counts: Sequence[Sequence[int]],
        can_be: Sequence[Sequence[bool]],
        *,
        sensitive: bool,
    ) -> _Network:
        """The table with its margins marked, and every cell that is small or in a small group."""
        across = [sum(row) for row in counts]
        down = [sum(column) for column in zip(*counts, strict=True)]
        rows, whole = _row_marks(across, [any(row) for row in can_be], sensitive=sensitive)
        columns, _ = _row_marks(down, [True] * len(down), sensitive=sensitive)
        table = cls(counts, can_be, sensitive, rows, columns, whole, [])
        table.cells = [
            [
                Mark.SMALL
                if table._may_hide(i, j)
                and (is_small(count, sensitive=sensitive) or columns[j] is Mark.SMALL)
                else Mark.SHOWN
                for j, count in enumerate(row)
            ]
            for i, row in enumerate(counts)
        ]
        return table

    def protect(self) -> None:
        """Hide cells until nothing hidden can be narrowed; at worst all of them."""
        if self.whole is not Mark.SHOWN:
            self._fill(Mark.SMALL)
            return
        while (at := self._exposed()) is not None:
            near = self._near(at)
            if not near:
                self._fill(Mark.WITHHELD)
                return
            i, j = min(near, key=lambda place: self.counts[place[0]][place[1]])
            self.cells[i][j] = Mark.EXTRA

    def table(self) -> ShownTable:
        """What may be printed."""
        down = list(zip(*self.counts, strict=True))
        return ShownTable(
            cells=tuple(
                tuple(_shown(*pair) for pair in zip(row, marks, strict=True))
                for row, marks in zip(self.counts, self.cells, strict=True)
            ),
            row_totals=tuple(
                _shown(sum(row), mark) for row, mark in zip(self.counts, self.rows, strict=True)
            ),
            column_totals=tuple(
                _shown(sum(col), mark) for col, mark in zip(down, self.columns, strict=True)
            ),
            total=_shown(sum(map(sum, self.counts)), self.whole),
        )

    def _fill(self, mark: Mark) -> None:
        self.cells = [
            [mark if self._may_hide(i, j) else Mark.SHOWN for j in range(len(row))]
            for i, row in enumerate(self.counts)
        ]

    def _may_hide(self, i: int, j: int) -> bool:
        """False where everyone knows it is 0: never on offer, or a margin shows 0."""
        if not self.can_be[i][j]:
            return False
        empty_row = self.rows[i] is Mark.SHOWN and not any(self.counts[i])
        empty_column = self.columns[j] is Mark.SHOWN and not any(row[j] for row in self.counts)
        return not empty_row and not empty_column

    def _exposed(self) -> tuple[int, int] | None:
        """The row and column (-1 for a margin) of a hidden count that is too narrow."""
        edges, places = self._edges()
        for at in range(len(edges)):
            if spread(edges, at, CANDIDATES) < CANDIDATES:
                return places[at]
        return None

    def _edges(self) -> tuple[list[Edge], list[tuple[int, int]]]:
        """The hidden flows: from node 0 into the rows' nodes, to the columns', to the last."""
        height = len(self.counts)
        last = 1 + height + len(self.columns)
        edges: list[Edge] = []
        places: list[tuple[int, int]] = []

        def add(tail: int, head: int, count: int, mark: Mark, place: tuple[int, int]) -> None:
            if mark is not Mark.SHOWN:
                zero = self.sensitive or (place[1] >= 0 and self._is_group_small(place))
                edges.append(Edge(tail, head, count, *_range(mark, from_zero=zero)))
                places.append(place)

        for i, row in enumerate(self.counts):
            add(0, 1 + i, sum(row), self.rows[i], (i, -1))
            for j, count in enumerate(row):
                add(1 + i, 1 + height + j, count, self.cells[i][j], (i, j))
        for j, column in enumerate(zip(*self.counts, strict=True)):
            add(1 + height + j, last, sum(column), self.columns[j], (-1, j))
        return edges, places

    def _is_group_small(self, place: tuple[int, int]) -> bool:
        return place[0] >= 0 and self.columns[place[1]] is Mark.SMALL

    def _near(self, at: tuple[int, int]) -> list[tuple[int, int]]:
        """Cells still shown that could shelter the one at `at`: its row's, its column's, any."""
        left = [
            (i, j)
            for i, row in enumerate(self.cells)
            for j, mark in enumerate(row)
            if mark is Mark.SHOWN and self.counts[i][j]
        ]
        beside = [place for place in left if place[0] == at[0] or place[1] == at[1]]
        return beside or left

"""Which counts must be hidden besides the small ones? Whole numbers in, marks out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from feedback.privacy.margins import Edge, spread
from feedback.privacy.profiles import DEFAULT, Profile

SMALLEST_SHOWN = DEFAULT.cell  # people; decisions 9
CANDIDATES = 3  # values a hidden count must keep, whatever an attacker adds up
_NO_LIMIT = 10**9


class Mark(StrEnum):
    """What a reader is told of a count."""

    SHOWN = "shown"
    SMALL = "small"  # fewer than 5, and not 0
    FEW = "few"  # fewer than 5, and may be 0; it prints just like SMALL
    EXTRA = "extra"  # 5 or more, hidden so that a small one stays hidden
    WITHHELD = "withheld"  # the whole table is: the reader learns nothing of this count


def is_small(count: int, *, sensitive: bool = False) -> bool:
    """Whether this count of people is too small to print."""
    return (0 if sensitive else 1) <= count < SMALLEST_SHOWN


def _range(mark: Mark) -> tuple[int, int]:
    """What a reader knows of a hidden count from its mark alone."""
    least = {Mark.SMALL: 1, Mark.EXTRA: SMALLEST_SHOWN}.get(mark, 0)
    most = SMALLEST_SHOWN - 1 if mark in {Mark.SMALL, Mark.FEW} else _NO_LIMIT
    return least, most


def row_marks(
    counts: Sequence[int],
    can_be: Sequence[bool],
    *,
    sensitive: bool,
    rules: Profile = DEFAULT,
) -> tuple[list[Mark], Mark]:
    """The marks of one row of cells and of its total."""
    total = sum(counts)
    if (0 if sensitive else 1) <= total < rules.base:
        # Even a 0 would tell what all of so few people did not say.
        whole = Mark.FEW if sensitive else Mark.SMALL
        return [Mark.FEW if possible else Mark.SHOWN for possible in can_be], whole
    extra: set[int] = set()
    while True:
        for zeros in (False, True):  # zeros are hidden too where that shelters the small ones
            marks = _try(counts, can_be, extra, rules, zeros=zeros or sensitive)
            if not (rules.secondary and _is_exposed(counts, marks)):
                return marks, Mark.SHOWN
        left = [i for i, mark in enumerate(marks) if mark is Mark.SHOWN and counts[i]]
        if not left:
            return [Mark.WITHHELD if possible else Mark.SHOWN for possible in can_be], Mark.SHOWN
        extra.add(min(left, key=lambda i: counts[i]))


def _try(
    counts: Sequence[int],
    can_be: Sequence[bool],
    extra: set[int],
    rules: Profile,
    *,
    zeros: bool,
) -> list[Mark]:
    marks = []
    for i, (count, possible) in enumerate(zip(counts, can_be, strict=True)):
        small = Mark.FEW if zeros else Mark.SMALL
        hidden = possible and (0 if zeros else 1) <= count < rules.cell
        marks.append(Mark.EXTRA if i in extra else small if hidden else Mark.SHOWN)
    return marks


def _is_exposed(counts: Sequence[int], marks: Sequence[Mark]) -> bool:
    # Who knows that the smallest are hidden first knows that none exceeds the smallest shown.
    shown = [n for n, mark in zip(counts, marks, strict=True) if mark is Mark.SHOWN and n]
    smallest = min(shown, default=_NO_LIMIT)
    edges = []
    for count, mark in zip(counts, marks, strict=True):
        if mark is not Mark.SHOWN:
            least, most = _range(mark)
            edges.append(Edge(0, 1, count, least, min(most, smallest)))
    return any(spread(edges, at, CANDIDATES) < CANDIDATES for at in range(len(edges)))


@dataclass(slots=True)
class Network:
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
    ) -> Network:
        """The table with its margins marked, and every cell that is small or in a small group."""
        across = [sum(row) for row in counts]
        down = [sum(column) for column in zip(*counts, strict=True)]
        rows, whole = row_marks(across, [any(row) for row in can_be], sensitive=sensitive)
        columns, _ = row_marks(down, [True] * len(down), sensitive=sensitive)
        table = cls(counts, can_be, sensitive, rows, columns, whole, [])
        table.cells = [
            [table._first_mark(i, j) for j in range(len(row))] for i, row in enumerate(counts)
        ]
        return table

    def protect(self) -> None:
        """Hide cells until nothing hidden can be narrowed; at worst all of them."""
        if self.whole is not Mark.SHOWN:
            self._fill(Mark.FEW)
            return
        while (at := self._exposed()) is not None:
            if self._hide_zeros(at):
                continue
            near = self._near(at)
            if not near:
                self._fill(Mark.WITHHELD)
                return
            i, j = min(near, key=lambda place: self.counts[place[0]][place[1]])
            self.cells[i][j] = Mark.EXTRA

    def _first_mark(self, i: int, j: int) -> Mark:
        count = self.counts[i][j]
        if not self._may_hide(i, j):
            return Mark.SHOWN
        if self.sensitive or self.columns[j] in {Mark.SMALL, Mark.FEW}:
            # A group of fewer than 5 shows nothing, its zeros neither.
            return Mark.FEW if count < SMALLEST_SHOWN else Mark.SHOWN
        return Mark.SMALL if is_small(count) else Mark.SHOWN

    def _hide_zeros(self, at: tuple[int, int]) -> bool:
        """Hide the zeros in the row and the column of a count too narrow; False if there is none.

        From then on a small count may be a 0 for all the reader knows.
        """
        changed = False
        for i, row in enumerate(self.cells):
            for j, mark in enumerate(row):
                beside = i == at[0] or j == at[1]
                zero = mark is Mark.SHOWN and not self.counts[i][j] and self._may_hide(i, j)
                if mark is Mark.SMALL or (zero and beside):
                    row[j] = Mark.FEW
                    changed = True
        return changed

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
                edges.append(Edge(tail, head, count, *_range(mark)))
                places.append(place)

        for i, row in enumerate(self.counts):
            add(0, 1 + i, sum(row), self.rows[i], (i, -1))
            for j, count in enumerate(row):
                add(1 + i, 1 + height + j, count, self.cells[i][j], (i, j))
        for j, column in enumerate(zip(*self.counts, strict=True)):
            add(1 + height + j, last, sum(column), self.columns[j], (-1, j))
        return edges, places

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

"""What could a reader take away from what: which groups add up to one that is shown as well?

A course's page beside the page of all courses shows the others by subtraction; so does a year
beside all years, and a course beside the only year it was held in. So what a page shows of its
group is what may be shown of it while its neighbours' pages are read too. Not looked at: sums
across courses and years at once that neither makes alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.coding.questions import COUNTED
from feedback.privacy.small_numbers import (
    Cell,
    Shown,
    ShownRow,
    suppress,
    suppress_each,
    suppress_table,
)
from feedback.reports.training_answers import Looked
from feedback.store.responses import Response
from feedback.store.training import Course, TrainingSession, TrainingWave
from surveys.kirkpatrick import financial_year

T = TypeVar("T", covariant=True)
S = TypeVar("S")
TOGETHER = 6  # groups protected in one table: each shelters another, and it takes milliseconds


@dataclass(frozen=True, slots=True)
class Family(Generic[T]):
    """Neighbours of what is looked at, itself among them at `place`; of each a T."""

    parts: tuple[T, ...]
    place: int

    def each(self, of: Callable[[T], S]) -> Family[S]:
        """The same family, with something found out about each."""
        return Family(tuple(of(one) for one in self.parts), self.place)


def families(session: Session, looked: Looked) -> tuple[Family[Looked], ...]:
    """None for all courses of all years; of the smaller page what it is a part of."""
    if looked.course_id is None and looked.year is None:
        return ()
    counts = _counts(session, looked)
    if looked.course_id is None:
        by_year: Counter[str] = Counter()
        for (_, year), count in counts.items():
            by_year[year] += count
        return _kin(by_year, looked.year or "", lambda year: _part(looked, None, year))
    by_course: Counter[str] = Counter()
    for (course, _), count in counts.items():
        by_course[course] += count
    mine = looked.course_id
    found = _kin(by_course, mine, lambda course: _part(looked, course, None))
    years = {year for course, year in counts if course == mine}
    if len(years) == 1 and any(year not in years for _, year in counts):
        (year,) = years
        there = Counter({course: count for (course, one), count in counts.items() if one == year})
        found += _kin(there, mine, lambda course: _part(looked, course, year))
    return found


def shown_row(cells: Sequence[Cell], kin: Sequence[Family[Sequence[int]]]) -> ShownRow:
    """One distribution, each person in one cell; `kin`: the same cells' counts of each part."""
    alone = suppress(cells)
    tables = [(suppress_table(family.parts), family.place) for family in kin]
    return ShownRow(
        alone.labels,
        tuple(
            _tightest(cell, *(table.cells[place][at] for table, place in tables))
            for at, cell in enumerate(alone.cells)
        ),
        _tightest(alone.total, *(table.row_totals[place] for table, place in tables)),
    )


def shown_each(
    cells: Sequence[Cell], base: int, kin: Sequence[Family[tuple[Sequence[int], int]]]
) -> ShownRow:
    """Several choices of one person; `kin`: of each part the same counts, and its base."""
    alone = suppress_each(cells, base)
    guarded = [
        shown_part(cell.count, base, [family.each(_nth(at)) for family in kin])
        for at, cell in enumerate(cells)
    ]
    total = shown_count(base, [family.each(lambda part: part[1]) for family in kin])
    return ShownRow(alone.labels, tuple(map(_tightest, alone.cells, guarded)), total)


def shown_part(count: int, base: int, kin: Sequence[Family[tuple[int, int]]]) -> Shown:
    """Those of a base who did something; `kin`: of each part the same count, and its base."""
    rows = [family.each(lambda part: (part[0], part[1] - part[0])) for family in kin]
    return shown_row([Cell("", count), Cell("", base - count)], rows).cells[0]


def shown_count(count: int, kin: Sequence[Family[int]]) -> Shown:
    """One count of people; `kin`: the same count of each part."""
    alone = suppress([Cell("", count)]).total
    rows = [suppress([Cell("", one) for one in family.parts]).cells[family.place] for family in kin]
    return _tightest(alone, *rows)


def _nth(at: int) -> Callable[[tuple[Sequence[int], int]], tuple[int, int]]:
    return lambda part: (part[0][at], part[1])


def _tightest(first: Shown, *others: Shown) -> Shown:
    return next((one for one in (first, *others) if one.is_hidden), first)


def _part(looked: Looked, course_id: str | None, year: str | None) -> Looked:
    return Looked(looked.occasion, course_id, year, looked.sight)


def _kin(
    sizes: Mapping[str, int], mine: str, part: Callable[[str], Looked]
) -> tuple[Family[Looked], ...]:
    """The few around `mine`, always the same few whoever of them is looked at."""
    order = sorted(sizes, key=lambda one: (-sizes[one], one))
    groups = [order[start : start + TOGETHER] for start in range(0, len(order), TOGETHER)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2] += groups.pop()  # nobody is left without a neighbour
    for group in groups:
        if mine in group and len(group) > 1:
            return (Family(tuple(part(one) for one in group), group.index(mine)),)
    return ()


def _counts(session: Session, looked: Looked) -> Mapping[tuple[str, str], int]:
    """(course, financial year) -> how many responses were sent, of all in sight."""
    rows = session.execute(
        select(Course.id, TrainingSession.held_on, func.count(Response.id))
        .join(TrainingSession, TrainingSession.course_id == Course.id)
        .join(TrainingWave, TrainingWave.session_id == TrainingSession.id)
        .join(Response, Response.round_instrument_id == TrainingWave.round_instrument_id)
        .where(_part(looked, None, None).clause, Response.state == COUNTED)
        .group_by(Course.id, TrainingSession.held_on)
    )
    found: Counter[tuple[str, str]] = Counter()
    for course, held_on, count in rows:
        found[course, financial_year(held_on)] += count
    return found

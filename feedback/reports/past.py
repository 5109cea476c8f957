"""Which figures were published before, by us or by others, and how do ours go on from them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from feedback.collection.shelf import SurveyShelf
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.reports.figures import Figure, round_figures
from feedback.reports.groups import groups_of_round
from feedback.reports.printed import PERCENT, Printed, oddities
from feedback.reports.published import item_tables
from feedback.store.base import new_id
from feedback.store.figures import PastFigure, PastTable
from feedback.store.rounds import Round, RoundInstrument
from feedback.store.training import TrainingWave
from surveys.kirkpatrick import financial_year

OURS = "Counted here"


@dataclass(frozen=True, slots=True)
class Published:
    """A table as it was printed, and what is odd about it."""

    id: str
    title: str
    source: str
    period: str
    figure: str  # the figure of ours it stands beside, "" for none
    cells: tuple[Printed, ...]
    oddities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One figure in one year. `change`: points since the year before, where both are told."""

    year: str
    value: Decimal | None
    text: str
    counts: str
    source: str
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure over the years, the oldest first."""

    id: str
    title: str
    points: tuple[Point, ...]


def keep_table(session: Session, about: Published, *, adds_up: bool, by: str, now: datetime) -> str:
    """Keep a published table as it is, odd or not; its id."""
    table_id = new_id()
    session.execute(
        insert(PastTable).values(
            id=table_id, title=about.title, source=about.source, period=about.period,
            figure=about.figure, adds_up=adds_up, added_by=by, added_at=now,
        )
    )  # fmt: skip
    session.execute(
        insert(PastFigure),
        [
            {
                "table_id": table_id, "place": place, "people": cell.group, "label": cell.label,
                "printed": cell.digits, "value": cell.value, "unit": cell.unit, "base": cell.base,
            }
            for place, cell in enumerate(about.cells)
        ],
    )  # fmt: skip
    note(session, who=by, what="past_figures_added", about=f"past_table:{table_id}", now=now,
         details={"title": about.title})  # fmt: skip
    return table_id


def drop_table(session: Session, table_id: str, *, by: str, now: datetime) -> None:
    """Take a table out again. Raises NotFound."""
    row = session.get(PastTable, table_id)
    if row is None:
        raise NotFound
    session.execute(delete(PastFigure).where(PastFigure.table_id == table_id))
    session.delete(row)
    note(session, who=by, what="past_figures_dropped", about=f"past_table:{table_id}", now=now,
         details={"title": row.title})  # fmt: skip


def past_tables(session: Session) -> tuple[Published, ...]:
    """Every published table, the newest period first."""
    cells: dict[str, list[Printed]] = {}
    for row in session.scalars(select(PastFigure).order_by(PastFigure.table_id, PastFigure.place)):
        cells.setdefault(row.table_id, []).append(
            Printed(row.people, row.label, row.printed, row.value, row.unit, row.base)
        )
    rows = session.scalars(select(PastTable).order_by(PastTable.period.desc(), PastTable.title))
    return tuple(
        Published(
            row.id, row.title, row.source, row.period, row.figure, tuple(cells.get(row.id, [])),
            oddities(cells.get(row.id, []), adds_up=row.adds_up),
        )
        for row in rows
    )  # fmt: skip


def trends(
    session: Session, shelf: SurveyShelf, tables: Sequence[Published], at: datetime
) -> tuple[Trend, ...]:
    """Every figure of our closed rounds by financial year, with what was published before.

    Of a published table that stands beside a figure, its first share counts.
    """
    titles: dict[str, str] = {}
    found: dict[str, list[Point]] = {}
    for year, figure in _own(session, shelf, at):
        titles.setdefault(figure.id, figure.title)
        found.setdefault(figure.id, []).append(
            Point(year, figure.value, figure.text, figure.counts, OURS, None)
        )
    for table in tables:
        point = printed_point(table)
        if point is not None:
            found.setdefault(table.figure, []).append(point)
    return tuple(
        Trend(one, titles.get(one, one), _with_changes(points)) for one, points in found.items()
    )


def printed_point(table: Published) -> Point | None:
    """What a published table says of the figure it stands beside; None where it says nothing."""
    share = next((cell for cell in table.cells if cell.unit == PERCENT), None)
    if not table.figure or share is None:
        return None
    base = f"of {share.base:,}" if share.base is not None else "base not told"
    return Point(table.period, share.value, f"{share.digits}%", base, table.source, None)


def _with_changes(points: Sequence[Point]) -> tuple[Point, ...]:
    told: list[Point] = []
    for one in sorted(points, key=lambda point: point.year):
        before = told[-1] if told else None
        change = None
        if before is not None and one.value is not None and before.value is not None:
            change = one.value - before.value
        told.append(Point(one.year, one.value, one.text, one.counts, one.source, change))
    return tuple(told)


def _own(session: Session, shelf: SurveyShelf, at: datetime) -> list[tuple[str, Figure]]:
    waves = select(RoundInstrument.round_id).join(
        TrainingWave, TrainingWave.round_instrument_id == RoundInstrument.id
    )
    rounds = session.execute(
        select(Round.id, Round.opens_on)
        .where(Round.state == "closed", Round.id.not_in(waves))
        .order_by(Round.opens_on)
    ).all()
    found: list[tuple[str, Figure]] = []
    for round_id, opens_on in rounds:
        groups = groups_of_round(session, shelf, round_id)
        tables = [table for group in groups for table in item_tables(session, group)]
        year = financial_year(opens_on)
        found += [(year, one) for one in round_figures(session, groups, tables, at)]
    return found

"""Who has taken part so far? Counts from the register; it knows no answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from feedback.privacy.small_numbers import Shown, ShownTable, suppress_table
from feedback.store.rounds import Cohort, CohortMember, Participation

# Each invited person stands in exactly one column: the furthest they got.
STAGES = ("sent", "declined", "started", "reached", "not_reached", "undelivered")


@dataclass(frozen=True, slots=True)
class Line:
    """One group of invited people; `stages` in the order of STAGES."""

    label: str
    stages: tuple[Shown, ...]
    invited: Shown

    @property
    def rate(self) -> str:
        """Sent out of invited in whole percents, or words in its place."""
        sent = self.stages[0].value
        if sent is None or self.invited.value is None:
            return "not shown"
        if self.invited.value == 0:
            return "nobody invited"
        # Half up on whole numbers: floor(100 a / b + 1/2).
        return f"{(200 * sent + self.invited.value) // (2 * self.invited.value)}%"


@dataclass(frozen=True, slots=True)
class Taking:
    """A table by one property, with its last line for everybody."""

    by: str
    lines: tuple[Line, ...]
    everybody: Line
    on_hold: int


def taking_part(session: Session, instrument_id: str, by: str, team: str = "") -> Taking:
    """The register of one instrument by `kind` or `team`; small numbers hidden.

    `team` keeps to one team (a team viewer's own).
    """
    column = CohortMember.kind if by == "kind" else CohortMember.team
    stage = _stage()
    query = (
        select(column, stage, func.count())
        .select_from(CohortMember)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .join(Participation, Participation.member_id == CohortMember.id)
        .where(Cohort.round_instrument_id == instrument_id)
        .group_by(column, stage)
    )
    if team:
        query = query.where(CohortMember.team == team)
    counts: dict[str, dict[str, int]] = {}
    for label, name, count in session.execute(query):
        counts.setdefault(label or "not said", {})[name] = count
    labels = tuple(sorted(counts))
    grid = [[counts[label].get(name, 0) for name in STAGES] for label in labels]
    return _taking(by, labels, grid, _on_hold(session, instrument_id))


def _taking(by: str, labels: tuple[str, ...], grid: list[list[int]], on_hold: int) -> Taking:
    if not grid:
        none = suppress_table([[0] * len(STAGES)])
        return Taking(by, (), _line("Everybody", none.column_totals, none.total), on_hold)
    shown: ShownTable = suppress_table(grid)
    lines = tuple(
        _line(label, shown.cells[place], shown.row_totals[place])
        for place, label in enumerate(labels)
    )
    return Taking(by, lines, _line("Everybody", shown.column_totals, shown.total), on_hold)


def _line(label: str, stages: tuple[Shown, ...], invited: Shown) -> Line:
    return Line(label, stages, invited)


def _stage() -> ColumnElement[Any]:
    return case(
        (Participation.sent_on.is_not(None), "sent"),
        (Participation.declined_on.is_not(None), "declined"),
        (Participation.started_on.is_not(None), "started"),
        (Participation.reached_on.is_not(None), "reached"),
        (Participation.undelivered_on.is_not(None), "undelivered"),
        else_="not_reached",
    )


def _on_hold(session: Session, instrument_id: str) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(CohortMember)
            .join(Cohort, Cohort.id == CohortMember.cohort_id)
            .where(Cohort.round_instrument_id == instrument_id, CohortMember.hold.is_not(None))
        )
        or 0
    )

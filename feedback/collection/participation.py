"""Who has taken part so far? Counts from the register; it knows no answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from feedback.privacy.small_numbers import Cell, Shown, suppress, suppress_table
from feedback.store.rounds import Cohort, CohortMember, Participation

# Each invited person stands in exactly one column: the furthest they got.
STAGES = ("sent", "declined", "started", "reached", "not_reached", "undelivered")
NOT_SENT = STAGES[1:]


@dataclass(frozen=True, slots=True)
class Line:
    """One group of invited people: how many sent, how many did not."""

    label: str
    sent: Shown
    not_sent: Shown
    invited: Shown

    @property
    def rate(self) -> str:
        """Sent out of invited in whole percents, or words in its place."""
        if self.sent.value is None or self.invited.value is None:
            return "not shown"
        if self.invited.value == 0:
            return "nobody invited"
        # Half up on whole numbers: floor(100 a / b + 1/2).
        return f"{(200 * self.sent.value + self.invited.value) // (2 * self.invited.value)}%"


@dataclass(frozen=True, slots=True)
class Taking:
    """A table by one property, its last line for everybody, and how far everybody got."""

    by: str
    lines: tuple[Line, ...]
    everybody: Line
    stages: tuple[tuple[str, Shown], ...]  # empty where they would give a number away
    on_hold: Shown


def taking_part(
    session: Session, instrument_id: str, by: str, teams: frozenset[str] | None = None
) -> Taking:
    """The register of one instrument by `kind` or `team`; small numbers hidden.

    `teams` keeps to what somebody may see. Groups are told sent and not sent only: the
    stages of a small team would hide the one number staff need.
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
    if teams is not None:
        query = query.where(CohortMember.team.in_(sorted(teams)))
    groups: dict[str, list[int]] = {}
    stages = dict.fromkeys(STAGES, 0)
    for label, name, count in session.execute(query):
        pair = groups.setdefault(label or "not said", [0, 0])
        pair[0 if name == "sent" else 1] += count
        stages[name] += count
    return _taking(by, groups, stages, _on_hold(session, instrument_id, teams))


def _taking(
    by: str, groups: dict[str, list[int]], stages: dict[str, int], on_hold: Shown
) -> Taking:
    labels = sorted(groups)
    shown = suppress_table([groups[label] for label in labels] or [[0, 0]])
    lines = tuple(
        _line(label, shown.cells[place], shown.row_totals[place])
        for place, label in enumerate(labels)
    )
    everybody = _line("Everybody", shown.column_totals, shown.total)
    return Taking(by, lines, everybody, _stages(everybody, stages), on_hold)


def _stages(everybody: Line, stages: dict[str, int]) -> tuple[tuple[str, Shown], ...]:
    """How far those got who have not sent: their sum is a number the table shows.

    With "sent" among them, a number hidden here would stand in the table; where the table hides,
    their sum would tell it.
    """
    if everybody.sent.is_hidden or everybody.not_sent.is_hidden:
        return ()
    far = suppress([Cell(name, stages[name]) for name in NOT_SENT])
    return (("sent", everybody.sent), *zip(NOT_SENT, far.cells, strict=True))


def _line(label: str, pair: tuple[Shown, ...], invited: Shown) -> Line:
    sent, not_sent = pair
    return Line(label, sent, not_sent, invited)


def _stage() -> ColumnElement[Any]:
    return case(
        (Participation.sent_on.is_not(None), "sent"),
        (Participation.declined_on.is_not(None), "declined"),
        (Participation.started_on.is_not(None), "started"),
        (Participation.reached_on.is_not(None), "reached"),
        (Participation.undelivered_on.is_not(None), "undelivered"),
        else_="not_reached",
    )


def _on_hold(session: Session, instrument_id: str, teams: frozenset[str] | None) -> Shown:
    query = (
        select(func.count())
        .select_from(CohortMember)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .where(Cohort.round_instrument_id == instrument_id, CohortMember.hold.is_not(None))
    )
    if teams is not None:
        query = query.where(CohortMember.team.in_(sorted(teams)))
    return suppress([Cell("", session.scalar(query) or 0)]).total

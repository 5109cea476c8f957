"""When do the counts of a round stop moving, and what are they from then on?

Who can look again after each answer sees which number it changed. So what may be divided freely is
counted once, when nothing more can come, and kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, insert, literal, select
from sqlalchemy.orm import Session

from feedback.coding.questions import COUNTED
from feedback.collection.calendar import local_day
from feedback.collection.entry import POST_TAKES
from feedback.collection.shelf import SurveyShelf
from feedback.errors import FeedbackError, NotFound
from feedback.privacy.audit import note
from feedback.reports.groups import asked_in_round
from feedback.store.figures import FixedCount, FixedRound
from feedback.store.once import insert_once
from feedback.store.responses import Answer, Response
from feedback.store.rounds import CohortMember, Round, RoundInstrument
from feedback.store.training import TrainingWave
from surveys.definition import Kind, Survey

CALENDAR = "the calendar"


class RoundStillMoves(FeedbackError):
    """While people answer, counts move, and whoever watches them learns from it."""

    message = "The round must be closed first."


@dataclass(frozen=True, slots=True)
class Unfixed:
    """A closed round whose counts may still move, and when they stop by themselves."""

    id: str
    name: str
    fixed_on: date


def fix_round(
    session: Session, shelf: SurveyShelf, round_id: str, *, by: str, now: datetime
) -> bool:
    """Count a closed round once and for all; False where it was done before.

    What is typed in or taken back later no longer changes these counts. Raises NotFound,
    RoundStillMoves.
    """
    around = session.get(Round, round_id)
    if around is None:
        raise NotFound
    if around.state != "closed":
        raise RoundStillMoves
    if not insert_once(session, FixedRound, round_id=round_id, fixed_at=now, fixed_by=by):
        return False
    for one in asked_in_round(session, shelf, round_id):
        _count(session, one.id, one.survey)
    note(session, who=by, what="counts_fixed", about=f"round:{round_id}", now=now)
    return True


def unfixed(session: Session) -> tuple[Unfixed, ...]:
    """Closed rounds not fixed yet, the newest first; waves of training are never among them."""
    rows = session.execute(
        select(Round.id, Round.name, Round.closes_on)
        .where(
            Round.state == "closed",
            Round.id.not_in(select(FixedRound.round_id)),
            Round.id.not_in(_waves()),
        )
        .order_by(Round.closes_on.desc(), Round.id)
    )
    return tuple(Unfixed(one, name, closes_on + POST_TAKES + timedelta(days=1))
                 for one, name, closes_on in rows)  # fmt: skip


def fix_due(session: Session, shelf: SurveyShelf, now: datetime) -> int:
    """Fix every closed round for which no paper answer can come any more; how many."""
    today = local_day(now)
    due = [one for one in unfixed(session) if one.fixed_on <= today]
    return sum(fix_round(session, shelf, one.id, by=CALENDAR, now=now) for one in due)


def _waves() -> Select[str]:
    return select(RoundInstrument.round_id).join(
        TrainingWave, TrainingWave.round_instrument_id == RoundInstrument.id
    )


def _count(session: Session, instrument_id: str, survey: Survey) -> None:
    keys = [one.key for one in survey.questions if one.is_closed and one.kind is not Kind.MULTI]
    kind = func.coalesce(CohortMember.kind, literal(""))
    team = func.coalesce(CohortMember.team, literal(""))
    by = (Answer.question_key, kind, team, Response.channel, Answer.code, Answer.item_key)
    counted = (
        select(literal(instrument_id), *by, func.count())
        .select_from(Response)
        .join(Answer, Answer.response_id == Response.id)
        .outerjoin(CohortMember, CohortMember.id == Response.member_id)
        .where(
            Response.round_instrument_id == instrument_id,
            Response.state == COUNTED,
            Answer.status == "given",
            Answer.code.is_not(None),
            Answer.question_key.in_(keys),
        )
        .group_by(*by)
    )
    columns = [
        "round_instrument_id", "question_key", "kind", "team", "channel", "code", "item_key",
        "people",
    ]  # fmt: skip
    session.execute(insert(FixedCount).from_select(columns, counted))

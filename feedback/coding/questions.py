"""Which question of which round is coded, who answered it, and what was asked the year before?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.store.base import new_id
from feedback.store.responses import Answer, Response
from feedback.store.rounds import CohortMember, Round, RoundInstrument, SurveyVersion
from feedback.store.themes import ThemeAnswer, forget_answers
from feedback.store.turns import take_turn

COUNTED = "sent"  # open, declined, withdrawn and superseded responses count nowhere
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question answered in people's own words, in one survey of one round."""

    round_id: str
    instrument_id: str
    survey_key: str
    key: str


def question_of(session: Session, instrument_id: str, question_key: str) -> OpenQuestion:
    """The question by where it stands. Raises NotFound for an instrument that is not there."""
    row = session.execute(
        select(RoundInstrument.round_id, SurveyVersion.survey_key)
        .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
        .where(RoundInstrument.id == instrument_id)
    ).first()
    if row is None:
        raise NotFound
    return OpenQuestion(row.round_id, instrument_id, row.survey_key, question_key)


def year_before(session: Session, question: OpenQuestion) -> OpenQuestion | None:
    """The same question of the same survey in the round before; None where there was none."""
    opens = select(Round.opens_on).where(Round.id == question.round_id).scalar_subquery()
    story = select(Round.is_story).where(Round.id == question.round_id).scalar_subquery()
    row = session.execute(
        select(RoundInstrument.id, RoundInstrument.round_id)
        .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
        .join(Round, Round.id == RoundInstrument.round_id)
        .where(
            SurveyVersion.survey_key == question.survey_key,
            Round.opens_on < opens,
            Round.is_story == story,  # invented people are never compared with real ones
        )
        .order_by(Round.opens_on.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return OpenQuestion(row.round_id, row.id, question.survey_key, question.key)


def written(instrument_id: str, teams: frozenset[str] | None = None) -> Select[str]:
    """Ids of sent responses with words in them; `teams`: of people known to be of these only."""
    query = (
        select(Answer.response_id)
        .join(Response, Response.id == Answer.response_id)
        .where(
            Response.round_instrument_id == instrument_id,
            Response.state == COUNTED,
            Answer.sealed.is_not(None),
        )
    )
    if teams is None:
        return query
    known = CohortMember.team.in_(sorted(teams))
    return query.join(CohortMember, CohortMember.id == Response.member_id).where(known)


def writers(
    session: Session, instrument_id: str, question_key: str, teams: frozenset[str] | None = None
) -> list[str]:
    """Response ids of those who wrote something to this question."""
    query = written(instrument_id, teams).where(Answer.question_key == question_key)
    return list(session.scalars(query.distinct()))


def list_answers(session: Session, question: OpenQuestion) -> int:
    """Give every answer that counts its row, and take away those that count no more; how many.

    Repeating it changes nothing. Several workers and a person may do it at once.
    """
    take_turn(session, f"answers {question.instrument_id} {question.key}")
    here = set(writers(session, question.instrument_id, question.key))
    listed = set(
        session.scalars(
            select(ThemeAnswer.response_id).where(
                ThemeAnswer.instrument_id == question.instrument_id,
                ThemeAnswer.question_key == question.key,
            )
        )
    )
    fresh = sorted(here - listed)
    if fresh:
        rows = [
            {
                "id": new_id(),
                "response_id": one,
                "instrument_id": question.instrument_id,
                "question_key": question.key,
            }
            for one in fresh
        ]
        session.execute(insert(ThemeAnswer), rows)
    for some in chunks(sorted(listed - here)):
        forget_answers(session, some, question_key=question.key)
    return len(here)


def chunks(ids: Iterable[str], most: int = _CHUNK) -> Iterable[list[str]]:
    """The ids in lists that a database takes in one statement."""
    held = list(ids)
    for start in range(0, len(held), most):
        yield held[start : start + most]

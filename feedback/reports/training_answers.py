"""What was answered to one wave, over all the sessions that are looked at? Sums in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from feedback.coding.questions import COUNTED
from feedback.reports.figures import About
from feedback.store.responses import Answer, Response
from feedback.store.rounds import CohortMember
from feedback.store.sight import EVERYTHING, Sight, courses_within
from feedback.store.training import Course, TrainingSession, TrainingWave
from feedback.training.courses import find_course
from surveys.change import confidence_of
from surveys.kirkpatrick import Occasion, Wave, days_of_financial_year


@dataclass(frozen=True, slots=True)
class Looked:
    """Which sessions are looked at: of one course or of all of a kind, of one year or of all."""

    occasion: Occasion = Occasion.COURSE
    course_id: str | None = None
    year: str | None = None
    sight: Sight = EVERYTHING

    @property
    def clause(self) -> Any:
        """For queries that hold Course and TrainingSession. Raises ValueError for no year."""
        wanted = [Course.occasion == self.occasion.value, courses_within(self.sight)]
        if self.course_id is not None:
            wanted.append(Course.id == self.course_id)
        if self.year is not None:
            wanted.append(TrainingSession.held_on.between(*days_of_financial_year(self.year)))
        return and_(*wanted)


def about(session: Session, looked: Looked, at: datetime) -> About:
    """Whom the figures of these sessions are about. Raises NotFound for no course."""
    if looked.course_id is not None:
        cohort = f"delegates of “{find_course(session, looked.course_id).title}”"
    elif looked.occasion is Occasion.RETHINK:
        cohort = "people who took part in a Re-think"
    else:
        cohort = "delegates of all courses"
    period = f"financial year {looked.year}" if looked.year else "all years"
    return About(cohort, period, at)


@dataclass(slots=True)
class Said:
    """The answers to one question, in people; `codes` add up to more where many may tick."""

    answered: int = 0
    codes: dict[str, int] = field(default_factory=dict)


def instruments_of(session: Session, looked: Looked, wave: Wave) -> tuple[str, ...]:
    """The instruments that asked this wave. Raises ValueError for what is no financial year."""
    query = (
        select(TrainingWave.round_instrument_id)
        .join(TrainingSession, TrainingSession.id == TrainingWave.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(TrainingWave.wave == wave.value, looked.clause)
    )
    return tuple(session.scalars(query))


def sent_to(session: Session, instrument_ids: Sequence[str]) -> int:
    """How many responses were sent to these instruments."""
    found = session.scalar(
        select(func.count(Response.id)).where(
            Response.round_instrument_id.in_(instrument_ids), Response.state == COUNTED
        )
    )
    return found or 0


def said(session: Session, instrument_ids: Sequence[str]) -> Mapping[str, Said]:
    """By question key, over the sent responses of these instruments."""
    here = (Response.round_instrument_id.in_(instrument_ids), Response.state == COUNTED)
    found: dict[str, Said] = {}
    people = session.execute(
        select(Answer.question_key, func.count(Answer.response_id.distinct()))
        .join(Response, Response.id == Answer.response_id)
        .where(*here, Answer.status == "given")
        .group_by(Answer.question_key)
    )
    for key, count in people:
        found[key] = Said(answered=count)
    codes = session.execute(
        select(Answer.question_key, Answer.code, func.count())
        .join(Response, Response.id == Answer.response_id)
        .where(*here, Answer.status == "given", Answer.code.is_not(None))
        .group_by(Answer.question_key, Answer.code)
    )
    for key, code, count in codes:
        if code is not None:
            found[key].codes[code] = count
    return found


@dataclass(frozen=True, slots=True)
class Points:
    """The numbers of one question: by response, and by the course's key where it is known."""

    by_response: Mapping[str, Decimal]
    by_person: Mapping[str, Decimal]


def points(
    session: Session, instrument_ids: Sequence[str], question_keys: Sequence[str]
) -> Mapping[str, Points]:
    """Each question's numbers (confidence 1 to 5, or the number given); others are left out."""
    rows = session.execute(
        select(
            Answer.question_key, Answer.response_id, CohortMember.reference, Answer.code,
            Answer.number,
        )
        .join(Response, Response.id == Answer.response_id)
        .outerjoin(CohortMember, CohortMember.id == Response.member_id)
        .where(
            Response.round_instrument_id.in_(instrument_ids),
            Response.state == COUNTED,
            Answer.status == "given",
            Answer.question_key.in_(question_keys),
        )
    )  # fmt: skip
    by_response: dict[str, dict[str, Decimal]] = {key: {} for key in question_keys}
    by_person: dict[str, dict[str, Decimal]] = {key: {} for key in question_keys}
    for key, response_id, person, code, number in rows:
        level = confidence_of(code)
        value = number if number is not None else None if level is None else Decimal(level)
        if value is None:
            continue
        by_response[key][response_id] = value
        if person is not None:
            by_person[key][person] = value
    return {key: Points(by_response[key], by_person[key]) for key in question_keys}

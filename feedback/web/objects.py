"""Does what an address names belong to a survey and a team this member of staff may see?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedback.store.concerns import Concern
from feedback.store.quotes import Quote
from feedback.store.responses import Quarantine, Response
from feedback.store.rounds import Cohort, CohortMember, Round, RoundInstrument, SurveyVersion
from feedback.store.sight import Sight, courses_within, within
from feedback.store.themes import Theme
from feedback.store.training import Course, TrainingSession

# Parts of an address that name nothing of any survey or team.
# An errand is shown to nobody but whoever asked for it; the page looks.
FREE = frozenset(
    {"key", "token", "ending", "question_key", "change_id", "staff_id", "turn_id", "incident_id"}
    | {"action_id", "year", "cycle_id", "request_id", "file_id"}
    | {"errand_id", "alias_id", "export_id", "table_id"}
    # A report speaks of all surveys and teams: its pages ask for whole sight.
    | {"report_id", "block_id"}
)

_SURVEY = SurveyVersion.survey_key
_TEAM = CohortMember.team


def may_open(session: Session, sight: Sight, named: Mapping[str, object]) -> bool:
    """Whether all that stands in the address may be seen. What we do not know is refused.

    Staff who see everything are asked nothing; a page says itself what is not there.
    """
    if sight.is_whole:
        return True
    return all(
        name in FREE or (name in SCOPED and SCOPED[name](session, sight, str(value)))
        for name, value in named.items()
    )


def _round(session: Session, sight: Sight, round_id: str) -> bool:
    """A round with a survey in sight, or one that has none yet."""
    keys = session.scalars(
        _instruments(SurveyVersion.survey_key).where(RoundInstrument.round_id == round_id)
    ).all()
    if keys:
        return any(sight.may_see(key) for key in keys)
    return session.get(Round, round_id) is not None


def _instrument(session: Session, sight: Sight, instrument_id: str) -> bool:
    key = session.scalar(_instruments(_SURVEY).where(RoundInstrument.id == instrument_id))
    return key is not None and sight.may_see(key)


def _cohort(session: Session, sight: Sight, cohort_id: str) -> bool:
    """A list of people is shown whole: each of them must be of a team in sight."""
    instrument = select(Cohort.round_instrument_id).where(Cohort.id == cohort_id)
    key = session.scalar(
        _instruments(_SURVEY).where(RoundInstrument.id == instrument.scalar_subquery())
    )
    if key is None:
        return False
    teams = sight.teams(key)
    if teams is None:
        return True
    held = session.scalars(select(_TEAM).where(CohortMember.cohort_id == cohort_id).distinct())
    return bool(teams) and set(held) <= teams


def _member(session: Session, sight: Sight, member_id: str) -> bool:
    query = (
        _instruments(RoundInstrument.id)
        .join(Cohort, Cohort.round_instrument_id == RoundInstrument.id)
        .join(CohortMember, CohortMember.cohort_id == Cohort.id)
        .where(CohortMember.id == member_id, sight.clause(_SURVEY, _TEAM))
    )
    return session.scalar(query) is not None


def _concern(session: Session, sight: Sight, concern_id: str) -> bool:
    seen = within(sight, Concern.round_instrument_id, Concern.response_id)
    return bool(session.scalar(select(exists().where(Concern.id == concern_id, seen))))


def _aside(session: Session, sight: Sight, item_id: str) -> bool:
    seen = within(sight, Quarantine.round_instrument_id, Quarantine.response_id)
    return bool(session.scalar(select(exists().where(Quarantine.id == item_id, seen))))


def _response(session: Session, sight: Sight, response_id: str) -> bool:
    seen = within(sight, Response.round_instrument_id, Response.id)
    return bool(session.scalar(select(exists().where(Response.id == response_id, seen))))


def _theme(session: Session, sight: Sight, theme_id: str) -> bool:
    """A theme is of a survey, and of no team."""
    instrument = session.scalar(select(Theme.instrument_id).where(Theme.id == theme_id))
    return instrument is not None and _instrument(session, sight, instrument)


def _course(session: Session, sight: Sight, course_id: str) -> bool:
    seen = exists().where(Course.id == course_id, courses_within(sight))
    return bool(session.scalar(select(seen)))


def _held(session: Session, sight: Sight, session_id: str) -> bool:
    """One time a course was held; a Re-think is one too."""
    here = TrainingSession.course_id == Course.id
    seen = exists().where(TrainingSession.id == session_id, here, courses_within(sight))
    return bool(session.scalar(select(seen)))


def _quote(session: Session, sight: Sight, quote_id: str) -> bool:
    seen = within(sight, Quote.round_instrument_id, Quote.response_id)
    return bool(session.scalar(select(exists().where(Quote.id == quote_id, seen))))


def _instruments(column: Any) -> Any:
    return (
        select(column)
        .select_from(RoundInstrument)
        .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
    )


SCOPED: dict[str, Callable[[Session, Sight, str], bool]] = {
    "round_id": _round,
    "instrument_id": _instrument,
    "cohort_id": _cohort,
    "member_id": _member,
    "concern_id": _concern,
    "item_id": _aside,
    "response_id": _response,
    "theme_id": _theme,
    "course_id": _course,
    "session_id": _held,
    "rethink_id": _held,
    "quote_id": _quote,
}

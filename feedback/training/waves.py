"""How does a session get its doors? A round, an instrument and a cohort for each wave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback.collection.instruments import LibrarySpoilt, modes_for
from feedback.collection.shelf import SurveyShelf
from feedback.errors import NotFound
from feedback.store.base import new_id
from feedback.store.rounds import Cohort, Round, RoundInstrument
from feedback.store.training import Course, TrainingSession, TrainingWave
from feedback.store.turns import take_turn
from surveys.definition import Survey
from surveys.kirkpatrick import SURVEY_OF, WAVE_NAMES, Occasion, Wave, due_on, waves_of
from surveys.library_index import path_of
from surveys.loading import load_file
from surveys.scenarios import with_situations

AT_THE_SESSION_DAYS = 28  # how long the QR on the wall opens its survey
# A message may go out late (a mailer that was down, a clock that jumped a year): its link must
# open all the same, and who answers late still tells us something.
FOLLOWED_UP_DAYS = 540
# A door that stays open so long would keep its words so much longer: with these months after it
# closed they go two years after the wave was due, like everybody's.
KEPT_MONTHS = 6


@dataclass(frozen=True, slots=True)
class WaveDoor:
    """Where the people of one wave are asked."""

    wave: Wave
    round_id: str
    instrument_id: str
    cohort_id: str
    opens_on: date
    closes_on: date


def open_waves(
    session: Session, shelf: SurveyShelf, session_id: str, *, by: str, now: datetime
) -> Mapping[Wave, WaveDoor]:
    """The doors of every wave of a session, made where they are missing. Raises NotFound."""
    take_turn(session, f"waves {session_id}")
    found = dict(waves_here(session, session_id))
    row = session.execute(
        select(TrainingSession.held_on, Course)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(TrainingSession.id == session_id)
    ).first()
    if row is None:
        raise NotFound
    held_on, course = row
    for wave in waves_of(Occasion(course.occasion)):
        if wave in found:
            continue
        door = _door(session, shelf, course, held_on, wave, by, now)
        session.execute(
            insert(TrainingWave).values(
                session_id=session_id, wave=wave.value, round_instrument_id=door.instrument_id
            )
        )
        found[wave] = door
    return found


def _door(
    session: Session,
    shelf: SurveyShelf,
    course: Course,
    held_on: date,
    wave: Wave,
    by: str,
    now: datetime,
) -> WaveDoor:
    """A round, its instrument and its cohort, for one wave."""
    window = window_of(held_on, wave)
    name = f"{course.title}, {held_on:%-d %B %Y}: {WAVE_NAMES[wave].lower()}"
    round_id = _open_round(session, name, window, by, now, is_story=course.is_story)
    survey = with_situations(instrument_of(Occasion(course.occasion), wave), course.situations)
    keep_months = None if wave is Wave.DAY_0 else KEPT_MONTHS
    instrument_id = _instrument(session, shelf, round_id, survey, now, keep_months)
    cohort_id = new_id()
    session.execute(
        insert(Cohort).values(
            id=cohort_id, round_instrument_id=instrument_id, name=name, frozen_at=now
        )
    )
    return WaveDoor(wave, round_id, instrument_id, cohort_id, *window)


def waves_here(session: Session, session_id: str) -> Mapping[Wave, WaveDoor]:
    """The doors a session has by now."""
    rows = session.execute(
        select(
            TrainingWave.wave, Round.id, RoundInstrument.id, Cohort.id, Round.opens_on,
            Round.closes_on,
        )
        .join(RoundInstrument, RoundInstrument.id == TrainingWave.round_instrument_id)
        .join(Round, Round.id == RoundInstrument.round_id)
        .join(Cohort, Cohort.round_instrument_id == RoundInstrument.id)
        .where(TrainingWave.session_id == session_id)
    )  # fmt: skip
    return {Wave(row[0]): WaveDoor(Wave(row[0]), *row[1:]) for row in rows}


def window_of(held_on: date, wave: Wave) -> tuple[date, date]:
    """From the day it falls due, and how long it stays open."""
    opens = due_on(held_on, wave)
    days = AT_THE_SESSION_DAYS if wave is Wave.DAY_0 else FOLLOWED_UP_DAYS
    return opens, opens + timedelta(days=days)


@cache
def instrument_of(occasion: Occasion, wave: Wave) -> Survey:
    """The library's survey of a wave. Raises LibrarySpoilt, KeyError where there is no such."""
    read = load_file(path_of(SURVEY_OF[occasion, wave]))
    if not isinstance(read, Survey):
        raise LibrarySpoilt("\n".join(str(mistake) for mistake in read))
    return read


def _open_round(
    session: Session,
    name: str,
    window: tuple[date, date],
    by: str,
    now: datetime,
    *,
    is_story: bool,
) -> str:
    """Grown-ups at work, asked about a course: no go-live checks stand before it."""
    round_id = new_id()
    session.execute(
        insert(Round).values(
            id=round_id, name=name, opens_on=window[0], closes_on=window[1], state="open",
            opened_at=now, made_by=by, is_story=is_story,
        )
    )  # fmt: skip
    return round_id


def _instrument(
    session: Session,
    shelf: SurveyShelf,
    round_id: str,
    survey: Survey,
    now: datetime,
    keep_months: int | None,
) -> str:
    instrument_id = new_id()
    session.execute(
        insert(RoundInstrument).values(
            id=instrument_id, round_id=round_id,
            survey_version_id=shelf.publish(session, survey, now),
            mode=modes_for(survey.audience)[0].value, keep_months=keep_months,
        )
    )  # fmt: skip
    return instrument_id

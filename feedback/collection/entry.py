"""How does an answer given on paper or by telephone come in, just as one given on a phone?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.collection.doors import Door, Standing
from feedback.collection.links import response_id_for
from feedback.collection.responses import begin, find, key_owner, record
from feedback.collection.round_views import RoundView
from feedback.collection.rounds import FormProblem
from feedback.collection.sending import send
from feedback.privacy.audit import note
from feedback.safeguarding.concerns import PreparedConcern, Screener, look_at, prepare
from feedback.sealing.keystore import Keys
from feedback.store.rounds import Cohort, CohortMember, Participation
from surveys.answers import Answers, Problem, Value, read
from surveys.definition import Question, Survey
from surveys.route import route

CHANNELS = ("paper", "telephone")
POST_TAKES = timedelta(days=28)  # how long after closing a letter may still be typed in


@dataclass(frozen=True, slots=True)
class Person:
    """Whose answer it is; `member_id` is None for a paper without a reference."""

    member_id: str | None
    has_sent: bool


def entry_problem(around: RoundView, today: date) -> str:
    """Why no answer can be typed in for this round, or ""."""
    if around.state == "draft":
        return "This round is not open yet."
    if today < around.opens_on:
        return f"This round opens on {around.opens_on:%d %B %Y}."
    if today > around.closes_on + POST_TAKES:
        return "This round closed more than 28 days ago."
    return ""


def find_person(session: Session, instrument_id: str, reference: str) -> Person | FormProblem:
    """The invited person with this reference; nobody in particular where it is empty."""
    clean = reference.strip()
    if not clean:
        return Person(None, False)
    row = session.execute(
        select(CohortMember.id, CohortMember.hold, Participation.sent_on)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .outerjoin(Participation, Participation.member_id == CohortMember.id)
        .where(Cohort.round_instrument_id == instrument_id, CohortMember.reference == clean)
    ).first()
    if row is None:
        return FormProblem("reference", "Nobody with this reference is asked this survey.")
    if row.hold is not None and row.hold != "opted_out":
        return FormProblem("reference", "This person is on hold. Ask the administrator first.")
    return Person(row.id, row.sent_on is not None)


def read_form(
    survey: Survey, raw: Mapping[str, Sequence[str]]
) -> tuple[Answers, tuple[Problem, ...]]:
    """Every answer of a filled form, and what is wrong in it; empty ones are skipped."""
    answers = Answers()
    problems: list[Problem] = []
    for question in survey.questions:
        if question.is_info:
            continue
        value = read(question, raw)
        if isinstance(value, Problem):
            problems.append(value)
        else:
            answers = answers.given(question.key, value)
    return answers, tuple(problems)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A typed-in answer whose keys are durable: ready for the one transaction."""

    capability: str
    values: tuple[tuple[Question, Value], ...]
    answers: Answers
    concerns: tuple[PreparedConcern, ...]


def prepare_entry(
    keys: Keys,
    screener: Screener,
    survey: Survey,
    answers: Answers,
    *,
    capability: str,
    instrument_id: str,
) -> Prepared:
    """Make the keys and screen every answer on the path. Call before the transaction."""
    kept = route(survey, answers).kept(answers)
    response_id = response_id_for(capability)
    keys.make(key_owner(response_id))
    values = tuple((survey.question(key), kept[key]) for key in kept)
    concerns = tuple(
        prepare(
            keys,
            finding,
            response_id=response_id,
            round_instrument_id=instrument_id,
            shown="footer",
        )
        for question, value in values
        for finding in look_at(question, value, screener, survey.audience)
    )
    return Prepared(capability, values, kept, concerns)


def enter(
    session: Session,
    keys: Keys,
    around: RoundView,
    instrument_id: str,
    survey: Survey,
    prepared: Prepared,
    *,
    person: Person,
    channel: str,
    by: str,
    now: datetime,
    today: date,
) -> bool:
    """Store and send a typed-in answer; False where it was there already (a double tap)."""
    door = _door(around, instrument_id, person, channel)
    begin(session, door, prepared.capability, today)
    held = find(session, prepared.capability, now)
    if held is None or held.state != "open":
        return False
    owner = held.key_owner
    record(
        session, held, prepared.values, prepared.concerns, keys=keys,
        get_key=lambda: keys.open(owner), at_page="", now=now,
    )  # fmt: skip
    member_id = person.member_id
    send(session, keys, held, survey, prepared.answers, member_id=member_id, today=today)
    # The person's reference stays out: in an anonymous round it would join name and answers.
    note(
        session,
        who=by,
        what=f"{channel}_answer_entered",
        about=f"round_instrument:{instrument_id}",
        now=now,
    )
    return True


def _door(around: RoundView, instrument_id: str, person: Person, channel: str) -> Door:
    instrument = around.instrument(instrument_id)
    return Door(
        Standing.OPEN,
        instrument.id,
        instrument.version_id,
        instrument.mode.value,
        channel,
        person.member_id,
        around.opens_on,
        around.closes_on,
    )

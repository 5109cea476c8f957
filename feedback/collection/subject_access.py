"""What do we hold of one person, for somebody who asks to see it?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.collection.answer_rows import read_answers
from feedback.collection.calendar import local_day
from feedback.collection.cohorts import contact_of, round_key
from feedback.collection.responses import key_owner
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.concerns import Concern, ConcernKeptOut
from feedback.store.outbox import OutboxMessage
from feedback.store.quotes import Quote
from feedback.store.responses import Response
from feedback.store.rounds import (
    Cohort,
    CohortMember,
    Participation,
    Round,
    RoundInstrument,
    SurveyVersion,
)
from surveys.answers import label_of
from surveys.definition import Survey

GetSurvey = Callable[[Session, str], Survey]


@dataclass(frozen=True, slots=True)
class Asked:
    """One time this person was asked; `member_id` is their row in that cohort."""

    member_id: str
    round_id: str
    round_name: str
    survey_title: str
    cohort: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing we hold. `is_words`: free words, in which others may be named."""

    label: str
    text: str
    is_words: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that belong together."""

    heading: str
    lines: tuple[Line, ...]


def times_asked(session: Session, reference: str, staff_id: str) -> tuple[Asked, ...] | None:
    """Every time the person with this reference was asked.

    None where this member of staff is kept out of a concern of theirs: somebody else has to act.
    """
    rows = session.execute(
        select(CohortMember.id, Round.id, Round.name, SurveyVersion.title, Cohort.name)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
        .join(Round, Round.id == RoundInstrument.round_id)
        .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
        .where(func.lower(CohortMember.reference) == reference.strip().lower())
        .order_by(Round.opens_on)
    ).all()
    found = tuple(Asked(*row) for row in rows)
    kept = session.scalar(
        select(func.count())
        .select_from(Concern)
        .join(ConcernKeptOut, ConcernKeptOut.concern_id == Concern.id)
        .join(Response, Response.id == Concern.response_id)
        .where(
            ConcernKeptOut.staff_id == staff_id,
            Response.member_id.in_([one.member_id for one in found]),
        )
    )
    return None if kept else found


def everything_of(
    session: Session, keys: Keys, get_survey: GetSurvey, asked: Sequence[Asked]
) -> tuple[Part, ...]:
    """All we hold, time by time. Words whose key was destroyed are not there any more."""
    parts: list[Part] = []
    for one in asked:
        lines = [*_contact(session, keys, one), *_register(session, one), *_messages(session, one)]
        parts.append(Part(f"{one.round_name}: {one.survey_title}", tuple(lines)))
        responses = session.execute(
            select(Response.id, Response.state, RoundInstrument.survey_version_id)
            .join(RoundInstrument, RoundInstrument.id == Response.round_instrument_id)
            .where(Response.member_id == one.member_id)
            .order_by(Response.id)
        ).all()
        for row in responses:
            survey = get_survey(session, row.survey_version_id)
            answers = _answers(session, keys, survey, row.id)
            if answers:
                parts.append(Part(f"Answers, {row.state}", answers))
            concerns = _concerns(session, keys, row.id)
            if concerns:
                parts.append(Part("Concerns about these answers", concerns))
            quotes = _quotes(session, survey, row.id)
            if quotes:
                parts.append(Part("Quotes from these answers", quotes))
    return tuple(parts)


def _contact(session: Session, keys: Keys, one: Asked) -> list[Line]:
    member = session.get_one(CohortMember, one.member_id)
    lines = [
        Line("Reference", member.reference),
        Line(
            "Asked as", "; ".join(part for part in (one.cohort, member.kind, member.team) if part)
        ),
    ]
    if member.contact is None:
        return lines
    try:
        told = contact_of(member.id, member.contact, keys.open(round_key(one.round_id)))
    except WordsAreGone:
        return lines
    return lines + [Line(name.capitalize(), said) for name, said in told.items() if said]


def _register(session: Session, one: Asked) -> list[Line]:
    ticks = session.get(Participation, one.member_id)
    if ticks is None:
        return []
    days = (
        ("Opened the survey on", ticks.reached_on),
        ("Started on", ticks.started_on),
        ("Sent on", ticks.sent_on),
        ("Declined on", ticks.declined_on),
        ("A message did not arrive, noted on", ticks.undelivered_on),
    )
    return [Line(label, _day(day)) for label, day in days if day is not None]


def _messages(session: Session, one: Asked) -> list[Line]:
    rows = session.execute(
        select(OutboxMessage.kind, OutboxMessage.state, OutboxMessage.due_at)
        .where(OutboxMessage.subject_id == one.member_id)
        .order_by(OutboxMessage.due_at)
    )
    return [
        Line(
            f"Message: {row.kind.replace('_', ' ')}", f"{row.state}, {_day(local_day(row.due_at))}"
        )
        for row in rows
    ]


def _answers(session: Session, keys: Keys, survey: Survey, response_id: str) -> tuple[Line, ...]:
    try:
        answers = read_answers(session, response_id, lambda: keys.open(key_owner(response_id)))
    except WordsAreGone:
        return (Line("Words", "They were deleted and nobody can read them."),)
    lines = []
    for question in survey.questions:
        value = answers.get(question.key)
        if value is None or question.is_info:
            continue
        said = "Skipped" if value.skipped else label_of(question, value)
        lines.append(Line(question.ask, said, is_words=bool(value.text)))
    return tuple(lines)


def _concerns(session: Session, keys: Keys, response_id: str) -> tuple[Line, ...]:
    rows = session.scalars(
        select(Concern).where(Concern.response_id == response_id).order_by(Concern.raised_at)
    )
    lines = []
    for row in rows:
        label = f"{row.level}, {_day(local_day(row.raised_at))}, {row.state}"
        try:
            told = json.loads(keys.open(f"concern:{row.id}").unseal(row.sealed, "finding"))
            lines.append(Line(label, told["said"], is_words=True))
        except WordsAreGone:
            lines.append(Line(label, "The words are gone."))
    return tuple(lines)


def _quotes(session: Session, survey: Survey, response_id: str) -> tuple[Line, ...]:
    """What of their words was chosen to be read out, and whether it may be."""
    rows = session.scalars(
        select(Quote).where(Quote.response_id == response_id).order_by(Quote.question_key)
    )
    return tuple(
        Line(f"{survey.question(row.question_key).ask} ({row.state})",
             row.text or "A passage of this answer was chosen. It is not read out.",
             is_words=bool(row.text))
        for row in rows
    )  # fmt: skip


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

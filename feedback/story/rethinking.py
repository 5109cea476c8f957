"""How are the Re-thinks of two years told? Records, a few evaluations, and what was learned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import insert

from feedback.collection.doors import Door, Standing
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.rounds import RoundInstrument
from feedback.store.training import TrainingSession
from feedback.story import courses as told
from feedback.story.filling import Persona, fill
from feedback.story.taking_part import take_part
from feedback.training.learning import Notes, add_learning
from feedback.training.rethinks import (
    ISSUES,
    Record,
    add_action,
    keep_record,
    notes_key,
    rethink_course,
)
from feedback.training.waves import WaveDoor, instrument_of, open_waves
from surveys.answers import Value
from surveys.kirkpatrick import Occasion, Wave

BY = "story@example.org"
# In the sense of the yearly report's early findings; the families are invented.
LEARNED = (
    (Notes(for_whom="school staff", context="every agency saw a different risk",
           mechanism="hearing all views in one room gave a shared picture",
           outcome="a different decision was made"), "approaches", "education"),
    (Notes(for_whom="lead professionals", context="the work had become a list of tasks",
           mechanism="space to reflect took the place of reporting",
           outcome="they found another way to reach the parents"), "disconnected", "social_care"),
    (Notes(for_whom="managers", context="they would usually chair and take notes",
           mechanism="a neutral facilitator set them free to listen",
           outcome="the plan and its risk were shared"), "lived_experience", "health"),
)  # fmt: skip


def tell_rethinks(services: Services, chance: Random, say: Callable[[str], None]) -> None:
    """Every Re-think of the two years; the newest are evaluated by those who were there."""
    held: list[tuple[date, str]] = []
    for year in told.RETHINKS:
        held += _held(services, year, chance)
    held.sort(reverse=True)
    sent = sum(
        _evaluated(services, session_id, day, chance)
        for day, session_id in held[: told.RETHINKS_EVALUATED]
    )
    _learned(services, held)
    say(f"  {len(held)} Re-thinks, {sent} evaluations sent")


def _held(services: Services, year: told.Rethinks, chance: Random) -> list[tuple[date, str]]:
    """The sessions that ran, by day."""
    found = []
    sizes = [*told.shared_out(year.people, year.ran), *[0] * year.cancelled]
    for place, size in enumerate(sizes):
        ran = place < year.ran
        day, session_id = told.working_day(year.year, chance), new_id()
        people: dict[str, int] = {}
        for sector in told.sectors(size, chance):
            people[sector] = people.get(sector, 0) + 1
        record = Record(
            requested_on=day - timedelta(days=14), requested_by=chance.choice(told.SECTORS[:5]),
            strategy=3, reason=chance.choice(("limited_progress", "conflict", "both")),
            case_reference=f"INVENTED-{place + 1}", people=people,
            issues=tuple(chance.sample(sorted(ISSUES), 2)), steps=5 if ran else None,
            is_safety_raised=False, is_escalated=False, is_neutral=True,
        )  # fmt: skip
        now = _noon(day)
        with services.sessions.writing() as session:
            course_id = rethink_course(session, by=BY, now=now, is_story=True)
            session.execute(
                insert(TrainingSession).values(
                    id=session_id, course_id=course_id, held_on=day, place="Civic Offices",
                    trainer="An invented facilitator", status="ran" if ran else "cancelled",
                    cancelled_why="" if ran else "The family's plan had changed",
                )
            )  # fmt: skip
            keep_record(session, session_id, record, by=BY, now=now)
        if ran:
            found.append((day, session_id))
    return found


def _evaluated(services: Services, session_id: str, day: date, chance: Random) -> int:
    with services.sessions.writing() as session:
        doors = open_waves(session, services.surveys, session_id, by=BY, now=_noon(day))
    for _ in range(told.EVALUATED_BY):
        _answer(services, doors[Wave.DAY_0], day, chance)
    return told.EVALUATED_BY


def _answer(services: Services, where: WaveDoor, day: date, chance: Random) -> None:
    survey = instrument_of(Occasion.RETHINK, Wave.DAY_0)
    before = chance.randint(5, 9)
    answers = fill(survey, Persona({"follow_up": ("no",)}), chance)
    answers = answers.given("stuck_before", Value(number=Decimal(before)))
    answers = answers.given("stuck_now", Value(number=Decimal(before - chance.randint(1, 4))))
    with services.sessions.reading() as session:
        instrument = session.get_one(RoundInstrument, where.instrument_id)
    door = Door(
        Standing.OPEN, instrument.id, instrument.survey_version_id, instrument.mode, "open", None,
        where.opens_on, where.closes_on,
    )  # fmt: skip
    take_part(services, door, survey, answers, now=_noon(day), chance=chance)


def _learned(services: Services, held: list[tuple[date, str]]) -> None:
    for (day, session_id), (notes, issue, agency) in zip(held, LEARNED, strict=False):
        services.keys.make(notes_key(session_id))
        with services.sessions.writing() as session:
            add_learning(
                session, services.keys, session_id, notes, issue=issue, agency=agency,
                may_quote=True, by=BY, now=_noon(day),
            )  # fmt: skip
            add_action(
                session, services.keys, session_id, what="Visit the family together",
                owner="Lead professional", due_on=day + timedelta(days=28),
            )  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

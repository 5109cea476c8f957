"""How are the courses of three years told? Counts in bulk, one course with all its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import insert, select, update

from feedback.collection.doors import Door, Standing
from feedback.collection.opting_out import opt_out
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import RoundInstrument
from feedback.store.training import Attendance, FollowUp, TrainingSession
from feedback.story import courses as told
from feedback.story.filling import Persona, fill
from feedback.story.taking_part import take_part
from feedback.training.attendance import Arrival, add_attendances
from feedback.training.attendance_file import judge
from feedback.training.contacts import Contact, session_key
from feedback.training.courses import CoursePlan, make_course
from feedback.training.leaving import left_the_role
from feedback.training.linking import WaveHere, leave_address
from feedback.training.waves import WaveDoor, instrument_of, open_waves, waves_here
from surveys.kirkpatrick import Occasion, Wave
from surveys.term import Term

BY = "story@example.org"
SKILLS = ("process", "talks", "contacts", "mash")
Say = Callable[[str], None]


def tell_training(services: Services, chance: Random, say: Say) -> None:
    """Three years of courses, and the two-day course with its three waves."""
    _three_years(services, chance)
    say("  three years of courses")
    sent = _met(services, chance)
    say(f"  the two-day course: {sent} answers sent")


def _three_years(services: Services, chance: Random) -> None:
    """Sessions and attendances of every course but the two-day one."""
    multi = [_course(services, title) for title in told.MULTI_TITLES]
    single = [_course(services, "Safer culture", name) for name in told.SINGLE_FOR]
    for year in told.YEARS:
        is_last = year is told.YEARS[-1]
        ran = year.multi_ran - (len(told.MET_DAYS) if is_last else 0)
        came = year.multi_came - (told.MET_PEOPLE if is_last else 0)
        _hold(services, multi, year.name, told.shared_out(came, ran), chance)
        _hold(
            services, single, year.name, told.shared_out(year.single_came, year.single_ran), chance
        )
        _cancelled(services, multi, year.name, year.cancelled, chance)


def _course(services: Services, title: str, organisation: str = "") -> str:
    plan = CoursePlan(
        title=title, reach="single" if organisation else "multi", organisation=organisation
    )
    with services.sessions.writing() as session:
        return make_course(session, plan, by=BY, now=_noon(date(2021, 4, 1)), is_story=True)


def _hold(
    services: Services, course_ids: Sequence[str], year: str, sizes: Sequence[int], chance: Random
) -> None:
    held, came = [], []
    for place, size in enumerate(sizes):
        session_id = new_id()
        held.append(_session(session_id, course_ids[place % len(course_ids)], year, "ran", chance))
        came += [
            {
                "id": new_id(), "session_id": session_id, "came_by": "import", "sector": sector,
                "link_key": f"{chance.getrandbits(256):064x}",
            }
            for sector in told.sectors(size, chance)
        ]  # fmt: skip
    with services.sessions.writing() as session:
        session.execute(insert(TrainingSession), held)
        session.execute(insert(Attendance), came)


def _cancelled(
    services: Services, course_ids: Sequence[str], year: str, count: int, chance: Random
) -> None:
    rows = [
        _session(new_id(), course_ids[n % len(course_ids)], year, "cancelled", chance)
        for n in range(count)
    ]
    with services.sessions.writing() as session:
        session.execute(insert(TrainingSession), rows)


def _session(
    session_id: str, course_id: str, year: str, status: str, chance: Random
) -> dict[str, object]:
    return {
        "id": session_id, "course_id": course_id, "held_on": told.working_day(year, chance),
        "place": chance.choice(("Online", "Civic Offices", "The Story Hall")), "trainer": "",
        "status": status,
        "cancelled_why": "Too few could come" if status == "cancelled" else "",
    }  # fmt: skip


# --- the two-day course


def _met(services: Services, chance: Random) -> int:
    """Everybody answers at the session, many again later; how many answers were sent."""
    course_id = _course(services, told.MET_TITLE)
    sent, number = 0, 0
    for day, size in zip(
        told.MET_DAYS, told.shared_out(told.MET_PEOPLE, len(told.MET_DAYS)), strict=True
    ):
        numbers = range(number, number + size)
        sent += _met_session(services, course_id, day, numbers, chance)
        number += size
    return sent + _met_later(services, course_id, chance)


def _met_session(
    services: Services, course_id: str, day: date, numbers: Sequence[int], chance: Random
) -> int:
    session_id = new_id()
    row = _session(session_id, course_id, told.YEARS[-1].name, "planned", chance)
    with services.sessions.writing() as session:
        session.execute(insert(TrainingSession).values(**(row | {"held_on": day})))
        doors = open_waves(session, services.surveys, session_id, by=BY, now=_noon(day))
    key = services.keys.make(session_key(session_id))
    arrival = Arrival(services.keys, key, doors, Term(), BY, _noon(day), may_text=True)
    lines = judge(
        [
            (n + 2, {"reference": f"MET{n:03d}", "email": _email(n), "sector": sector})
            for n, sector in zip(numbers, told.sectors(len(numbers), chance), strict=True)
        ]
    )
    with services.sessions.writing() as session:
        add_attendances(session, session_id, lines, arrival)
    for n in numbers:
        response_id = _answer(services, doors[Wave.DAY_0], None, _at_the_session(n, chance), day,
                              chance)  # fmt: skip
        with services.sessions.writing() as session:
            here = WaveHere(session_id, Wave.DAY_0)
            leave_address(session, response_id, here, Contact(email=_email(n)), arrival, day)
    return len(numbers)


def _met_later(services: Services, course_id: str, chance: Random) -> int:
    """Some addresses are refused, some people leave or say stop; many answer."""
    with services.sessions.reading() as session:
        rows = session.execute(
            select(
                FollowUp.wave, FollowUp.member_id, FollowUp.due_on, FollowUp.attendance_id,
                Attendance.session_id,
            )
            .join(Attendance, Attendance.id == FollowUp.attendance_id)
            .join(TrainingSession, TrainingSession.id == Attendance.session_id)
            .where(TrainingSession.course_id == course_id)
            .order_by(FollowUp.due_on, Attendance.link_key)
        ).all()  # fmt: skip
    three = [row for row in rows if row.wave == Wave.MONTH_3.value]
    chance.shuffle(three)
    silent = three[told.MET_BACK_AT_3 :]
    _sent(services, [row.member_id for row in three])
    gone = _some_do_not(services, [row.member_id for row in silent])
    away = {row.attendance_id for row in silent if row.member_id in gone}
    six = [row for row in rows if row.wave == Wave.MONTH_6.value and row.attendance_id not in away]
    chance.shuffle(six)
    _sent(services, [row.member_id for row in six])
    back = [*three[: told.MET_BACK_AT_3], *six[: told.MET_BACK_AT_6]]
    for row in back:
        wave = Wave(row.wave)
        with services.sessions.reading() as session:
            door = waves_here(session, row.session_id)[wave]
        day = row.due_on + timedelta(days=chance.randint(0, 16))
        _answer(services, door, row.member_id, _later(wave, chance), day, chance)
    return len(back)


def _sent(services: Services, members: Sequence[str]) -> None:
    """The mail server took these messages on the day they were due."""
    with services.sessions.writing() as session:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.subject_id.in_(members), OutboxMessage.state == "due")
            .values(state="sent", done_at=OutboxMessage.due_at, tries=1)
        )


def _some_do_not(services: Services, members: Sequence[str]) -> frozenset[str]:
    """Refused addresses, left roles and stops, after the 3 months; who is not asked again."""
    refused = members[: told.MET_REFUSED]
    left = members[told.MET_REFUSED : told.MET_REFUSED + told.MET_LEFT_ROLE]
    stopped = members[-told.MET_OPTED_OUT :]
    day = date(2024, 3, 1)
    with services.sessions.writing() as session:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.subject_id.in_(refused))
            .values(state="failed", trouble="the mail server refused the address (550)")
        )
        for member_id in left:
            left_the_role(session, member_id, by=BY, now=_noon(day), today=day)
        for member_id in stopped:
            opt_out(session, member_id, day)
    return frozenset({*left, *stopped})


def _answer(
    services: Services,
    where: WaveDoor,
    member_id: str | None,
    persona: Persona,
    day: date,
    chance: Random,
) -> str:
    survey = instrument_of(Occasion.COURSE, where.wave)
    with services.sessions.reading() as session:
        instrument = session.get_one(RoundInstrument, where.instrument_id)
    door = Door(
        Standing.OPEN, instrument.id, instrument.survey_version_id, instrument.mode,
        "link" if member_id else "open", member_id, where.opens_on, where.closes_on,
    )  # fmt: skip
    answers = fill(survey, persona, chance)
    return take_part(services, door, survey, answers, now=_noon(day), chance=chance)


def _at_the_session(n: int, chance: Random) -> Persona:
    agrees = chance.choice(("agree", "strongly_agree"))
    surely = {
        # The first of these and a few spread out do not: 228 and 245 of 250.
        "relevant": (agrees if n >= told.MET_PEOPLE - told.MET_RELEVANT else "neither",),
        "outcomes": ("neither" if n % 50 == 7 else agrees,),
        "follow_up": ("yes",),
        "scenario_1": ("talk" if chance.random() < 0.84 else "wait",),
        "scenario_2": ("escalate" if chance.random() < 0.78 else "leave",),
    }
    for skill in SKILLS:
        before = chance.choice((1, 2, 2, 3, 3))
        surely[f"{skill}_before"] = (f"c{before}",)
        surely[f"{skill}_confidence"] = (f"c{min(5, before + chance.choice((0, 1, 1, 2)))}",)
    words = {"pledge": chance.choice(told.PLEDGES), "best": chance.choice(told.BEST)}
    return Persona(surely, words)


def _later(wave: Wave, chance: Random) -> Persona:
    surely = {f"{skill}_confidence": (f"c{chance.choice((2, 3, 3, 4, 4, 5))}",) for skill in SKILLS}
    words = {"example": chance.choice(told.EXAMPLES), "enablers": chance.choice(told.BEST)}
    if wave is Wave.MONTH_6:
        words = {"difference": chance.choice(told.DIFFERENCES)}
    return Persona(surely, words)


def _email(n: int) -> str:
    return f"met{n:03d}@story.example.org"


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

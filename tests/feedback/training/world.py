"""A small world of courses: sessions, lists of who came, and the doors of their waves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import select

from feedback.collection.calendar import local_day
from feedback.collection.doors import Door, Standing
from feedback.services import Services
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import RoundInstrument
from feedback.store.training import Attendance, FollowUp
from feedback.story.taking_part import take_part
from feedback.training.attendance import Arrival, Came, add_attendances, log_rejects
from feedback.training.attendance_file import read_attendance
from feedback.training.contacts import contact_from, session_key
from feedback.training.courses import CoursePlan, make_course, make_session
from feedback.training.linking import WaveHere, leave_address
from feedback.training.waves import WaveDoor, open_waves
from surveys.answers import Answers, Value
from surveys.kirkpatrick import Occasion, Wave
from surveys.term import Term
from tests.fakes import FixedClock, RememberingPostman

BY = "lead@partnership.example"
HELD = date(2024, 1, 15)
HEADINGS = "Booking reference,Name,Email,Sector,Attended"


def listed(people: int, *, domain: str = "school.example") -> bytes:
    """A booking system's list of so many people who came."""
    lines = [f"B{n},Person {n},p{n}@{domain},Education,Yes" for n in range(people)]
    return "\n".join([HEADINGS, *lines]).encode()


@dataclass
class Training:
    """Services with courses in them."""

    services: Services
    chance: Random | None = None

    @property
    def clock(self) -> FixedClock:
        assert isinstance(self.services.clock, FixedClock)
        return self.services.clock

    @property
    def postman(self) -> RememberingPostman:
        assert isinstance(self.services.postman, RememberingPostman)
        return self.services.postman

    def course(
        self,
        title: str = "Neglect",
        *,
        occasion: Occasion = Occasion.COURSE,
        reach: str = "multi",
        waits_for_term: bool = False,
    ) -> str:
        plan = CoursePlan(
            title=title, occasion=occasion, reach=reach, waits_for_term=waits_for_term
        )
        with self.services.sessions.writing() as session:
            return make_course(session, plan, by=BY, now=self.clock.now())

    def session(self, course_id: str, held_on: date = HELD) -> str:
        with self.services.sessions.writing() as session:
            return make_session(session, course_id, held_on)

    def doors(self, session_id: str) -> dict[Wave, WaveDoor]:
        with self.services.sessions.writing() as session:
            shelf = self.services.surveys
            return dict(open_waves(session, shelf, session_id, by=BY, now=self.clock.now()))

    def arrival(self, session_id: str, term: Term | None = None) -> Arrival:
        key = self.services.keys.make(session_key(session_id))
        return Arrival(
            self.services.keys,
            key,
            self.doors(session_id),
            term or Term(),
            BY,
            self.clock.now(),
            may_text=True,
        )

    def came(self, session_id: str, raw: bytes, term: Term | None = None) -> Came:
        """Staff upload a list and accept its good lines."""
        told = read_attendance(raw)
        assert not told.unread, told.unread
        arrival = self.arrival(session_id, term)
        with self.services.sessions.writing() as session:
            came = add_attendances(session, session_id, told.good, arrival)
            log_rejects(session, session_id, told.bad, by=BY, now=self.clock.now())
        return came

    def messages(self) -> Sequence[OutboxMessage]:
        with self.services.sessions.reading() as session:
            return session.scalars(select(OutboxMessage).order_by(OutboxMessage.due_at)).all()

    def follow_ups(self) -> Sequence[FollowUp]:
        with self.services.sessions.reading() as session:
            return session.scalars(select(FollowUp).order_by(FollowUp.due_on)).all()

    def attendances(self) -> Sequence[Attendance]:
        with self.services.sessions.reading() as session:
            return session.scalars(select(Attendance)).all()

    def answers_day_0(self, session_id: str, said: Mapping[str, Value], email: str = "") -> str:
        """Somebody answers at the session, and may leave an address; the response's id."""
        response_id = self._answers(self.doors(session_id)[Wave.DAY_0], said, None)
        if email:
            arrival = self.arrival(session_id)
            with self.services.sessions.writing() as session:
                leave_address(
                    session, response_id, WaveHere(session_id, Wave.DAY_0),
                    contact_from({"email": email}), arrival, local_day(self.clock.now()),
                )  # fmt: skip
        return response_id

    def answers_later(self, follow_up: FollowUp, said: Mapping[str, Value]) -> str:
        """Somebody follows the link of a message; the response's id."""
        with self.services.sessions.reading() as session:
            session_id = session.get_one(Attendance, follow_up.attendance_id).session_id
        door = self.doors(session_id)[Wave(follow_up.wave)]
        return self._answers(door, said, follow_up.member_id)

    def _answers(self, where: WaveDoor, said: Mapping[str, Value], member_id: str | None) -> str:
        with self.services.sessions.reading() as session:
            instrument = session.get_one(RoundInstrument, where.instrument_id)
            survey = self.services.surveys.get(session, instrument.survey_version_id)
        door = Door(
            Standing.OPEN, where.instrument_id, instrument.survey_version_id, instrument.mode,
            "link" if member_id else "open", member_id, where.opens_on, where.closes_on,
        )  # fmt: skip
        self.chance = self.chance or Random(1)
        return take_part(
            self.services, door, survey, Answers(said), now=self.clock.now(), chance=self.chance
        )


def code(*codes: str) -> Value:
    """A choice."""
    return Value(codes=codes)

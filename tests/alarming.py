"""A partnership with a rota, for tests of alarms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from feedback.jobs.worker import work_once
from feedback.safeguarding.rota import add_turn
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.concerns import Concern
from feedback.store.outbox import OutboxMessage
from feedback.store.staff import Staff, StaffRole
from tests.factories import DURING
from tests.fakes import FixedClock, RememberingPostman, RememberingTexter
from tests.feedback.safeguarding.test_keeping_out import raise_it

MOBILE = "07700900123"


@dataclass(frozen=True)
class Office:
    """Who works here, and what reached them."""

    services: Services
    heard: list[str] = field(default_factory=list)

    def hires(self, name: str, *parts: str, role: str = "duty_officer", phone: str = "") -> str:
        """Somebody who is put down for these parts, for ever as a test goes."""
        staff_id = new_id()
        with self.services.sessions.writing() as session:
            session.add(
                Staff(id=staff_id, email=f"{name}@council.example", name=f"{name.title()} Example",
                      added_by="t", added_at=DURING)
            )  # fmt: skip
            session.flush()
            session.add(StaffRole(staff_id=staff_id, name=role))
            for part in parts:
                wrong = add_turn(
                    session, staff_id=staff_id, part=part, starts_at=DURING - timedelta(days=1),
                    ends_at=DURING + timedelta(days=60), phone=phone, by="t", now=DURING,
                )  # fmt: skip
                assert wrong == ""
        return staff_id

    def hears(self, level: str = "same_day", words: str = "my dad hits me") -> str:
        """A concern comes in; its id."""
        self.heard.append(words)
        words += f" for the {len(self.heard)}. time"  # the same words twice would be one concern
        return raise_it(self.services, words, None, level)

    @property
    def clock(self) -> FixedClock:
        assert isinstance(self.services.clock, FixedClock)
        return self.services.clock

    def works(self, **later: float) -> list[str]:
        """The worker looks, some time later; who got which e-mail since."""
        self.clock.move(**later)
        before = len(self._postman.sent)
        work_once(self.services)
        return sorted(letter.to.partition("@")[0] for letter in self._postman.sent[before:])

    @property
    def texts(self) -> list[str]:
        """The numbers that got a text message."""
        assert isinstance(self.services.texter, RememberingTexter)
        return [message.to for message in self.services.texter.sent]

    @property
    def _postman(self) -> RememberingPostman:
        assert isinstance(self.services.postman, RememberingPostman)
        return self.services.postman

    def told(self, concern_id: str) -> set[str]:
        """Whom any message about it names, sent or not."""
        query = select(OutboxMessage.details).where(OutboxMessage.subject_id == concern_id)
        with self.services.sessions.reading() as session:
            return {details["to"] for details in session.scalars(query)}

    def row(self, concern_id: str) -> tuple[str, int, datetime | None]:
        """State, step and next alarm."""
        with self.services.sessions.reading() as session:
            found = session.execute(
                select(Concern.state, Concern.alarm_step, Concern.alarm_at).where(
                    Concern.id == concern_id
                )
            ).one()
        return found.state, found.alarm_step, found.alarm_at

"""What did the invented duty officer do in that February? Nearly everything is read and closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.safeguarding.handling import acknowledge, act, close, triage
from feedback.safeguarding.moving import Here
from feedback.safeguarding.steps import Officer
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.concerns import Concern
from feedback.store.reading import Reading
from feedback.store.staff import Staff

EMAIL = "duty@example.org"
LEFT_NEW, LEFT_OPEN, LEFT_UNREAD = 4, 2, 9
URGENT = ("urgent", "same_day")
ENDS = ("passed_on", "upheld", "not_upheld", "false_alarm")


def listen(services: Services, chance: Random) -> int:
    """Handle the story's concerns and read its words; how many concerns were closed.

    A few stay to be looked at, so that whoever tries the desk finds something on it; none of
    them rings an alarm.
    """
    with services.sessions.writing() as session:
        staff_id = session.scalar(select(Staff.id).where(Staff.email == EMAIL))
        if staff_id is None:
            return 0
        officer = Officer(staff_id, EMAIL)
        rows = session.execute(
            select(Concern.id, Concern.level, Concern.raised_at).order_by(
                Concern.raised_at, Concern.id
            )
        ).all()
        grave = [row for row in rows if row.level in URGENT]
        left = [row.id for row in rows if row.level == "review"][-LEFT_NEW:]
        for row in grave[-LEFT_OPEN:]:
            _take_on(session, services, officer, row.id, row.raised_at, chance)
            left.append(row.id)
        done = [row for row in rows if row.id not in left]
        for row in done:
            _handle(session, services, officer, row.id, row.raised_at, chance)
        _read(session, done_on=max((row.raised_at for row in rows), default=None))
    return len(done)


def _take_on(
    session: Session, services: Services, officer: Officer, concern_id: str, raised: datetime,
    chance: Random,
) -> datetime:  # fmt: skip
    now = raised + timedelta(minutes=chance.randint(4, 55))
    acknowledge(session, services.keys, Here(concern_id, officer, new_id(), now))
    return now


def _handle(
    session: Session, services: Services, officer: Officer, concern_id: str, raised: datetime,
    chance: Random,
) -> None:  # fmt: skip
    now = _take_on(session, services, officer, concern_id, raised, chance)
    keys = services.keys

    def here(minutes: int) -> Here:
        return Here(concern_id, officer, new_id(), now + timedelta(minutes=minutes))

    triage(session, keys, here(5), "today", "Read in full. Invented.")
    act(session, keys, here(20), "worker_or_iro", f"INV-{chance.randint(1000, 9999)}", "Invented.")
    close(session, keys, here(60 * 24), chance.choice(ENDS), "Invented: looked into and closed.")


def _read(session: Session, done_on: datetime | None) -> None:
    """All words but a few have been read."""
    if done_on is None:
        return
    ids = session.scalars(select(Reading.id).order_by(Reading.id)).all()
    session.execute(
        update(Reading)
        .where(Reading.id.in_(ids[LEFT_UNREAD:]))
        .values(read_on=local_day(done_on), read_by=EMAIL)
    )

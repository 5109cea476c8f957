"""What do we hold of somebody who came to courses, for them to see? Found by what they left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.collection.csv_file import is_email
from feedback.collection.mobile import mobile_of
from feedback.collection.subject_access import Line, Part
from feedback.sealing.keystore import Keys
from feedback.store.training import (
    Attendance,
    Course,
    DelegateContact,
    FollowUp,
    TrainingSession,
)
from feedback.training.attendance import link_key
from feedback.training.attendance_file import SECTORS, who
from feedback.training.contacts import Contact, opened, session_key
from surveys.kirkpatrick import WAVE_NAMES, Wave


@dataclass(frozen=True, slots=True)
class CameTo:
    """One attendance; `link_key` leads to the answers of its course."""

    id: str
    link_key: str
    title: str
    held_on: date
    sector: str
    came_by: str
    contact: Contact
    opted_out_on: date | None
    left_role_on: date | None


def attendances_by(session: Session, keys: Keys, typed: str) -> tuple[CameTo, ...]:
    """Every attendance of who has this e-mail, mobile or booking reference, by day.

    By the course's key, which needs no address; and by the sealed addresses that are still kept.
    """
    cells = {"email" if is_email(typed.strip()) else "reference": typed, "mobile": typed}
    known = set(who(cells))
    courses = session.scalars(select(Course.id)).all()
    by_key = {link_key(keys, course_id, one) for course_id in courses for one in known}
    rows = session.execute(
        select(Attendance, TrainingSession, Course.title, DelegateContact)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(DelegateContact, DelegateContact.attendance_id == Attendance.id)
        .where(Attendance.link_key.in_(by_key) | DelegateContact.attendance_id.is_not(None))
        .order_by(TrainingSession.held_on)
    ).all()
    held = keys.open_many(sorted({session_key(row[1].id) for row in rows}))
    found = []
    for row in rows:
        came, training = row[0], row[1]
        kept: DelegateContact | None = row[3]  # an outer join: many left no address
        key = held.get(session_key(training.id))
        contact = Contact() if kept is None or key is None else opened(came.id, kept.sealed, key)
        if came.link_key not in by_key and known.isdisjoint(contact.addresses):
            continue
        days = (None, None) if kept is None else (kept.opted_out_on, kept.left_role_on)
        found.append(
            CameTo(
                came.id, came.link_key, row[2], training.held_on, came.sector, came.came_by,
                contact, *days,
            )
        )  # fmt: skip
    return tuple(found)


def parts_of(session: Session, came: Sequence[CameTo]) -> tuple[Part, ...]:
    """What is held of each attendance besides the answers: sector, address, follow-ups."""
    return tuple(
        Part(f"Came to {one.title}, {_day(one.held_on)}", tuple(_lines(session, one)))
        for one in came
    )


def as_noted(keys: Keys, typed: str) -> str:
    """What the audit may keep of what was typed: an address is a person's name there."""
    if is_email(typed.strip()) or mobile_of(typed):
        return f"delegate:{keys.keyed_hash('delegate', typed.strip().casefold())[:16]}"
    return f"reference:{typed}"[:200]


def _lines(session: Session, one: CameTo) -> list[Line]:
    by = "the booking system's list" if one.came_by == "import" else "you, at the session"
    told = [
        ("Told us by", by),
        ("Sector", SECTORS.get(one.sector, one.sector)),
        ("Name", one.contact.name),
        ("E-mail", one.contact.email),
        ("Mobile", one.contact.mobile),
        ("Said stop on", _day(one.opted_out_on)),
        ("Left the role, told us on", _day(one.left_role_on)),
    ]
    follow_ups = session.execute(
        select(FollowUp.wave, FollowUp.due_on)
        .where(FollowUp.attendance_id == one.id)
        .order_by(FollowUp.due_on)
    )
    told += [
        (f"Asked again: {WAVE_NAMES[Wave(wave)]}", f"due {_day(due)}") for wave, due in follow_ups
    ]
    return [Line(label, text) for label, text in told if text]


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""

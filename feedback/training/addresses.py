"""Where does a follow-up go, and what may its message say? The one place that joins the two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.training import Attendance, Course, DelegateContact, FollowUp, TrainingSession
from feedback.training.contacts import opened, session_key
from surveys.kirkpatrick import Occasion


@dataclass(frozen=True, slots=True)
class Addressed:
    """To whom one follow-up goes, and what they came to. Never a word of theirs."""

    email: str  # "": a text message goes to the mobile
    occasion: Occasion
    title: str
    held_on: date
    mobile: str = ""
    addresses: tuple[str, ...] = ()  # by which a "stop" is known again


def address_of(session: Session, keys: Keys, member_id: str) -> Addressed | None:
    """None where nobody's address is known (any more)."""
    row = session.execute(
        select(
            DelegateContact.attendance_id, DelegateContact.sealed, TrainingSession.id,
            TrainingSession.held_on, Course.occasion, Course.title,
        )
        .join(FollowUp, FollowUp.attendance_id == DelegateContact.attendance_id)
        .join(Attendance, Attendance.id == DelegateContact.attendance_id)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(FollowUp.member_id == member_id)
    ).first()  # fmt: skip
    if row is None:
        return None
    try:
        key = keys.open(session_key(row[2]))
    except WordsAreGone:
        return None
    contact = opened(row[0], row[1], key)
    return Addressed(
        contact.email, Occasion(row[4]), row[5], row[3], contact.mobile, contact.addresses
    )

"""What of courses and Re-thinks is to be forgotten by now, and by which rule?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select, union, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day, months_before
from feedback.collection.retention import CHUNK, Due, Rules
from feedback.store.base import new_id
from feedback.store.rounds import Invitation
from feedback.store.training import (
    Attendance,
    AttendanceReject,
    Course,
    DelegateContact,
    FollowUp,
    Rethink,
    RethinkAction,
    RethinkLearning,
    TrainingSession,
)
from feedback.training.contacts import session_key
from feedback.training.rethinks import notes_key
from surveys.kirkpatrick import Occasion, due_on, waves_of

LAST_WAVE_MONTHS = 6  # no wave falls due later after a session


def due_of_training(session: Session, rules: Rules, now: datetime) -> Iterator[Due]:
    """Addresses after the last wave, the keys that join waves, and notes of Re-thinks."""
    today = local_day(now)
    yield from _addresses(session, rules.contacts, today)
    yield from _joins(session, rules.messages, today)
    yield from _notes(session, rules.answers, today)


def _addresses(session: Session, keep: int, today: date) -> Iterator[Due]:
    """Work e-mails and mobiles, with the links that were sent to them."""
    rows = session.execute(
        select(DelegateContact.attendance_id, TrainingSession.id, TrainingSession.held_on,
               Course.occasion)
        .join(Attendance, Attendance.id == DelegateContact.attendance_id)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
    )  # fmt: skip
    limit = months_before(today, keep)
    gone = [
        (attendance_id, session_id)
        for attendance_id, session_id, held_on, occasion in rows
        if max(due_on(held_on, wave) for wave in waves_of(Occasion(occasion))) <= limit
    ]
    if gone:
        ids = tuple(attendance_id for attendance_id, _ in gone)
        owners = tuple(sorted({session_key(session_id) for _, session_id in gone}))
        rule = f"delegates' addresses: {keep} months after the last wave was due"
        yield Due("delegates", rule, ids, owners, _drop_addresses)


def _joins(session: Session, keep: int, today: date) -> Iterator[Due]:
    """What joins somebody's attendance to their answers, and the lines left out of lists."""
    limit = months_before(today, keep + LAST_WAVE_MONTHS)
    old = select(TrainingSession.id).where(TrainingSession.held_on <= limit)
    joined = select(FollowUp.attendance_id)
    ids = tuple(
        session.scalars(
            select(Attendance.id).where(Attendance.session_id.in_(old), Attendance.id.in_(joined))
        )
    )
    rule = f"{keep} months after the last wave was due"
    if ids:
        yield Due("joins", f"keys that join waves: {rule}", ids, (), _drop_joins)
    rejects = tuple(
        session.scalars(select(AttendanceReject.id).where(AttendanceReject.session_id.in_(old)))
    )
    if rejects:
        yield Due("rejects", f"lines left out: {rule}", rejects, (), _drop_rejects)


def _notes(session: Session, keep: int, today: date) -> Iterator[Due]:
    """Actions, learning and case references of Re-thinks; the counts stay."""
    limit = months_before(today, keep)
    noted = union(
        select(RethinkAction.session_id),
        select(RethinkLearning.session_id),
        select(Rethink.session_id).where(Rethink.case_reference != ""),
    )
    ids = tuple(
        session.scalars(
            select(TrainingSession.id).where(
                TrainingSession.held_on <= limit, TrainingSession.id.in_(noted)
            )
        )
    )
    if ids:
        owners = tuple(notes_key(one) for one in ids)
        yield Due("rethinks", f"notes of Re-thinks: {keep} months", ids, owners, _drop_notes)


def _drop_addresses(session: Session, ids: Sequence[str]) -> None:
    for some in _chunks(ids):
        members = select(FollowUp.member_id).where(FollowUp.attendance_id.in_(some))
        session.execute(delete(Invitation).where(Invitation.member_id.in_(members)))
        session.execute(delete(DelegateContact).where(DelegateContact.attendance_id.in_(some)))


def _drop_joins(session: Session, ids: Sequence[str]) -> None:
    for some in _chunks(ids):
        session.execute(delete(FollowUp).where(FollowUp.attendance_id.in_(some)))
    for one in ids:  # each its own: an attendance is still counted, and leads nowhere
        session.execute(update(Attendance).where(Attendance.id == one).values(link_key=new_id()))


def _drop_rejects(session: Session, ids: Sequence[str]) -> None:
    for some in _chunks(ids):
        session.execute(delete(AttendanceReject).where(AttendanceReject.id.in_(some)))


def _drop_notes(session: Session, ids: Sequence[str]) -> None:
    for some in _chunks(ids):
        for table in (RethinkAction, RethinkLearning):
            session.execute(delete(table).where(table.session_id.in_(some)))
        session.execute(
            update(Rethink).where(Rethink.session_id.in_(some)).values(case_reference="")
        )


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]

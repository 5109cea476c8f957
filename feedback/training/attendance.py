"""Who came, by a key made for the course; where they may be written to stands apart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.sealing.keystore import Keys, OpenKey
from feedback.store.base import new_id
from feedback.store.training import (
    Attendance,
    AttendanceReject,
    Course,
    DelegateContact,
    TrainingSession,
)
from feedback.store.turns import take_turn
from feedback.training.attendance_file import Line, sector_of, who
from feedback.training.courses import SessionCancelled, say_it_ran
from feedback.training.follow_ups import Newcomer, born
from feedback.training.waves import WaveDoor
from surveys.kirkpatrick import Occasion, Wave
from surveys.term import Term

CONTACT_FIELDS = ("name", "email", "mobile")


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a list: attendances added, there already, and follow-ups born with them."""

    people: int
    already: int
    follow_ups: int


@dataclass(frozen=True, slots=True)
class Held:
    """The session people came to."""

    id: str
    course_id: str
    held_on: date
    status: str
    occasion: Occasion
    waits_for_term: bool


def session_key(session_id: str) -> str:
    """The owner of the key that seals the addresses of those who came to a session."""
    return f"training:{session_id}"


def link_key(keys: Keys, course_id: str, whose: str) -> str:
    """The same person's key in every wave of one course, and another in every other course."""
    return keys.keyed_hash("delegate", f"{course_id}|{whose}")


def held_session(session: Session, session_id: str) -> Held:
    """The session with what its course says. Raises NotFound."""
    row = session.execute(
        select(
            TrainingSession.id, TrainingSession.course_id, TrainingSession.held_on,
            TrainingSession.status, Course.occasion, Course.waits_for_term,
        )
        .join(Course, Course.id == TrainingSession.course_id)
        .where(TrainingSession.id == session_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound
    return Held(row[0], row[1], row[2], row[3], Occasion(row[4]), row[5])


@dataclass(frozen=True, slots=True)
class Arrival:
    """Everything needed to note that people came to one session."""

    keys: Keys
    key: OpenKey  # of session_key(session)
    doors: Mapping[Wave, WaveDoor]
    term: Term
    by: str
    now: datetime


def add_attendances(
    session: Session, session_id: str, lines: Sequence[Line], arrival: Arrival
) -> Came:
    """Good lines become attendances, and their follow-ups are born in the same transaction.

    Who is there already stays as they are. Raises SessionCancelled, NotFound.
    """
    held = held_session(session, session_id)
    if held.status == "cancelled":
        raise SessionCancelled
    take_turn(session, f"attendance {session_id}")
    there = set(
        session.scalars(select(Attendance.link_key).where(Attendance.session_id == session_id))
    )
    fresh: list[tuple[str, str, Line]] = []
    for line in lines:
        key = link_key(arrival.keys, held.course_id, who(line.cells)[0])
        if key not in there:
            there.add(key)
            fresh.append((new_id(), key, line))
    _write(session, session_id, fresh, came_by="import")
    people = _keep_contacts(session, fresh, arrival)
    born_now = _followed_up(session, held, people, arrival)
    if held.status == "planned":
        say_it_ran(session, session_id, by=arrival.by, now=arrival.now)
    already = len(lines) - len(fresh)
    note(
        session, who=arrival.by, what="attendance_added", about=f"training_session:{session_id}",
        now=arrival.now, details={"added": str(len(fresh)), "already": str(already)},
    )  # fmt: skip
    return Came(len(fresh), already, born_now)


def came_by_the_door(
    session: Session, session_id: str, email: str, sector: str, arrival: Arrival
) -> str:
    """Somebody at the session left an address; their key. Leaving it twice adds nothing."""
    held = held_session(session, session_id)
    take_turn(session, f"attendance {session_id}")
    cells = {"email": email.strip(), "sector": ""}
    key = link_key(arrival.keys, held.course_id, who(cells)[0])
    there = session.scalar(
        select(Attendance.id).where(Attendance.session_id == session_id, Attendance.link_key == key)
    )
    if there is not None:
        return key
    fresh = [(new_id(), key, Line(0, cells))]
    _write(session, session_id, fresh, came_by="door", sector=sector)
    _followed_up(session, held, _keep_contacts(session, fresh, arrival), arrival)
    return key


def log_rejects(
    session: Session, session_id: str, lines: Sequence[Line], *, by: str, now: datetime
) -> None:
    """Note the lines left out, with the reason and nothing about the person."""
    rejected = [
        {
            "id": new_id(), "session_id": session_id, "line": line.number,
            "reason": " ".join(line.problems), "by": by, "at": now,
        }
        for line in lines
    ]  # fmt: skip
    if rejected:
        session.execute(insert(AttendanceReject), rejected)


@dataclass(frozen=True, slots=True)
class RejectView:
    """A line that was left out."""

    line: int
    reason: str
    by: str
    at: datetime


def rejects_of(session: Session, session_id: str) -> tuple[RejectView, ...]:
    """The lines of a session's lists that were left out, the newest list first."""
    rows = session.scalars(
        select(AttendanceReject)
        .where(AttendanceReject.session_id == session_id)
        .order_by(AttendanceReject.at.desc(), AttendanceReject.line)
    )
    return tuple(RejectView(row.line, row.reason, row.by, row.at) for row in rows)


def contact_of(attendance_id: str, sealed: bytes, key: OpenKey) -> Mapping[str, str]:
    """Unsealed contact details; empty fields where there are none. Raises SealBroken."""
    told: dict[str, str] = json.loads(key.unseal(sealed, _place(attendance_id)))
    return {name: told.get(name, "") for name in CONTACT_FIELDS}


def _write(
    session: Session,
    session_id: str,
    fresh: Sequence[tuple[str, str, Line]],
    *,
    came_by: str,
    sector: str | None = None,
) -> None:
    if fresh:
        session.execute(
            insert(Attendance),
            [
                {
                    "id": one, "session_id": session_id, "link_key": key, "came_by": came_by,
                    "sector": sector_of(line.cells) if sector is None else sector,
                }
                for one, key, line in fresh
            ],
        )  # fmt: skip


def _keep_contacts(
    session: Session, fresh: Sequence[tuple[str, str, Line]], arrival: Arrival
) -> list[Newcomer]:
    """Seal what can be written to; who of them may be. An earlier "stop" for the course holds."""
    stopped = _opted_out(session, [key for _, key, _ in fresh])
    today = local_day(arrival.now)
    rows, people = [], []
    for one, key, line in fresh:
        told = {name: line.cells[name] for name in CONTACT_FIELDS if line.cells.get(name)}
        if not told.get("email") and not told.get("mobile"):
            continue  # a name alone is no use for writing, so it is not kept
        rows.append(
            {
                "attendance_id": one, "has_email": "email" in told, "left_role_on": None,
                "sealed": arrival.key.seal(json.dumps(told), _place(one)),
                "opted_out_on": today if key in stopped else None,
            }
        )  # fmt: skip
        if "email" in told and key not in stopped:
            people.append(Newcomer(one, key))
    if rows:
        session.execute(insert(DelegateContact), rows)
    return people


def _opted_out(session: Session, keys: Sequence[str]) -> set[str]:
    return set(
        session.scalars(
            select(Attendance.link_key)
            .join(DelegateContact, DelegateContact.attendance_id == Attendance.id)
            .where(Attendance.link_key.in_(keys), DelegateContact.opted_out_on.is_not(None))
        )
    )


def _followed_up(session: Session, held: Held, people: Sequence[Newcomer], arrival: Arrival) -> int:
    return born(
        session, people, arrival.doors, held_on=held.held_on, occasion=held.occasion,
        term=arrival.term if held.waits_for_term else None, now=arrival.now,
    )  # fmt: skip


def _place(attendance_id: str) -> str:
    return f"delegate:{attendance_id}"

"""Who came, by a key made for the course; where they may be written to stands apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
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
from feedback.training.contacts import Contact, contact_from, known_here, sealed
from feedback.training.courses import SessionCancelled, say_it_ran
from feedback.training.follow_ups import Newcomer, born
from feedback.training.stopping import stopped_among
from feedback.training.waves import WaveDoor
from surveys.kirkpatrick import Occasion, Wave
from surveys.term import Term


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
    may_text: bool  # whether who left a mobile only can be asked again


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
    known = known_here(session, session_id, arrival.key)
    fresh: list[tuple[str, str, Line]] = []
    again: list[tuple[str, Line]] = []
    for line in lines:
        addresses = contact_from(line.cells).addresses
        own = link_key(arrival.keys, held.course_id, who(line.cells)[0])
        key = next((known[one] for one in addresses if one in known), own)
        if key in there:
            again.append((key, line))
        else:
            there.add(key)
            fresh.append((new_id(), key, line))
    _listed_too(session, session_id, again)
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
    session: Session, session_id: str, left: Contact, sector: str, arrival: Arrival
) -> str:
    """Somebody at the session left an address; their key. Leaving it twice adds nothing.

    Who stands in the list by this e-mail or this mobile is the person of that line.
    """
    held = held_session(session, session_id)
    take_turn(session, f"attendance {session_id}")
    known = known_here(session, session_id, arrival.key)
    found = next((known[one] for one in left.addresses if one in known), None)
    if found is not None:
        return found
    cells = {"email": left.email, "mobile": left.mobile}
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


def _listed_too(session: Session, session_id: str, again: Sequence[tuple[str, Line]]) -> None:
    """Who left an address at the session stands in the list too: counted as the list counts."""
    for key, line in again:
        said = sector_of(line.cells)
        session.execute(
            update(Attendance)
            .where(
                Attendance.session_id == session_id,
                Attendance.link_key == key,
                Attendance.came_by == "door",
            )
            .values(came_by="import", **({"sector": said} if said else {}))
        )


def _keep_contacts(
    session: Session, fresh: Sequence[tuple[str, str, Line]], arrival: Arrival
) -> list[Newcomer]:
    """Seal what can be written to; who of them may be. An earlier "stop" holds."""
    contacts = {one: contact_from(line.cells) for one, _, line in fresh}
    everywhere = stopped_among(
        session, arrival.keys, {one for contact in contacts.values() for one in contact.addresses}
    )
    of_course = _opted_out(session, [key for _, key, _ in fresh])
    today = local_day(arrival.now)
    rows, people = [], []
    for one, key, _ in fresh:
        contact = contacts[one]
        if not contact.reached_by(may_text=arrival.may_text):
            continue  # a name alone is no use for writing, so it is not kept
        is_stopped = key in of_course or not everywhere.isdisjoint(contact.addresses)
        rows.append(
            {
                "attendance_id": one, "has_email": bool(contact.email), "left_role_on": None,
                "sealed": sealed(one, contact, arrival.key),
                "opted_out_on": today if is_stopped else None,
            }
        )  # fmt: skip
        if not is_stopped:
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

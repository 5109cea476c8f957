"""Where may somebody who came be written to? Sealed apart from answers, under the session's key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.collection.mobile import mobile_of
from feedback.sealing.keystore import Keys, OpenKey
from feedback.store.training import Attendance, DelegateContact, FollowUp


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of one person; "" for what is not."""

    name: str = ""
    email: str = ""
    mobile: str = ""  # as feedback.collection.mobile writes it

    @property
    def addresses(self) -> tuple[str, ...]:
        """By what we would know this person again, wherever they came to."""
        written = (("email", self.email.strip().casefold()), ("mobile", self.mobile))
        return tuple(f"{kind}:{text}" for kind, text in written if text)

    def reached_by(self, *, may_text: bool) -> bool:
        """Whether a message of ours can get to them."""
        return bool(self.email or (self.mobile and may_text))


def contact_from(cells: Mapping[str, str]) -> Contact:
    """From a line of a list; a number that no text message reaches is left out."""
    return Contact(
        cells.get("name", "").strip(),
        cells.get("email", "").strip(),
        mobile_of(cells.get("mobile", "")),
    )


def session_key(session_id: str) -> str:
    """The owner of the key that seals the addresses of those who came to a session."""
    return f"training:{session_id}"


def sealed(attendance_id: str, contact: Contact, key: OpenKey) -> bytes:
    """What is stored of it, for this attendance alone."""
    told = {name: getattr(contact, name) for name in Contact.__slots__ if getattr(contact, name)}
    return key.seal(json.dumps(told), _place(attendance_id))


def opened(attendance_id: str, kept: bytes, key: OpenKey) -> Contact:
    """The contact of one attendance. Raises SealBroken."""
    return Contact(**json.loads(key.unseal(kept, _place(attendance_id))))


def known_here(session: Session, session_id: str, key: OpenKey) -> Mapping[str, str]:
    """Address -> the course's key of whoever came to this session and can be reached by it."""
    rows = session.execute(
        select(DelegateContact.attendance_id, DelegateContact.sealed, Attendance.link_key)
        .join(Attendance, Attendance.id == DelegateContact.attendance_id)
        .where(Attendance.session_id == session_id)
    )
    return {
        address: link_key
        for attendance_id, kept, link_key in rows
        for address in opened(attendance_id, kept, key).addresses
    }


def members_reached_by(session: Session, keys: Keys, member_id: str) -> tuple[str, ...]:
    """A follow-up of every course at which somebody left an address this one left too.

    No key joins one person's courses, so each sealed address is looked at: some thousands.
    """
    rows = session.execute(
        select(
            FollowUp.member_id, DelegateContact.attendance_id, DelegateContact.sealed,
            Attendance.session_id,
        )
        .join(DelegateContact, DelegateContact.attendance_id == FollowUp.attendance_id)
        .join(Attendance, Attendance.id == FollowUp.attendance_id)
    ).all()  # fmt: skip
    held = keys.open_many(sorted({session_key(row.session_id) for row in rows}))
    reached: dict[str, tuple[str, ...]] = {}
    of_attendance: dict[str, tuple[str, ...]] = {}
    for row in rows:
        key = held.get(session_key(row.session_id))
        if key is None:
            continue
        if row.attendance_id not in of_attendance:
            of_attendance[row.attendance_id] = opened(row.attendance_id, row.sealed, key).addresses
        reached[row.member_id] = of_attendance[row.attendance_id]
    mine = set(reached.get(member_id, ()))
    return tuple(one for one, addresses in reached.items() if mine & set(addresses))


def _place(attendance_id: str) -> str:
    return f"delegate:{attendance_id}"

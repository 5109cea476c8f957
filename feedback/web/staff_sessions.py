"""Which browsers stand for which members of staff, until when, and what may each see?"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from feedback.store.sight import EVERYTHING, Sight, sight_of
from feedback.store.staff import Staff, StaffLink, StaffRole, StaffSession
from feedback.web.roles import NEED_SECOND_FACTOR, Role

IDLE_MOST = timedelta(minutes=30)
SESSION_MOST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # a write for each page would make readers wait for writers


@dataclass(frozen=True, slots=True)
class StaffHere:
    """A member of staff who gave their password, as the store knows them at this request."""

    id: str
    email: str
    roles: frozenset[Role]
    team: str
    sight: Sight = EVERYTHING
    has_second_factor: bool = False
    second_factor_at: datetime | None = None

    @property
    def needs_second_factor(self) -> bool:
        """Whoever can see a child's words, and whoever has set one up."""
        return self.has_second_factor or bool(self.roles & NEED_SECOND_FACTOR)

    @property
    def is_in(self) -> bool:
        """Whether nothing more is asked before the pages of this person's roles."""
        return self.second_factor_at is not None or not self.needs_second_factor


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One signed-in browser, as its owner sees it; `id` opens nothing."""

    id: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


def start_session(
    session: Session, staff_id: str, now: datetime, *, second_factor_at: datetime | None = None
) -> str:
    """A new reference (256 bits) for the cookie; clears sessions that have run out."""
    session.execute(
        delete(StaffSession).where(
            or_(
                StaffSession.seen_at <= now - IDLE_MOST,
                StaffSession.started_at <= now - SESSION_MOST,
            )
        )
    )
    reference = secrets.token_urlsafe(32)
    session.execute(
        insert(StaffSession).values(
            hash=digest(reference),
            staff_id=staff_id,
            started_at=now,
            seen_at=now,
            second_factor_at=second_factor_at,
        )
    )
    return reference


def who_is(session: Session, reference: str, now: datetime) -> tuple[StaffHere, bool] | None:
    """Who holds this reference now, and whether `touch` is due; None: sign in (again).

    Read anew at each request: a role taken away or a closed account counts at once.
    """
    row = session.execute(
        select(
            Staff.id,
            Staff.email,
            Staff.team,
            Staff.tf_totp_secret.is_not(None).label("has_second_factor"),
            StaffSession.seen_at,
            StaffSession.second_factor_at,
        )
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(
            StaffSession.hash == digest(reference),
            StaffSession.seen_at > now - IDLE_MOST,
            StaffSession.started_at > now - SESSION_MOST,
            Staff.active,
        )
    ).first()
    if row is None:
        return None
    names = session.scalars(select(StaffRole.name).where(StaffRole.staff_id == row.id))
    here = StaffHere(
        row.id,
        row.email,
        frozenset(Role(name) for name in names if name in set(Role)),
        row.team,
        sight_of(session, row.id),
        bool(row.has_second_factor),
        row.second_factor_at,
    )
    return here, now - row.seen_at >= SEEN_EVERY


def touch(session: Session, reference: str, now: datetime) -> None:
    """Note that the person was here."""
    session.execute(
        update(StaffSession).where(StaffSession.hash == digest(reference)).values(seen_at=now)
    )


def end_session(session: Session, reference: str) -> None:
    """Sign one browser out."""
    session.execute(delete(StaffSession).where(StaffSession.hash == digest(reference)))


def sessions_of(
    session: Session, staff_id: str, reference: str, now: datetime
) -> tuple[OpenSession, ...]:
    """The browsers a person is signed in with, the newest first; `reference` is this one's."""
    rows = session.execute(
        select(StaffSession.hash, StaffSession.started_at, StaffSession.seen_at)
        .where(
            StaffSession.staff_id == staff_id,
            StaffSession.seen_at > now - IDLE_MOST,
            StaffSession.started_at > now - SESSION_MOST,
        )
        .order_by(StaffSession.started_at.desc(), StaffSession.hash)
    )
    here = digest(reference)
    return tuple(
        OpenSession(row.hash, row.started_at, row.seen_at, row.hash == here) for row in rows
    )


def end_one(session: Session, staff_id: str, session_id: str) -> bool:
    """End one session of this person and nobody else's; whether it was there."""
    ended = session.execute(
        delete(StaffSession).where(
            StaffSession.hash == session_id, StaffSession.staff_id == staff_id
        )
    )
    return bool(ended.rowcount)  # type: ignore[attr-defined]  # a DELETE's result has it


def end_all(session: Session, staff_id: str) -> None:
    """Sign a person out everywhere."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


def end_everything(session: Session, staff_id: str) -> None:
    """Sessions and one-time links: nothing this person holds opens anything."""
    end_all(session, staff_id)
    session.execute(delete(StaffLink).where(StaffLink.staff_id == staff_id))


def digest(token: str) -> str:
    """What the store holds of a reference or a link: SHA-256 of 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()

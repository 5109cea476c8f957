"""Who are the staff, how do they get in, and how do we stop a guesser or a leaver?"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from argon2 import PasswordHasher
from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from feedback.errors import FeedbackError
from feedback.store.base import new_id
from feedback.store.staff import SignInTry, Staff, StaffLink, StaffRole, StaffSession
from feedback.store.turns import take_turn

LINK_LIVES = timedelta(hours=24)
TRIES_MOST = 10  # passwords put to the test in TRIES_WITHIN for one address (T31)
TRIES_WITHIN = timedelta(minutes=5)
IDLE_MOST = timedelta(minutes=30)
SESSION_MOST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # a write for each page would make readers wait for writers
PASSWORD_LEAST = 12
PASSWORD_MOST = 200

_hasher = PasswordHasher()


class Role(StrEnum):
    """What a member of staff may do."""

    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    DUTY_OFFICER = "duty_officer"
    TRAINING_LEAD = "training_lead"
    TEAM_VIEWER = "team_viewer"


class NoSuchStaff(FeedbackError):
    """Nobody on the staff has this e-mail address."""

    message = "Nobody on the staff has that e-mail address."


@dataclass(frozen=True, slots=True)
class StaffHere:
    """A member of staff who is signed in, as the store knows them at this request."""

    id: str
    email: str
    roles: frozenset[Role]
    team: str


@dataclass(frozen=True, slots=True)
class Account:
    """What sign-in needs to know of an address."""

    id: str
    email: str
    password: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One line of the list of staff."""

    email: str
    roles: tuple[str, ...]
    team: str
    active: bool
    has_password: bool


def normal_email(email: str) -> str:
    """An address as the store keeps it."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def hash_password(password: str) -> str:
    """Argon2id, in the form Flask-Security checks."""
    return _hasher.hash(unicodedata.normalize("NFKD", password))


def password_problem(password: str, email: str) -> str:
    """What is wrong with a new password, in words fit for the person; "" when it will do."""
    if len(password) < PASSWORD_LEAST:
        return f"Use {PASSWORD_LEAST} letters or more. Three or four words together are easiest."
    if len(password) > PASSWORD_MOST:
        return f"Use {PASSWORD_MOST} letters or fewer."
    if email.split("@")[0] in password.casefold() or len(set(password)) < 5:
        return "That is too easy to guess. Try three or four words together."
    return ""


def add_staff(
    session: Session, *, email: str, role: Role, team: str = "", by: str, now: datetime
) -> str:
    """Add somebody, or a role to somebody; brings back a disabled account. Its id."""
    address = normal_email(email)
    staff_id = session.scalar(select(Staff.id).where(Staff.email == address))
    if staff_id is None:
        staff_id = new_id()
        session.execute(
            insert(Staff).values(id=staff_id, email=address, team=team, added_by=by, added_at=now)
        )
    else:
        changed = {"active": True, "disabled_at": None} | ({"team": team} if team else {})
        session.execute(update(Staff).where(Staff.id == staff_id).values(**changed))
    held = session.scalars(select(StaffRole.name).where(StaffRole.staff_id == staff_id)).all()
    if role.value not in held:
        session.execute(insert(StaffRole).values(staff_id=staff_id, name=role.value))
    return staff_id


def disable_staff(session: Session, *, email: str, now: datetime) -> None:
    """Close an account: its sessions and links die with it. Raises NoSuchStaff."""
    staff_id = session.scalar(select(Staff.id).where(Staff.email == normal_email(email)))
    if staff_id is None:
        raise NoSuchStaff
    session.execute(
        update(Staff)
        .where(Staff.id == staff_id)
        .values(active=False, disabled_at=now, fs_uniquifier=new_id())
    )
    _end_everything(session, staff_id)


def find_account(session: Session, email: str) -> Account | None:
    """The account of an address, disabled ones too."""
    row = session.execute(
        select(Staff.id, Staff.email, Staff.password, Staff.active).where(
            Staff.email == normal_email(email)
        )
    ).first()
    return None if row is None else Account(row.id, row.email, row.password, row.active)


def list_staff(session: Session) -> tuple[StaffLine, ...]:
    """Everybody on the staff, by address."""
    roles: dict[str, list[str]] = {}
    for role in session.execute(select(StaffRole.staff_id, StaffRole.name)):
        roles.setdefault(role.staff_id, []).append(role.name)
    return tuple(
        StaffLine(
            row.email,
            tuple(sorted(roles.get(row.id, ()))),
            row.team,
            row.active,
            bool(row.password),
        )
        for row in session.execute(
            select(Staff.id, Staff.email, Staff.team, Staff.active, Staff.password).order_by(
                Staff.email
            )
        )
    )


def make_link(session: Session, staff_id: str, purpose: str, now: datetime) -> str:
    """A one-time link's token, valid for LINK_LIVES; kills earlier links of this person."""
    session.execute(delete(StaffLink).where(StaffLink.staff_id == staff_id))
    token = secrets.token_urlsafe(32)
    session.execute(
        insert(StaffLink).values(
            hash=_hash(token), staff_id=staff_id, purpose=purpose, expires_at=now + LINK_LIVES
        )
    )
    return token


def link_is_for(session: Session, token: str, now: datetime) -> str | None:
    """The address a one-time link is for; None where it is used, too old or unknown."""
    return session.scalar(
        select(Staff.email)
        .join(StaffLink, StaffLink.staff_id == Staff.id)
        .where(
            StaffLink.hash == _hash(token),
            StaffLink.used_at.is_(None),
            StaffLink.expires_at > now,
            Staff.active,
        )
    )


def choose_password(session: Session, token: str, hashed: str, now: datetime) -> bool:
    """Set the password by a one-time link, once; every open session of the person ends."""
    email = link_is_for(session, token, now)
    if email is None:
        return False
    used = session.execute(
        update(StaffLink)
        .where(StaffLink.hash == _hash(token), StaffLink.used_at.is_(None))
        .values(used_at=now)
        .returning(StaffLink.staff_id)
    ).scalar()
    if used is None:
        return False
    session.execute(
        update(Staff)
        .where(Staff.id == used)
        .values(password=hashed, fs_uniquifier=new_id(), confirmed_at=now)
    )
    session.execute(delete(StaffSession).where(StaffSession.staff_id == used))
    return True


def set_password(session: Session, staff_id: str, hashed: str) -> None:
    """Set a password straight away; for demonstrations, never for people."""
    session.execute(update(Staff).where(Staff.id == staff_id).values(password=hashed))


def may_try(session: Session, account: str, now: datetime) -> bool:
    """Count one try for `account` (a keyed hash) before it is evaluated; False: locked out.

    Counted first, so that a thousand tries at once are not all evaluated.
    """
    take_turn(session, f"sign-in:{account}")
    session.execute(delete(SignInTry).where(SignInTry.at <= now - TRIES_WITHIN))
    tried = session.scalar(
        select(func.count()).select_from(SignInTry).where(SignInTry.account == account)
    )
    if (tried or 0) >= TRIES_MOST:
        return False
    session.execute(insert(SignInTry).values(id=new_id(), account=account, at=now))
    return True


def forget_tries(session: Session, account: str) -> None:
    """A right password ends the count."""
    session.execute(delete(SignInTry).where(SignInTry.account == account))


def start_session(session: Session, staff_id: str, now: datetime) -> str:
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
            hash=_hash(reference), staff_id=staff_id, started_at=now, seen_at=now
        )
    )
    return reference


def who_is(session: Session, reference: str, now: datetime) -> tuple[StaffHere, bool] | None:
    """Who holds this reference now, and whether `touch` is due; None: sign in (again).

    Read anew at each request: a role taken away or a closed account counts at once.
    """
    row = session.execute(
        select(Staff.id, Staff.email, Staff.team, StaffSession.seen_at)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(
            StaffSession.hash == _hash(reference),
            StaffSession.seen_at > now - IDLE_MOST,
            StaffSession.started_at > now - SESSION_MOST,
            Staff.active,
        )
    ).first()
    if row is None:
        return None
    names = session.scalars(select(StaffRole.name).where(StaffRole.staff_id == row.id))
    roles = frozenset(Role(name) for name in names if name in set(Role))
    return StaffHere(row.id, row.email, roles, row.team), now - row.seen_at >= SEEN_EVERY


def touch(session: Session, reference: str, now: datetime) -> None:
    """Note that the person was here."""
    session.execute(
        update(StaffSession).where(StaffSession.hash == _hash(reference)).values(seen_at=now)
    )


def end_session(session: Session, reference: str) -> None:
    """Sign one browser out."""
    session.execute(delete(StaffSession).where(StaffSession.hash == _hash(reference)))


def _end_everything(session: Session, staff_id: str) -> None:
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))
    session.execute(delete(StaffLink).where(StaffLink.staff_id == staff_id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""Who are the staff, and how do they come by a password?"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.errors import FeedbackError
from feedback.store.base import new_id
from feedback.store.staff import Staff, StaffLink, StaffRole
from feedback.web.roles import Role
from feedback.web.staff_sessions import digest, end_all, end_everything

__all__ = ["Role"]  # beside what stands here

_LINE = (
    Staff.id, Staff.email, Staff.name, Staff.team, Staff.active, Staff.password,
    Staff.tf_totp_secret, Staff.oidc_subject,
)  # fmt: skip
LINK_LIVES = timedelta(hours=24)
PASSWORD_LEAST = 12
PASSWORD_MOST = 200

_hasher = PasswordHasher()


class NoSuchStaff(FeedbackError):
    """Nobody on the staff has this e-mail address."""

    message = "Nobody on the staff has that e-mail address."


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

    id: str
    email: str
    name: str  # as families know them
    roles: tuple[str, ...]
    team: str
    active: bool
    has_password: bool
    has_second_factor: bool
    has_council_account: bool


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
    """Close an account: its sessions, links and password die with it. Raises NoSuchStaff."""
    staff_id = session.scalar(select(Staff.id).where(Staff.email == normal_email(email)))
    if staff_id is None:
        raise NoSuchStaff
    session.execute(
        update(Staff)
        .where(Staff.id == staff_id)
        .values(active=False, disabled_at=now, password=None, fs_uniquifier=new_id())
    )
    end_everything(session, staff_id)


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
            row.id,
            row.email,
            row.name,
            tuple(sorted(roles.get(row.id, ()))),
            row.team,
            row.active,
            bool(row.password),
            bool(row.tf_totp_secret),
            bool(row.oidc_subject),
        )
        for row in session.execute(select(*_LINE).order_by(Staff.email))
    )


def make_link(session: Session, staff_id: str, purpose: str, now: datetime) -> str:
    """A one-time link's token, valid for LINK_LIVES; kills earlier links of this person."""
    session.execute(delete(StaffLink).where(StaffLink.staff_id == staff_id))
    token = secrets.token_urlsafe(32)
    session.execute(
        insert(StaffLink).values(
            hash=digest(token), staff_id=staff_id, purpose=purpose, expires_at=now + LINK_LIVES
        )
    )
    return token


def link_is_for(session: Session, token: str, now: datetime) -> str | None:
    """The address a one-time link is for; None where it is used, too old or unknown."""
    return session.scalar(
        select(Staff.email)
        .join(StaffLink, StaffLink.staff_id == Staff.id)
        .where(
            StaffLink.hash == digest(token),
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
        .where(StaffLink.hash == digest(token), StaffLink.used_at.is_(None))
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
    end_all(session, used)
    return True


def set_password(session: Session, staff_id: str, hashed: str) -> None:
    """Set a password straight away: the person is here, or it is a demonstration."""
    session.execute(
        update(Staff).where(Staff.id == staff_id).values(password=hashed, fs_uniquifier=new_id())
    )

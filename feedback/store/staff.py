"""Who works here: staff, their roles, their sign-ins, and the one-time links that let them in."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Id, Instant, Key, Words, new_id


class Staff(Base):
    """One member of staff. The columns are those Flask-Security reads, and the team's scope."""

    __tablename__ = "staff"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(255), unique=True)  # in small letters
    # As families know them: who is named in a concern is kept out of it.
    name: Mapped[Words] = mapped_column(default="", server_default="")
    password: Mapped[str | None] = mapped_column(String(255))  # argon2id; None until set up
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_id)
    team: Mapped[Key] = mapped_column(default="")  # a team viewer sees this team's figures only
    confirmed_at: Mapped[Instant | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_phone_number: Mapped[str | None] = mapped_column(String(128))
    # The newest code used: none works twice.
    totp_step: Mapped[int] = mapped_column(default=0, server_default="0")
    oidc_subject: Mapped[str | None] = mapped_column(String(255), unique=True)
    added_by: Mapped[Words]
    added_at: Mapped[Instant]
    disabled_at: Mapped[Instant | None]


class StaffRole(Base):
    """One role of one member of staff: administrator, analyst, duty_officer, …"""

    __tablename__ = "staff_role"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)


class StaffSession(Base):
    """One signed-in browser. The cookie holds the reference; only its hash is kept."""

    __tablename__ = "staff_session"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    started_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    second_factor_at: Mapped[Instant | None]


class StaffRecoveryCode(Base):
    """A code for the day the phone is lost; only its hash is kept, and it works once."""

    __tablename__ = "staff_recovery_code"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    used_at: Mapped[Instant | None]


class StaffScope(Base):
    """What a member of staff may see of: one survey, one team; no row means all."""

    __tablename__ = "staff_scope"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    survey_key: Mapped[str] = mapped_column(String(80), primary_key=True, default="")
    team: Mapped[str] = mapped_column(String(80), primary_key=True, default="")


class StaffLink(Base):
    """A one-time link to choose a password; only its hash is kept."""

    __tablename__ = "staff_link"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    purpose: Mapped[Key]  # set_up | reset
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class SignInTry(Base):
    """One password put to the test; kept five minutes so that a guesser can be stopped.

    `account` is a keyed hash of the e-mail address typed, known or not, so that an
    unknown address is stopped just as a known one.
    """

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_account_at", "account", "at"),)

    id: Mapped[Id]
    account: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]

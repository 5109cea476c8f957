"""Who is on duty when, and what went wrong that a person must know?"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Id, Instant, Key, Words


class DutyTurn(Base):
    """One member of staff on duty for a stretch of time, in one part."""

    __tablename__ = "duty_turn"
    __table_args__ = (Index("ix_duty_turn_part_starts_at", "part", "starts_at"),)

    id: Mapped[Id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    part: Mapped[Key]  # duty | deputy | manager | on_call | second
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    phone: Mapped[Words] = mapped_column(default="")  # a work number, for text messages
    by: Mapped[Words]
    at: Mapped[Instant]


class Incident(Base):
    """Something staff must know of: one row while it lasts, however often it happens."""

    __tablename__ = "incident"

    id: Mapped[Id]
    kind: Mapped[Key]  # scan_failed | mail_down | no_cover | …
    about: Mapped[Words] = mapped_column(default="")  # never a respondent's words
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[Instant]
    last_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
    closed_by: Mapped[Words | None]

"""What did staff ask the worker to do, and how far is it?"""

from __future__ import annotations

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Id, Instant, Key, Sealed, Words


class Errand(Base):
    """A piece of work; what was given and what was made are sealed under "errand:<id>"."""

    __tablename__ = "errand"
    __table_args__ = (Index("ix_errand_state", "state"),)

    id: Mapped[Id]
    kind: Mapped[Key]  # quotes | scan | assign | discover | sentiment | redact
    about: Mapped[dict[str, str]] = mapped_column(JSON)  # how it is to be done; never words
    state: Mapped[Key] = mapped_column(default="waiting")  # waiting | working | done | failed
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[Words] = mapped_column(default="")
    by: Mapped[Words]
    asked_at: Mapped[Instant]
    leased_until: Mapped[Instant | None]  # a worker holds it until then
    expires_at: Mapped[Instant]
    given: Mapped[Sealed | None]
    made: Mapped[Sealed | None]

"""What was forgotten, when, and how can that be shown?"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Id, Instant, Key, Words


class Forgotten(Base):
    """One run of retention over one kind of thing: the proof that can be printed."""

    __tablename__ = "forgotten"

    id: Mapped[Id]
    at: Mapped[Instant]
    what: Mapped[Key]  # responses | contacts | concerns | quarantine | …
    survey_key: Mapped[Key] = mapped_column(default="")
    round_id: Mapped[str | None] = mapped_column(String(32))
    rule: Mapped[Words]  # "12 months after the round closed"
    rows: Mapped[int]
    keys_destroyed: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))  # of the ids, so that a copy can be checked

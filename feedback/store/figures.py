"""Counts that no longer move."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Instant, Key, Words


class FixedRound(Base):
    """A round whose answers were counted once and for all."""

    __tablename__ = "fixed_round"

    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), primary_key=True)
    fixed_at: Mapped[Instant]
    fixed_by: Mapped[Words]


class FixedCount(Base):
    """How many people of one kind, team and channel gave one answer; never shown as it is."""

    __tablename__ = "fixed_count"
    __table_args__ = (Index("ix_fixed_count_item_key", "item_key"),)

    round_instrument_id: Mapped[str] = mapped_column(
        ForeignKey("round_instrument.id"), primary_key=True
    )
    question_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(80), primary_key=True)  # "" where nobody knows
    team: Mapped[str] = mapped_column(String(80), primary_key=True)
    channel: Mapped[str] = mapped_column(String(80), primary_key=True)
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    item_key: Mapped[Key]
    people: Mapped[int]

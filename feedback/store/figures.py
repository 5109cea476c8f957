"""Counts that no longer move, and figures of earlier years and of other people."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Id, Instant, Key, Words


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


class PastTable(Base):
    """A published table: of our own earlier rounds, or of somebody else."""

    __tablename__ = "past_table"

    id: Mapped[Id]
    title: Mapped[Words]
    source: Mapped[Words]
    period: Mapped[Key]  # 2023-24 or any other words for when
    figure: Mapped[Key] = mapped_column(default="")  # the figure of ours it stands beside
    adds_up: Mapped[bool]  # the parts of each group are shares of one whole
    added_by: Mapped[Words]
    added_at: Mapped[Instant]


class PastFigure(Base):
    """One cell of a published table, as it was printed."""

    __tablename__ = "past_figure"

    table_id: Mapped[str] = mapped_column(ForeignKey("past_table.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    people: Mapped[Words]  # which group: an area, a cohort
    label: Mapped[Words]  # which part: an answer, a substance
    printed: Mapped[Key]  # the very digits, with the decimals they were printed with
    value: Mapped[Decimal] = mapped_column(Numeric(18, 6))
    unit: Mapped[Key]  # percent | people | number
    base: Mapped[int | None]

"""The Compact audit: which organisation was asked, what it returned, and how it was graded."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Id, Key, Words


class CompactCycle(Base):
    """One year in which organisations are asked."""

    __tablename__ = "compact_cycle"

    id: Mapped[Id]
    year: Mapped[Key]  # the financial year, like 2023-24
    made_by: Mapped[Words]
    is_story: Mapped[bool] = mapped_column(default=False)


class CompactRequest(Base):
    """One organisation asked in one cycle, and its return."""

    __tablename__ = "compact_request"
    __table_args__ = (Index("ix_compact_request_cycle_id_sector", "cycle_id", "sector"),)

    id: Mapped[Id]
    cycle_id: Mapped[str] = mapped_column(ForeignKey("compact_cycle.id"))
    organisation: Mapped[Words]
    sector: Mapped[Key]
    variant: Mapped[Key]  # statutory | education | small_vcs
    requested_on: Mapped[date]
    chased_on: Mapped[date | None]  # the last time
    submitted_on: Mapped[date | None]
    signed_off_by: Mapped[Words] = mapped_column(default="")


class CompactGrade(Base):
    """One indicator of one return: the organisation's own grade, and the panel's beside it."""

    __tablename__ = "compact_grade"

    request_id: Mapped[str] = mapped_column(ForeignKey("compact_request.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(80), primary_key=True)
    standard: Mapped[int]
    grade: Mapped[Key]
    moderated: Mapped[Key | None]

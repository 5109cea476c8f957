"""The Compact audit: which organisation was asked, what it returned, and how it was graded."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Id, Key, Sealed, Words


class CompactCycle(Base):
    """One year in which organisations are asked."""

    __tablename__ = "compact_cycle"

    id: Mapped[Id]
    year: Mapped[Key]  # the financial year, like 2023-24
    made_by: Mapped[Words]
    is_story: Mapped[bool] = mapped_column(default=False)
    # The door organisations come in by: made when the first is asked with an address.
    round_instrument_id: Mapped[str | None] = mapped_column(
        ForeignKey("round_instrument.id"), unique=True
    )
    due_on: Mapped[date | None]  # a return after this day is late, and taken all the same
    updates_asked_on: Mapped[date | None]  # when it was asked how the actions went


class CompactRequest(Base):
    """One organisation asked in one cycle, and its return."""

    __tablename__ = "compact_request"
    __table_args__ = (
        Index("ix_compact_request_cycle_id_sector", "cycle_id", "sector"),
        Index("ix_compact_request_organisation_key", "organisation_key"),
    )

    id: Mapped[Id]
    cycle_id: Mapped[str] = mapped_column(ForeignKey("compact_cycle.id"))
    organisation: Mapped[Words]
    sector: Mapped[Key]
    variant: Mapped[Key]  # statutory | education | small_vcs
    requested_on: Mapped[date]
    chased_on: Mapped[date | None]  # the last time
    submitted_on: Mapped[date | None]
    signed_off_by: Mapped[Words] = mapped_column(default="")
    # The name without case, blanks and dots: the same organisation in the cycle before.
    organisation_key: Mapped[str] = mapped_column(String(120), default="")
    member_id: Mapped[str | None] = mapped_column(ForeignKey("cohort_member.id"), unique=True)
    response_id: Mapped[str | None] = mapped_column(String(32), unique=True)  # its words
    reopened_on: Mapped[date | None]  # the last time


class CompactGrade(Base):
    """One indicator of one return: the organisation's own grade, and the panel's beside it."""

    __tablename__ = "compact_grade"

    request_id: Mapped[str] = mapped_column(ForeignKey("compact_request.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(80), primary_key=True)
    standard: Mapped[int]
    grade: Mapped[Key]
    moderated: Mapped[Key | None]
    moderated_why: Mapped[Words] = mapped_column(default="")  # the panel's words to them


class CompactHand(Base):
    """Somebody who works on a return: a name, sealed under the return's key. No account."""

    __tablename__ = "compact_hand"

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("compact_request.id"), index=True)
    sealed: Mapped[Sealed]
    last_section: Mapped[Key] = mapped_column(default="")  # what they saved last
    last_on: Mapped[date | None]


class CompactClash(Base):
    """What somebody wrote while a colleague saved other words first: neither is lost."""

    __tablename__ = "compact_clash"

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("compact_request.id"), index=True)
    question_key: Mapped[Key]
    hand_id: Mapped[str] = mapped_column(ForeignKey("compact_hand.id"))
    sealed: Mapped[Sealed]  # sealed JSON of the answer
    kept_on: Mapped[date]


class CompactFile(Base):
    """A file that shows what a grade rests on; never shown by us, only handed out to be saved."""

    __tablename__ = "compact_file"

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("compact_request.id"), index=True)
    indicator: Mapped[Key]
    hand_id: Mapped[str] = mapped_column(ForeignKey("compact_hand.id"))
    name: Mapped[Sealed]
    kind: Mapped[Key]  # pdf | docx | …: what its first bytes say
    size_bytes: Mapped[int]
    sealed: Mapped[Sealed]
    kept_on: Mapped[date]


class CompactUpdate(Base):
    """A year on: how far one action has come, what it changed, what stood in its way."""

    __tablename__ = "compact_update"
    __table_args__ = (UniqueConstraint("request_id", "indicator"),)

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("compact_request.id"), index=True)
    indicator: Mapped[Key]
    state: Mapped[Key]  # done | under_way | not_begun | dropped
    hand_id: Mapped[str] = mapped_column(ForeignKey("compact_hand.id"))
    sealed: Mapped[Sealed]  # sealed JSON: progress, impact, barrier
    told_on: Mapped[date]

"""Which reports are being written, which files were asked for, and what does the public read?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Id, Instant, Key, Sealed, Words


class Report(Base):
    """One year's chapter. Its blocks have their order and words in rows of their own."""

    __tablename__ = "report"

    id: Mapped[Id]
    year: Mapped[Key]  # the financial year, like 2023-24
    title: Mapped[Words]
    state: Mapped[Key]  # draft | reviewed | published
    version: Mapped[int] = mapped_column(default=1)  # of the order of its blocks and its state
    made_by: Mapped[Words]
    made_at: Mapped[Instant]
    changed_by: Mapped[Words]
    changed_at: Mapped[Instant]
    reviewed_by: Mapped[Words | None]
    reviewed_at: Mapped[Instant | None]
    published_by: Mapped[Words | None]
    published_at: Mapped[Instant | None]
    is_lone: Mapped[bool] = mapped_column(default=False)  # nobody else could review it


class ReportBlock(Base):
    """One block: what it shows, and the staff's own words to it."""

    __tablename__ = "report_block"

    id: Mapped[Id]
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    place: Mapped[int]
    kind: Mapped[Key]  # section | figure | chart | table | themes | quotes | meaning | text
    source: Mapped[Key] = mapped_column(default="")  # what is counted; "" for words alone
    heading: Mapped[Words] = mapped_column(default="")
    text: Mapped[Words] = mapped_column(default="")  # the staff's own
    version: Mapped[int] = mapped_column(default=1)  # of heading and text
    changed_by: Mapped[Words] = mapped_column(default="")
    seen: Mapped[Key] = mapped_column(default="")  # hash of what was shown at review
    frozen: Mapped[str | None] = mapped_column(Text)  # JSON of what was published


class ReportFile(Base):
    """A file somebody asked for, made by a worker. Sealed; only who asked may take it."""

    __tablename__ = "report_file"

    id: Mapped[Id]
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    ending: Mapped[Key]  # docx | pdf | html
    state: Mapped[Key]  # waiting | making | done | failed
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    asked_by: Mapped[Words]
    asked_at: Mapped[Instant]
    held_until: Mapped[Instant | None]  # by the worker that makes it
    expires_at: Mapped[Instant]
    sealed: Mapped[Sealed | None]


class HeardPage(Base):
    """ "You said, we did" of one round: what is being written, and what the public sees."""

    __tablename__ = "heard_page"

    id: Mapped[Id]
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    intro: Mapped[Words] = mapped_column(default="")
    lines: Mapped[list[dict[str, str]]] = mapped_column(JSON)  # said, did, said_easy, did_easy
    changed_by: Mapped[Words]
    changed_at: Mapped[Instant]
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # intro and lines as published
    shown_by: Mapped[Words | None]
    shown_at: Mapped[Instant | None]
    is_lone: Mapped[bool] = mapped_column(default=False)  # nobody else could publish it

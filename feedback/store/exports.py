"""Which files were asked for, by whom, and until when are they there?"""

from __future__ import annotations

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Id, Instant, Key, Words


class ExportFile(Base):
    """A file asked for by one member of staff; made by a worker, sealed, gone when it expires."""

    __tablename__ = "export_file"
    __table_args__ = (Index("ix_export_file_state_asked_at", "state", "asked_at"),)

    id: Mapped[Id]
    survey_key: Mapped[Key]
    instruments: Mapped[list[str]] = mapped_column(JSON)  # ids of round instruments
    ending: Mapped[Key]  # csv | xlsx | sav | json | html | results.csv | results.xlsx
    name: Mapped[Words]  # of the file: says nothing of children
    asked_by: Mapped[Words]  # nobody else may take it
    with_words: Mapped[bool]  # whether whoever asked may read free words
    # What they could see then: pairs of survey and team; none: everything.
    sight: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    asked_at: Mapped[Instant]
    state: Mapped[Key] = mapped_column(
        default="waiting"
    )  # waiting | making | ready | failed | gone
    held_until: Mapped[Instant | None]  # by the worker that makes it
    why: Mapped[Words] = mapped_column(default="")  # it failed
    rows: Mapped[int | None]
    size: Mapped[int | None]  # bytes
    expires_at: Mapped[Instant | None]

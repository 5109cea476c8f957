"""Which words must still be looked at, by the worker and by a person; which rules look?"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import UNORDERED, Base, Id, Instant, Key, Sealed, Words


class Reading(Base):
    """One free text that is to be read: born with the answer, without the words and the hour."""

    __tablename__ = "reading"
    __table_args__ = (
        UniqueConstraint("response_id", "question_key"),
        Index("ix_reading_looked_with", "looked_with"),
        Index("ix_reading_round_instrument_id_read_on", "round_instrument_id", "read_on"),
        UNORDERED,
    )

    id: Mapped[Id]
    response_id: Mapped[str] = mapped_column(ForeignKey("response.id"))
    round_instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"))
    question_key: Mapped[Key]
    audience: Mapped[Key]  # child | parent | professional: as it is scanned
    level: Mapped[Key]  # the first scan's verdict
    lexicon_version: Mapped[Key] = mapped_column(default="")
    looked_with: Mapped[Key] = mapped_column(default="")  # what looked a second time; "": due
    second_level: Mapped[Key] = mapped_column(default="")
    sample_week: Mapped[Key] = mapped_column(default="")  # in this week's blind sample: 2024-W07
    judged: Mapped[Key] = mapped_column(default="")  # by a person: concern | nothing
    read_on: Mapped[date | None]
    read_by: Mapped[Words | None]


class PassingWords(Base):
    """Words that no answer keeps, until the worker has looked at them: seconds, no longer."""

    __tablename__ = "passing_words"
    __table_args__ = (UNORDERED,)

    id: Mapped[Id]
    response_id: Mapped[str] = mapped_column(String(32))
    round_instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"))
    question_key: Mapped[Key]
    audience: Mapped[Key]  # child | parent | professional: as it is scanned
    sealed: Mapped[Sealed | None]  # under the key "passing:<id>"; None: looked at, its key goes


class LexiconChange(Base):
    """One change of the lexicon on screen: proposed by one person, confirmed by another."""

    __tablename__ = "lexicon_change"

    id: Mapped[Id]
    language: Mapped[Key]
    what: Mapped[Key]  # add | remove
    level: Mapped[Key]  # review | urgent
    kind: Mapped[Key]
    audiences: Mapped[Key]  # joined by ; child | parent | professional
    phrase: Mapped[Words]
    why: Mapped[Words]
    state: Mapped[Key] = mapped_column(default="proposed")  # proposed | live | refused | withdrawn
    is_lone: Mapped[bool] = mapped_column(default=False)  # nobody else was there to confirm it
    proposed_by: Mapped[Words]
    proposed_at: Mapped[Instant]
    decided_by: Mapped[Words | None]
    decided_at: Mapped[Instant | None]

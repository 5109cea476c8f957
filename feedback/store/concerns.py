"""What worries us, what was done about it, and which numbers help."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import UNORDERED, Base, Id, Instant, Key, Sealed, Words


class Concern(Base):
    """One answer that may be somebody telling us they are not safe; its own sealed copy."""

    __tablename__ = "concern"
    __table_args__ = (UNORDERED,)

    id: Mapped[Id]
    response_id: Mapped[str | None] = mapped_column(String(32), index=True)
    round_instrument_id: Mapped[str | None] = mapped_column(ForeignKey("round_instrument.id"))
    question_key: Mapped[Key]
    source: Mapped[Key]  # words | choice | quarantine
    level: Mapped[Key]  # review | urgent | unscreened
    kinds: Mapped[Key] = mapped_column(default="")  # joined by ;
    lexicon_version: Mapped[Key] = mapped_column(default="")
    shown: Mapped[Key] = mapped_column(default="footer")  # card | footer: what the person saw
    sealed: Mapped[Sealed]  # JSON: question, words or choice, spans; under "concern:<id>"
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)  # a retry raises it once
    state: Mapped[Key] = mapped_column(default="new")  # new|acknowledged|triaged|acted|closed
    raised_at: Mapped[Instant]
    acknowledged_at: Mapped[Instant | None]
    closed_at: Mapped[Instant | None]
    copied_at: Mapped[Instant | None]  # when a person ticked "copied to the case record"
    # How many groups of people were told, and when the next one is.
    alarm_step: Mapped[int] = mapped_column(default=0, server_default="0")
    alarm_at: Mapped[Instant | None] = mapped_column(index=True)


class ConcernStep(Base):
    """What a person did about a concern; only ever added to."""

    __tablename__ = "concern_step"

    id: Mapped[Id]
    concern_id: Mapped[str] = mapped_column(ForeignKey("concern.id"), index=True)
    what: Mapped[Key]  # acknowledged | triaged | acted | no_action | closed | contact_left | …
    note: Mapped[Sealed | None]  # sealed JSON under "concern:<id>"
    by: Mapped[Words]
    at: Mapped[Instant]


class ConcernKeptOut(Base):
    """A member of staff who must not read a concern: named in it, or allocated to the family."""

    __tablename__ = "concern_kept_out"

    concern_id: Mapped[str] = mapped_column(ForeignKey("concern.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    why: Mapped[Key]  # named | allocated | said_so
    by: Mapped[Words]
    at: Mapped[Instant]


class HelpNumber(Base):
    """A number people can turn to; a person checks it at least every 90 days."""

    __tablename__ = "help_number"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    audiences: Mapped[Key]  # joined by ; child | parent | professional
    place: Mapped[int]  # order on the card
    name: Mapped[Words]
    number: Mapped[Words]
    about: Mapped[Words]
    last_verified: Mapped[date | None]
    verified_by: Mapped[Words | None]

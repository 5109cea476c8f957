"""What people told us: responses, answers, the keys to go on, and words kept aside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import UNORDERED, Base, Id, Instant, Key, Sealed


class Response(Base):
    """One person's answers to one instrument. Days only: a time would join it to the register."""

    __tablename__ = "response"
    __table_args__ = (
        Index("ix_response_round_instrument_id_state", "round_instrument_id", "state"),
        UNORDERED,
    )

    id: Mapped[Id]
    round_instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"))
    member_id: Mapped[str | None] = mapped_column(  # never set in an anonymous round
        ForeignKey("cohort_member.id"), index=True
    )
    state: Mapped[Key] = mapped_column(default="open")  # open|sent|declined|withdrawn|superseded
    channel: Mapped[Key]  # link | open | kiosk | paper | telephone
    at_page: Mapped[Key] = mapped_column(default="")  # where the person is: a page's key
    resume_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    has_hit: Mapped[bool] = mapped_column(default=False)  # no follow-up asks more after one
    started_on: Mapped[date]
    sent_on: Mapped[date | None]
    # How long the visit took in which it was sent, as a band; "": not known. Never a time.
    took: Mapped[Key] = mapped_column(default="", server_default="")


class Capability(Base):
    """A form's right to write to one response: the hash of 128 random bits in the form.

    It is also the submission id: the same bits never make a second response.
    """

    __tablename__ = "capability"
    __table_args__ = (UNORDERED,)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    response_id: Mapped[str] = mapped_column(ForeignKey("response.id"), index=True)
    hides_earlier: Mapped[bool] = mapped_column(default=False)  # resumed on another device


class Answer(Base):
    """One question's answer; a multiple choice has a row a choice (n = 0, 1, …)."""

    __tablename__ = "answer"
    __table_args__ = (
        Index("ix_answer_item_key_code", "item_key", "code"),
        UNORDERED,
    )

    response_id: Mapped[str] = mapped_column(ForeignKey("response.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=0)
    item_key: Mapped[Key]
    status: Mapped[Key]  # given | skipped | withheld
    code: Mapped[str | None] = mapped_column(String(80))
    number: Mapped[Decimal | None] = mapped_column(Numeric(18, 6))
    day: Mapped[date | None]
    sealed: Mapped[Sealed | None]  # free words, under the response's key


class Quarantine(Base):
    """Words that could not be taken as an answer, kept until a person has read them."""

    __tablename__ = "quarantine"
    __table_args__ = (Index("ix_quarantine_looked_with", "looked_with"), UNORDERED)

    id: Mapped[Id]
    why: Mapped[Key]  # closed | unknown_form | question_gone | too_long | …
    round_instrument_id: Mapped[str | None] = mapped_column(ForeignKey("round_instrument.id"))
    response_id: Mapped[str | None] = mapped_column(String(32))
    sealed: Mapped[Sealed]  # sealed JSON: field -> words, under the key "quarantine:<id>"
    level: Mapped[Key]  # the gravest verdict of any look
    looked_with: Mapped[Key] = mapped_column(default="")  # what looked a second time; "": due
    kept_on: Mapped[date]
    read_by: Mapped[Key | None]
    read_at: Mapped[Instant | None]


class GuessCount(Base):
    """Wrong three-word codes in one hour: per code (its keyed hash) and in all."""

    __tablename__ = "guess_count"

    what: Mapped[str] = mapped_column(String(80), primary_key=True)
    hour: Mapped[str] = mapped_column(String(13), primary_key=True)
    wrong: Mapped[int] = mapped_column(default=0)

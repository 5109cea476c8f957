"""Who is asked what, and when: survey versions, rounds, cohorts, invitations, participation."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import UNORDERED, Base, Id, Instant, Key, Sealed, Words, new_id


class SurveyVersion(Base):
    """An instrument as published: the document never changes again."""

    __tablename__ = "survey_version"
    __table_args__ = (UniqueConstraint("survey_key", "version", "digest"),)

    id: Mapped[Id]
    survey_key: Mapped[Key]
    version: Mapped[int]
    audience: Mapped[Key]
    title: Mapped[Words]
    document: Mapped[dict[str, object]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[Instant]


class Round(Base):
    """One February, or one pop-up: a window in which people are asked."""

    __tablename__ = "round"

    id: Mapped[Id]
    name: Mapped[Words]
    opens_on: Mapped[date]  # local day, from 00:00 Europe/London
    closes_on: Mapped[date]  # local day, until 23:59 Europe/London
    state: Mapped[Key] = mapped_column(default="draft")  # draft | open | closed
    opened_at: Mapped[Instant | None]
    closed_at: Mapped[Instant | None]
    made_by: Mapped[Words]
    is_story: Mapped[bool] = mapped_column(default=False)


class RoundFact(Base):
    """One go-live fact: who is on duty, which notice, which reference; who noted it, when."""

    __tablename__ = "round_fact"

    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Words]
    noted_by: Mapped[Words]
    noted_at: Mapped[Instant]


class RoundInstrument(Base):
    """An instrument in a round, with its mode and its open doors."""

    __tablename__ = "round_instrument"
    __table_args__ = (UniqueConstraint("round_id", "survey_version_id"),)

    id: Mapped[Id]
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    survey_version_id: Mapped[str] = mapped_column(ForeignKey("survey_version.id"))
    mode: Mapped[Key]  # named | confidential | anonymous
    open_link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    kiosk_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    keep_months: Mapped[int | None]  # after the round closed; None: the setting's


class Cohort(Base):
    """The people invited to one instrument, frozen when the round opens."""

    __tablename__ = "cohort"

    id: Mapped[Id]
    round_instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"), index=True)
    name: Mapped[Words]
    frozen_at: Mapped[Instant | None]


class CohortMember(Base):
    """One invited person. Contact details are sealed under the round's key."""

    __tablename__ = "cohort_member"
    __table_args__ = (
        UniqueConstraint("cohort_id", "reference"),
        Index("ix_cohort_member_cohort_id_kind_team", "cohort_id", "kind", "team"),
        UNORDERED,
    )

    id: Mapped[Id]
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id"))
    reference: Mapped[Key]
    kind: Mapped[Key]  # CIN | CP | CLA | early_help | …
    team: Mapped[Key] = mapped_column(default="")
    age_band: Mapped[Key] = mapped_column(default="")
    contact_by: Mapped[Key] = mapped_column(default="letter")  # letter | email | phone | none
    contact: Mapped[Sealed | None]  # sealed JSON: name, address, email, phone, worker
    has_email: Mapped[bool] = mapped_column(default=False)
    hold: Mapped[Key | None]  # died | adopted | moved | unsafe | opted_out | …
    opted_out_on: Mapped[date | None]


class CohortChange(Base):
    """A change to a cohort after it was frozen, for the record."""

    __tablename__ = "cohort_change"

    id: Mapped[Id]
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id"), index=True)
    member_reference: Mapped[Key]
    what: Mapped[Words]
    by: Mapped[Words]
    at: Mapped[Instant]


class Reject(Base):
    """A line of a cohort file that was left out, with the reason and no personal detail."""

    __tablename__ = "cohort_reject"

    id: Mapped[Id]
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id"), index=True)
    line: Mapped[int]
    reason: Mapped[Words]
    by: Mapped[Words]
    at: Mapped[Instant]


class Invitation(Base):
    """A personal link. Only its hash is kept; the newest one that lives opens the door."""

    __tablename__ = "invitation"
    __table_args__ = (UNORDERED,)

    id: Mapped[Id]
    member_id: Mapped[str] = mapped_column(ForeignKey("cohort_member.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    by: Mapped[Key]  # letter | email | hand
    made_on: Mapped[date]
    killed_on: Mapped[date | None]


class Participation(Base):
    """The register: who took part, to the day, and nothing that leads to an answer.

    Rows are made when the cohort is frozen, so the register's order is the cohort's.
    """

    __tablename__ = "participation"
    __table_args__ = (UNORDERED,)

    member_id: Mapped[str] = mapped_column(
        ForeignKey("cohort_member.id"), primary_key=True, default=new_id
    )
    reached_on: Mapped[date | None]
    started_on: Mapped[date | None]
    sent_on: Mapped[date | None]
    declined_on: Mapped[date | None]
    undelivered_on: Mapped[date | None]

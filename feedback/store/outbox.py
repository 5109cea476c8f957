"""What is to be sent, and what was done: the outbox and the audit log."""

from __future__ import annotations

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import Base, Id, Instant, Key, Words


class OutboxMessage(Base):
    """One message due; born in the transaction that makes it due, claimed with a lease."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"),)

    id: Mapped[Id]
    kind: Mapped[Key]  # invitation | reminder | alert | …
    subject_id: Mapped[str] = mapped_column(String(32), index=True)  # a member, a concern …
    round_id: Mapped[str | None] = mapped_column(String(32), index=True)
    details: Mapped[dict[str, str]] = mapped_column(JSON)  # ids only, never words
    reference: Mapped[str] = mapped_column(String(120), unique=True)  # the Message-ID's left part
    due_at: Mapped[Instant]
    state: Mapped[Key] = mapped_column(default="due")  # due | leased | sent | failed | stopped
    fence: Mapped[int] = mapped_column(default=0)  # who holds the newest lease may mark it
    lease_until: Mapped[Instant | None]
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[Words] = mapped_column(default="")
    done_at: Mapped[Instant | None]


class AuditEntry(Base):
    """Who looked at or took what, each entry chained to the one before."""

    __tablename__ = "audit_entry"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Instant]
    who: Mapped[Words]
    what: Mapped[Key]
    about: Mapped[Words]
    details: Mapped[dict[str, str]] = mapped_column(JSON)
    before: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class KeptSetting(Base):
    """A setting staff change on screen: a JSON text under a name."""

    __tablename__ = "kept_setting"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Words]
    changed_by: Mapped[Words]
    changed_at: Mapped[Instant]

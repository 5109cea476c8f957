"""What was done about a concern, by whom and when? Steps are only ever added."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.concerns import ConcernStep
from feedback.store.once import insert_once
from feedback.store.outbox import AuditEntry

OPENED = ("concern_viewed", "concern_rest_viewed", "identity_opened", "concern_exported")


@dataclass(frozen=True, slots=True)
class Officer:
    """The member of staff who acts."""

    id: str
    email: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its note; the note is empty where there was none or its key is gone."""

    id: str
    what: str
    by: str
    at: datetime
    note: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Opening:
    """One look at the concern, by the audit log."""

    what: str
    by: str
    at: datetime


def add_step(
    session: Session,
    keys: Keys,
    concern_id: str,
    step_id: str,
    what: str,
    by: str,
    now: datetime,
    note: Mapping[str, str] | None = None,
) -> bool:
    """Add a step with its sealed note; False where this very step stands (a double tap).

    Raises WordsAreGone where the concern's key was destroyed and there is something to note.
    """
    sealed = None
    if note:
        told = json.dumps(dict(note), ensure_ascii=False)
        sealed = keys.open(f"concern:{concern_id}").seal(told, f"step:{step_id}")
    return insert_once(
        session, ConcernStep,
        id=step_id, concern_id=concern_id, what=what, note=sealed, by=by, at=now,
    )  # fmt: skip


def steps_of(session: Session, keys: Keys, concern_id: str) -> tuple[Step, ...]:
    """Every step, the oldest first."""
    rows = session.execute(
        select(ConcernStep.id, ConcernStep.what, ConcernStep.by, ConcernStep.at, ConcernStep.note)
        .where(ConcernStep.concern_id == concern_id)
        .order_by(ConcernStep.at, ConcernStep.id)
    ).all()
    try:
        key = keys.open(f"concern:{concern_id}") if any(row.note for row in rows) else None
    except WordsAreGone:
        key = None
    return tuple(
        Step(
            row.id, row.what, row.by, row.at,
            json.loads(key.unseal(row.note, f"step:{row.id}")) if key and row.note else {},
        )
        for row in rows
    )  # fmt: skip


def openings_of(session: Session, concern_id: str) -> tuple[Opening, ...]:
    """Who opened the concern, its identity or its sheet, and when; the oldest first."""
    rows = session.execute(
        select(AuditEntry.what, AuditEntry.who, AuditEntry.at)
        .where(AuditEntry.about == f"concern:{concern_id}", AuditEntry.what.in_(OPENED))
        .order_by(AuditEntry.place)
    )
    return tuple(Opening(*row) for row in rows)

"""Who looked at or took what? An append-only chain that shows any tampering."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from feedback.store.outbox import AuditEntry
from feedback.store.turns import take_turn

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold, and why."""

    place: int
    why: str


def note(
    session: Session,
    *,
    who: str,
    what: str,
    about: str,
    now: datetime,
    details: Mapping[str, str] | None = None,
) -> int:
    """Add one entry; its place (1, 2, …). Never a respondent's words in `details`."""
    take_turn(session, "audit")
    last = session.execute(
        select(AuditEntry.place, AuditEntry.hash).order_by(AuditEntry.place.desc()).limit(1)
    ).first()
    place, before = (last.place + 1, last.hash) if last else (1, START)
    kept = dict(details or {})
    session.execute(
        insert(AuditEntry).values(
            place=place,
            at=now,
            who=who,
            what=what,
            about=about,
            details=kept,
            before=before,
            hash=_hash(place, now, who, what, about, kept, before),
        )
    )
    return place


def verify(session: Session, *, anchored: tuple[int, str] | None = None) -> tuple[Break, ...]:
    """Every break in the chain; `anchored` is an earlier (place, hash) kept elsewhere."""
    breaks: list[Break] = []
    before, expected = START, 1
    hashes: dict[int, str] = {}
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.place)):
        if entry.place != expected:
            breaks.append(Break(expected, "an entry is missing"))
            expected = entry.place
        told = _hash(
            entry.place, entry.at, entry.who, entry.what, entry.about, entry.details, entry.before
        )
        if entry.before != before:
            breaks.append(Break(entry.place, "does not follow the entry before it"))
        if told != entry.hash:
            breaks.append(Break(entry.place, "was changed"))
        before, expected = entry.hash, expected + 1
        hashes[entry.place] = entry.hash
    if anchored and hashes.get(anchored[0]) != anchored[1]:
        breaks.append(Break(anchored[0], "is not the entry that was anchored"))
    return tuple(breaks)


def head(session: Session) -> tuple[int, str]:
    """The newest (place, hash), to be anchored elsewhere; (0, zeros) for an empty log."""
    place = session.scalar(select(func.max(AuditEntry.place)))
    if place is None:
        return 0, START
    return place, session.scalars(select(AuditEntry.hash).where(AuditEntry.place == place)).one()


def _hash(
    place: int,
    at: datetime,
    who: str,
    what: str,
    about: str,
    details: Mapping[str, str],
    before: str,
) -> str:
    told = [place, at.astimezone(UTC).isoformat(), who, what, about, dict(details), before]
    line = json.dumps(told, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(line.encode()).hexdigest()

"""What was noted about a round before it opened, by whom and when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback.store.rounds import RoundFact


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a round."""

    value: str
    noted_by: str
    noted_at: datetime


def read_facts(session: Session, round_id: str) -> dict[str, Fact]:
    """All facts of a round, by key."""
    rows = session.scalars(select(RoundFact).where(RoundFact.round_id == round_id))
    return {row.key: Fact(row.value, row.noted_by, row.noted_at) for row in rows}


def put_fact(
    session: Session, round_id: str, key: str, value: str, *, by: str, now: datetime
) -> None:
    """Note one fact of a round in place of an earlier one."""
    held = session.get(RoundFact, (round_id, key))
    if held is None:
        session.execute(
            insert(RoundFact).values(
                round_id=round_id, key=key, value=value, noted_by=by, noted_at=now
            )
        )
        return
    held.value, held.noted_by, held.noted_at = value, by, now

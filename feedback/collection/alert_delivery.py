"""What became of the messages to staff?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.safeguarding.alarms import ALERT, stuck
from feedback.store.concerns import Concern
from feedback.store.outbox import OutboxMessage
from feedback.store.staff import Staff

MOST = 200


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One message to one colleague; `is_stuck`: it should have left and has not."""

    to: str
    by: str
    step: str
    level: str
    state: str
    tries: int
    trouble: str
    due_at: datetime
    done_at: datetime | None
    is_stuck: bool


def alerts(session: Session, now: datetime) -> tuple[AlertLine, ...]:
    """The newest messages to staff, stuck ones first."""
    rows = session.execute(
        select(OutboxMessage, Concern.level)
        .outerjoin(Concern, Concern.id == OutboxMessage.subject_id)
        .where(OutboxMessage.kind == ALERT)
        .order_by(OutboxMessage.due_at.desc(), OutboxMessage.reference)
        .limit(MOST)
    ).all()
    late = stuck(session, now)
    emails = {row.id: row.email for row in session.execute(select(Staff.id, Staff.email))}
    lines = [
        AlertLine(
            emails.get(row.details.get("to", ""), "left"), row.details.get("by", "email"),
            row.details.get("step", ""), level or "", row.state, row.tries, row.trouble,
            row.due_at, row.done_at, row.id in late,
        )
        for row, level in rows
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: not line.is_stuck))

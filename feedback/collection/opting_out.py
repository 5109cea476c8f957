"""Who wants no more e-mails? Heeded at once, for this round and everything waiting."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import CohortMember


def opt_out(session: Session, member_id: str, today: date) -> None:
    """No e-mail goes to this person after this commits; their link still opens the survey."""
    session.execute(
        update(CohortMember)
        .where(CohortMember.id == member_id, CohortMember.opted_out_on.is_(None))
        .values(opted_out_on=today)
    )
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.subject_id == member_id, OutboxMessage.state.in_(("due", "leased")))
        .values(state="stopped", trouble="opted out")
    )

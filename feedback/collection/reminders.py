"""Who is reminded, and when? Seven and fourteen days in, and only those we have not heard from."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.collection.calendar import LONDON, local_day
from feedback.collection.invitations import queue_emails
from feedback.store.rounds import Round

REMINDERS = (("reminder_1", 7), ("reminder_2", 14))
FIRST_HOUR, LAST_HOUR = 9, 19  # nobody's phone rings at night because of us


def queue_due(session: Session, now: datetime) -> int:
    """Queue the invitations and reminders that are due; repeating it adds nobody twice."""
    if not FIRST_HOUR <= now.astimezone(LONDON).hour < LAST_HOUR:
        return 0
    today, added = local_day(now), 0
    rounds = session.scalars(
        select(Round).where(
            Round.state == "open", Round.opens_on <= today, Round.closes_on >= today
        )
    )
    for one in rounds.all():
        invited = queue_emails(session, one.id, "invitation", now)
        added += invited
        started = max(one.opens_on, local_day(one.opened_at or now))
        due = [kind for kind, days in REMINDERS if today >= started + timedelta(days=days)]
        # After a pause only the latest reminder goes out, and none beside a first invitation.
        if due and not invited:
            added += queue_emails(session, one.id, due[-1], now)
    return added

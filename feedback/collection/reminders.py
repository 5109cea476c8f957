"""Who is reminded, and when? Seven and fourteen days in, and only those we have not heard from."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.collection.calendar import LONDON, closes_at, local_day
from feedback.collection.invitations import Times, queue_emails, queue_reminders
from feedback.collection.round_views import ELSEWHERE
from feedback.store.rounds import Round

REMINDERS = (("reminder_1", 7), ("reminder_2", 14))  # days after the person's own invitation
QUIET_DAYS = 7  # between any two of our e-mails to one person
FIRST_HOUR, LAST_HOUR = 9, 19  # nobody's phone rings at night because of us


def queue_due(session: Session, now: datetime) -> int:
    """Queue the invitations and reminders that are due; repeating it adds nobody twice."""
    if not FIRST_HOUR <= now.astimezone(LONDON).hour < LAST_HOUR:
        return 0
    today, added = local_day(now), 0
    rounds = session.scalars(
        select(Round.id).where(
            Round.state == "open",
            Round.opens_on <= today,
            Round.closes_on >= today,
            Round.id.not_in(ELSEWHERE),  # a course or the Compact sends its own messages
        )
    )
    for round_id in rounds.all():
        added += queue_emails(session, round_id, "invitation", now)
        # The latest first: after a pause of ours nobody gets two at once.
        for place in reversed(range(len(REMINDERS))):
            kinds = [kind for kind, _ in REMINDERS[place:]]
            times = Times(_end_of_day(today, REMINDERS[place][1]), _end_of_day(today, QUIET_DAYS))
            added += queue_reminders(session, round_id, kinds, times, now)
    return added


def _end_of_day(today: date, days_ago: int) -> datetime:
    return closes_at(today - timedelta(days=days_ago))

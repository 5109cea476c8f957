"""How is each message sent at least once, and never to somebody who said stop?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import CohortMember, Participation

LEASE = timedelta(minutes=5)  # longer than any one send; a killed worker's messages come back
PAUSES_MINUTES = (1, 2, 5, 15, 30, 60, 120, 240)  # growing; the last one repeats
GIVE_UP_AFTER = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message this worker may send while its lease holds."""

    id: str
    kind: str
    subject_id: str
    round_id: str | None
    reference: str
    fence: int
    tries: int


@dataclass(frozen=True, slots=True)
class Line:
    """One message as staff see it on the delivery page."""

    kind: str
    state: str
    tries: int
    trouble: str
    due_at: datetime
    done_at: datetime | None


def claim(session: Session, now: datetime, *, most: int = 20) -> tuple[Claimed, ...]:
    """Take due messages under a lease; nobody else gets them until it runs out.

    In a writing session: SQLite lets one writer in at a time, PostgreSQL skips rows that
    another worker holds.
    """
    free = or_(
        OutboxMessage.state == "due",
        (OutboxMessage.state == "leased") & (OutboxMessage.lease_until < now),
    )
    rows = session.scalars(
        select(OutboxMessage)
        .where(free, OutboxMessage.due_at <= now)
        .order_by(OutboxMessage.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.state, row.fence, row.lease_until = "leased", row.fence + 1, now + LEASE
    session.flush()
    return tuple(
        Claimed(r.id, r.kind, r.subject_id, r.round_id, r.reference, r.fence, r.tries) for r in rows
    )


def may_still_send(session: Session, claimed: Claimed) -> bool:
    """Asked right before sending: still ours, and the person may still be written to.

    Reading the row FOR UPDATE (or in SQLite's one writing transaction) makes an opt-out wait
    for the send that is under way, or the send see the opt-out.
    """
    row = session.scalars(
        select(OutboxMessage).where(OutboxMessage.id == claimed.id).with_for_update()
    ).first()
    if row is None or row.state != "leased" or row.fence != claimed.fence:
        return False
    if claimed.kind not in {"invitation", "reminder_1", "reminder_2"}:
        return True
    person = session.execute(
        select(
            CohortMember.hold, CohortMember.opted_out_on, Participation.sent_on,
            Participation.declined_on,
        )
        .outerjoin(Participation, Participation.member_id == CohortMember.id)
        .where(CohortMember.id == claimed.subject_id)
    ).first()  # fmt: skip
    if person is None or any(value is not None for value in person):
        row.state, row.trouble = "stopped", "held, opted out, or has taken part"
        return False
    return True


def mark_sent(session: Session, claimed: Claimed, now: datetime) -> None:
    """Note that the provider took it, unless a newer lease has taken over."""
    _mark(session, claimed, state="sent", done_at=now, lease_until=None, tries=claimed.tries + 1)


def mark_failed(
    session: Session, claimed: Claimed, reason: str, now: datetime, *, permanent: bool
) -> None:
    """Try again later with growing pauses, or give up after three days or a final refusal."""
    first_due = session.scalar(select(OutboxMessage.due_at).where(OutboxMessage.id == claimed.id))
    tries = claimed.tries + 1
    pause = timedelta(minutes=PAUSES_MINUTES[min(tries, len(PAUSES_MINUTES)) - 1])
    spent = sum(PAUSES_MINUTES[min(n, len(PAUSES_MINUTES) - 1)] for n in range(tries))
    if permanent or timedelta(minutes=spent) > GIVE_UP_AFTER or first_due is None:
        _mark(session, claimed, state="failed", trouble=reason, tries=tries, done_at=now)
        return
    _mark(session, claimed, state="due", trouble=reason, tries=tries, due_at=now + pause)


def counts(session: Session, round_id: str | None = None) -> dict[tuple[str, str], int]:
    """(kind, state) -> how many."""
    query = select(OutboxMessage.kind, OutboxMessage.state, func.count()).group_by(
        OutboxMessage.kind, OutboxMessage.state
    )
    if round_id is not None:
        query = query.where(OutboxMessage.round_id == round_id)
    return {(kind, state): count for kind, state, count in session.execute(query)}


def troubled(session: Session, round_id: str | None = None) -> Sequence[Line]:
    """Messages that failed or are being tried again, the worst first."""
    query = (
        select(OutboxMessage)
        .where(or_(OutboxMessage.state == "failed", OutboxMessage.trouble != ""))
        .order_by(OutboxMessage.state.desc(), OutboxMessage.due_at)
        .limit(200)
    )
    if round_id is not None:
        query = query.where(OutboxMessage.round_id == round_id)
    return [
        Line(row.kind, row.state, row.tries, row.trouble, row.due_at, row.done_at)
        for row in session.scalars(query)
    ]


def _mark(session: Session, claimed: Claimed, **values: object) -> None:
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == claimed.id,
            OutboxMessage.fence == claimed.fence,
            OutboxMessage.state == "leased",
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )

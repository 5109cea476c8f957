"""How is each message sent at least once, and never to somebody who said stop?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, or_, select, true, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.safeguarding.alarms import ALERT, may_be_told
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import Cohort, CohortMember, Participation, RoundInstrument
from surveys.term import is_quiet

FOLLOW_UP = "follow_up"  # to somebody who came to a course, when a wave of theirs is due
FOLLOW_UP_REMINDERS = ("follow_up_reminder_1", "follow_up_reminder_2")
FOLLOW_UPS = (FOLLOW_UP, *FOLLOW_UP_REMINDERS)
# To an organisation that is asked for its Compact return, and after it came back.
COMPACT_ASKS = ("compact_request", "compact_reminder")
COMPACT_AFTERWARDS = ("compact_receipt", "compact_update")
# To an invited person.
PERSONAL = frozenset(
    {"invitation", "reminder_1", "reminder_2", *FOLLOW_UPS, *COMPACT_ASKS, *COMPACT_AFTERWARDS}
)
LEASE = timedelta(minutes=5)  # longer than any one send; a killed worker's messages come back
PAUSES_MINUTES = (1, 2, 5, 15, 30, 60, 120, 240)  # growing; the last one repeats
TROUBLED_MOST = 200
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
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One message as staff see it on the delivery page. `member_id`: to whom it goes."""

    member_id: str
    kind: str
    state: str
    tries: int
    trouble: str


def claim(session: Session, now: datetime, *, most: int = 20) -> tuple[Claimed, ...]:
    """Take due messages under a lease; nobody else gets them until it runs out.

    In a writing session: SQLite lets one writer in at a time, PostgreSQL skips rows that
    another worker holds. Follow-ups wait while it is night: they were born months ago, and no
    retry makes a phone ring either.
    """
    free = or_(
        OutboxMessage.state == "due",
        (OutboxMessage.state == "leased") & (OutboxMessage.lease_until < now),
    )
    awake = OutboxMessage.kind.not_in(FOLLOW_UPS) if is_quiet(now) else true()
    rows = session.scalars(
        select(OutboxMessage)
        .where(free, OutboxMessage.due_at <= now, awake)
        .order_by(OutboxMessage.kind != ALERT, OutboxMessage.due_at)  # a child comes first
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.state, row.fence, row.lease_until = "leased", row.fence + 1, now + LEASE
    session.flush()
    return tuple(
        Claimed(
            r.id, r.kind, r.subject_id, r.round_id, r.reference, r.fence, r.tries, dict(r.details)
        )
        for r in rows
    )


def may_still_send(session: Session, claimed: Claimed) -> bool:
    """Asked right before sending: still ours, and the person may still be written to.

    In a writing session, with nothing but the sending itself after it: an opt-out that was
    committed before this is seen, whoever else is at work.
    """
    row = session.scalars(
        select(OutboxMessage).where(OutboxMessage.id == claimed.id).with_for_update()
    ).first()
    if row is None or row.state != "leased" or row.fence != claimed.fence:
        return False
    if claimed.kind == ALERT:
        may = may_be_told(session, claimed.subject_id, claimed.details.get("to", ""))
        if not may:
            row.state, row.trouble = "stopped", "taken on meanwhile, or not for this person"
        return may
    if claimed.kind not in PERSONAL:
        return True
    person = session.execute(
        select(
            CohortMember.hold, CohortMember.opted_out_on, Participation.sent_on,
            Participation.declined_on,
        )
        .outerjoin(Participation, Participation.member_id == CohortMember.id)
        .where(CohortMember.id == claimed.subject_id)
    ).first()  # fmt: skip
    # To have taken part is no reason against a message about what was sent.
    against = person[:2] if person and claimed.kind in COMPACT_AFTERWARDS else person
    if against is None or any(value is not None for value in against):
        row.state, row.trouble = "stopped", "held, opted out, or has taken part"
        return False
    return True


def mark_sent(session: Session, claimed: Claimed, now: datetime) -> None:
    """Note that the provider took it, unless a newer lease has taken over."""
    # Also where an opt-out came in while it was on its way: what was sent is told as sent.
    _mark(
        session, claimed, among=("leased", "stopped"),
        state="sent", trouble="", done_at=now, lease_until=None, tries=claimed.tries + 1,
    )  # fmt: skip
    if claimed.kind in PERSONAL:
        note_delivery(session, claimed.subject_id, None)


def mark_failed(
    session: Session, claimed: Claimed, reason: str, now: datetime, *, permanent: bool
) -> None:
    """Try again later with growing pauses, or give up after three days or a final refusal.

    Giving up on a person's message ticks the register: not delivered.
    """
    tries = claimed.tries + 1
    if not permanent and _waited(tries) <= GIVE_UP_AFTER:
        pause = timedelta(minutes=PAUSES_MINUTES[min(tries, len(PAUSES_MINUTES)) - 1])
        _mark(session, claimed, state="due", trouble=reason, tries=tries, due_at=now + pause,
              lease_until=None)  # fmt: skip
        return
    ours = _mark(session, claimed, state="failed", trouble=reason, tries=tries, done_at=now,
                 lease_until=None)  # fmt: skip
    if ours and claimed.kind in PERSONAL:
        note_delivery(session, claimed.subject_id, local_day(now))


def release(session: Session, claimed: Sequence[Claimed]) -> None:
    """Give back what this worker took and has not begun: it is ending."""
    for one in claimed:
        _mark(session, one, state="due", lease_until=None)


def counts(session: Session, round_id: str | None = None) -> dict[tuple[str, str], int]:
    """(kind, state) -> how many."""
    query = select(OutboxMessage.kind, OutboxMessage.state, func.count()).group_by(
        OutboxMessage.kind, OutboxMessage.state
    )
    if round_id is not None:
        query = query.where(OutboxMessage.round_id == round_id)
    return {(kind, state): count for kind, state, count in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Delivery:
    """Messages of one round by what became of them; `opted_out` counts people."""

    due: int
    retried: int
    sent: int
    failed: int
    stopped: int
    opted_out: int

    @property
    def all(self) -> int:
        """Every message there ever was."""
        return self.due + self.retried + self.sent + self.failed + self.stopped


def delivery_of(session: Session, round_id: str) -> Delivery:
    """What became of a round's messages. One that is under way counts as waiting."""
    untried = func.sum(case((OutboxMessage.tries == 0, 1), else_=0))
    rows = session.execute(
        select(OutboxMessage.state, untried, func.count())
        .where(OutboxMessage.round_id == round_id)
        .group_by(OutboxMessage.state)
    )
    found: dict[str, tuple[int, int]] = {state: (int(fresh), count) for state, fresh, count in rows}
    waiting = [found.get(state, (0, 0)) for state in ("due", "leased")]

    def of(state: str) -> int:
        return found.get(state, (0, 0))[1]

    return Delivery(
        due=sum(fresh for fresh, _ in waiting),
        retried=sum(count - fresh for fresh, count in waiting),
        sent=of("sent"),
        failed=of("failed"),
        stopped=of("stopped"),
        opted_out=_opted_out(session, round_id),
    )


def troubled(session: Session, round_id: str) -> tuple[Line, ...]:
    """Messages that failed or are being tried again, failed ones first, 200 at most."""
    rows = session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.round_id == round_id,
            or_(
                OutboxMessage.state == "failed",
                (OutboxMessage.tries > 0) & OutboxMessage.state.in_(("due", "leased")),
            ),
        )
        .order_by(OutboxMessage.state != "failed", OutboxMessage.due_at)
        .limit(TROUBLED_MOST)
    )
    return tuple(Line(row.subject_id, row.kind, row.state, row.tries, row.trouble) for row in rows)


def _opted_out(session: Session, round_id: str) -> int:
    found = session.scalar(
        select(func.count())
        .select_from(CohortMember)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
        .where(RoundInstrument.round_id == round_id, CohortMember.opted_out_on.is_not(None))
    )
    return found or 0


def _waited(tries: int) -> timedelta:
    last = len(PAUSES_MINUTES) - 1
    return timedelta(minutes=sum(PAUSES_MINUTES[min(n, last)] for n in range(tries)))


def _mark(
    session: Session, claimed: Claimed, among: Sequence[str] = ("leased",), **values: object
) -> bool:
    """Write only while nobody has a newer lease; whether it was written."""
    result = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == claimed.id,
            OutboxMessage.fence == claimed.fence,
            OutboxMessage.state.in_(among),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def note_delivery(session: Session, member_id: str, undelivered_on: date | None) -> None:
    """Tick the register: the newest message did not arrive on that day; None: it left."""
    session.execute(
        update(Participation)
        .where(Participation.member_id == member_id)
        .values(undelivered_on=undelivered_on)
    )

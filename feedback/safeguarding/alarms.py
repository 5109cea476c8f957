"""Who is told of a concern, when are the next people told, and what if nobody takes it on?

    step 0  at once: duty officer and deputy; an urgent one out of hours: on call, by text too;
            where it names a colleague, a second recipient
    step 1  after an hour: the deputy again      step 2  the manager
    step 3  everybody who may read concerns; the red banner stays until a person takes it on

An hour is office time for a same-day concern and plain time for an urgent one. Whoever is kept
out is never told. Messages hold a link and the level, never words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedback.safeguarding.incidents import NO_COVER, UNSCREENED, close_kind, open_incident
from feedback.safeguarding.keeping_out import kept_out
from feedback.safeguarding.office import Office
from feedback.safeguarding.rota import OnDuty, listeners, on_duty
from feedback.store.concerns import Concern, ConcernKeptOut
from feedback.store.once import insert_once
from feedback.store.outbox import OutboxMessage
from feedback.store.staff import Staff
from feedback.store.turns import take_turn

ALARMING = ("urgent", "same_day", "unscreened")
STEPS = ("first", "deputy", "manager", "everybody")
ALERT, INCIDENT = "alert", "incident"
EMAIL, SMS = "email", "sms"
STUCK_AFTER = timedelta(seconds=60)
AT_ONCE = 200  # alarms in one look, so that no transaction grows long; the rest ten seconds later


@dataclass(frozen=True, slots=True)
class AlarmRules:
    """How long people have, and when somebody is in the office."""

    acknowledge_minutes: int
    office: Office


def sound_first(session: Session, concern_id: str, level: str, now: datetime) -> None:
    """Tell the first people, in the answer's own transaction, and set the alarm clock."""
    if level not in ALARMING:
        return
    session.execute(
        update(Concern).where(Concern.id == concern_id).values(alarm_at=now, alarm_step=0)
    )
    if level == "unscreened":
        take_turn(session, UNSCREENED)  # with whoever takes on the last of those before
        incident_id = open_incident(session, UNSCREENED, now)
        if incident_id is None:
            return  # one incident, one message; the words wait on the desk
    _tell_first(session, concern_id, level, now)


def quieten(session: Session, now: datetime) -> None:
    """With no unscreened words waiting their incident is over: later ones ring anew.

    To be called in the transaction that took some on.
    """
    take_turn(session, UNSCREENED)  # words that come at this moment are waiting, or come after
    waiting = select(Concern.id).where(Concern.level == "unscreened", Concern.state == "new")
    if session.scalar(waiting.limit(1)) is None:
        close_kind(session, UNSCREENED, now)


def escalate_due(session: Session, rules: AlarmRules, now: datetime) -> int:
    """Tell the next people about every concern nobody has taken on in time; how many concerns.

    Each concern's messages and its next time are written in the same transaction.
    """
    rows = session.execute(
        select(Concern.id, Concern.level, Concern.alarm_step)
        .where(Concern.alarm_at <= now, Concern.state == "new")
        .order_by(Concern.alarm_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        step = row.alarm_step
        while step < len(STEPS) and not _tell(session, row.id, row.level, step, now):
            step += 1  # nobody there: the next people at once
        ended = step >= len(STEPS) - 1
        changes = {
            "alarm_step": min(step + 1, len(STEPS)),
            "alarm_at": None if ended else _next(row.level, rules, now),
        }
        session.execute(update(Concern).where(Concern.id == row.id).values(**changes))
    return len(rows)


def _next(level: str, rules: AlarmRules, now: datetime) -> datetime:
    if level == "urgent":
        return now + timedelta(minutes=rules.acknowledge_minutes)
    return rules.office.after(now, rules.acknowledge_minutes)


def _tell(session: Session, concern_id: str, level: str, step: int, now: datetime) -> bool:
    """Tell the people of one step; whether there was anybody."""
    if step == 0:
        return level == "unscreened" or _tell_first(session, concern_id, level, now)
    if step == 1:
        people: Iterable[OnDuty] = on_duty(session, "deputy", now)
    elif step == 2:
        people = on_duty(session, "manager", now)
    else:
        people = listeners(session)
    return _write(session, concern_id, people, STEPS[step], now)


def _tell_first(session: Session, concern_id: str, level: str, now: datetime) -> bool:
    people = [*on_duty(session, "duty", now), *on_duty(session, "deputy", now)]
    on_call = on_duty(session, "on_call", now) if level == "urgent" else ()
    told = _write(session, concern_id, people, STEPS[0], now)
    told = _write(session, concern_id, on_call, STEPS[0], now, by=(EMAIL, SMS)) or told
    if not told:
        open_incident(session, NO_COVER, now)
        told = _write(session, concern_id, listeners(session), STEPS[0], now)
    if _names_a_colleague(session, concern_id):
        second = on_duty(session, "second", now) or on_duty(session, "manager", now)
        _write(session, concern_id, second, "second", now)
    return told


def _names_a_colleague(session: Session, concern_id: str) -> bool:
    query = select(ConcernKeptOut.staff_id).where(
        ConcernKeptOut.concern_id == concern_id, ConcernKeptOut.why == "named"
    )
    return session.scalars(query).first() is not None


def _write(
    session: Session,
    concern_id: str,
    people: Iterable[OnDuty],
    step: str,
    now: datetime,
    *,
    by: tuple[str, ...] = (EMAIL,),
) -> bool:
    """One message a person and way, once; whether anybody may be told."""
    out = kept_out(session, concern_id)
    told = [person for person in people if person.staff_id not in out]
    for person in told:
        for way in by if person.phone else (EMAIL,):
            insert_once(
                session, OutboxMessage, kind=ALERT, subject_id=concern_id,
                details={"to": person.staff_id, "step": step, "by": way, "phone": person.phone},
                reference=f"alert-{concern_id}-{person.staff_id}-{step}-{way}", due_at=now,
            )  # fmt: skip
    return bool(told)


def may_be_told(session: Session, concern_id: str, staff_id: str) -> bool:
    """Asked right before sending: nobody has taken it on, and this person may hear of it."""
    state = session.scalar(select(Concern.state).where(Concern.id == concern_id))
    works_here = session.scalar(select(Staff.active).where(Staff.id == staff_id))
    return state == "new" and bool(works_here) and staff_id not in kept_out(session, concern_id)


def overdue(session: Session, staff_id: str) -> int:
    """How many alarms the first people let pass; without those this person is kept out of."""
    out = select(ConcernKeptOut.concern_id).where(ConcernKeptOut.staff_id == staff_id)
    query = select(func.count(Concern.id)).where(
        Concern.state == "new", Concern.alarm_step >= 2, Concern.id.not_in(out)
    )
    return session.scalars(query).one()


def stuck(session: Session, now: datetime) -> frozenset[str]:
    """The alerts that have not left within a minute, or never will: asked without any worker.

    Ids of outbox rows. What was taken on meanwhile needs no message any more.
    """
    late = now - STUCK_AFTER
    rows = session.scalars(
        select(OutboxMessage.id)
        .join(Concern, Concern.id == OutboxMessage.subject_id)
        .where(
            OutboxMessage.kind == ALERT,
            Concern.state == "new",
            (OutboxMessage.state == "failed")
            | (
                OutboxMessage.state.in_(("due", "leased"))
                & ((OutboxMessage.tries > 0) | (OutboxMessage.due_at <= late))
            ),
        )
    )
    return frozenset(rows)

"""How is each follow-up born once, with its message, and who is reminded?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, insert, select
from sqlalchemy.orm import Session, aliased

from feedback.collection.calendar import closes_at, local_day
from feedback.collection.outbox import FOLLOW_UP, FOLLOW_UP_REMINDERS
from feedback.store.base import new_id
from feedback.store.once import insert_once
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import CohortMember, Participation, Round
from feedback.store.training import FollowUp
from feedback.training.waves import WaveDoor
from surveys.kirkpatrick import REMINDED_AFTER_DAYS, Occasion, Wave, due_on, follow_ups_of
from surveys.term import Term, after_quiet, sent_at

REMINDED_UNTIL_DAYS = 60  # after a longer pause of ours "a week ago" would be a lie
BETWEEN_DAYS = 7  # between any two of our messages to one person


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who came and may be written to."""

    attendance_id: str
    link_key: str


def born(
    session: Session,
    people: Sequence[Newcomer],
    doors: Mapping[Wave, WaveDoor],
    *,
    held_on: date,
    occasion: Occasion,
    term: Term | None,
    now: datetime,
) -> int:
    """Each person's follow-ups with their messages, in the transaction of the attendance.

    `term`: messages wait for the next working day of term; None: they go on the due day. A wave
    whose door has closed by now is not planned. How many were born.
    """
    members, register, rows, messages = [], [], [], []
    for wave in follow_ups_of(occasion):
        door, due = doors[wave], due_on(held_on, wave)
        if door.closes_on < local_day(now):
            continue
        leaves = sent_at(term.held(due) if term else due)
        for one in people:
            member_id = new_id()
            members.append(member(member_id, door.cohort_id, one.link_key))
            register.append({"member_id": member_id})
            rows.append(
                {
                    "id": new_id(), "attendance_id": one.attendance_id, "wave": wave.value,
                    "due_on": due, "member_id": member_id,
                }
            )  # fmt: skip
            messages.append(_message(FOLLOW_UP, member_id, door.round_id, leaves))
    if members:
        session.execute(insert(CohortMember), members)
        session.execute(insert(Participation), register)
        session.execute(insert(FollowUp), rows)
        session.execute(insert(OutboxMessage), messages)
    return len(rows)


def member(member_id: str, cohort_id: str, link_key: str) -> dict[str, object]:
    """A line of a wave's cohort: the key made for the course, and nothing else about anybody."""
    return {
        "id": member_id, "cohort_id": cohort_id, "reference": link_key, "kind": "delegate",
        "team": "", "age_band": "", "contact_by": "hand", "contact": None, "has_email": False,
        "hold": None,
    }  # fmt: skip


def queue_reminders(session: Session, now: datetime) -> int:
    """Queue the reminders that are due; repeating it adds nobody twice. How many were added."""
    added = 0
    # The latest first: after a pause of ours nobody gets two at once.
    for place in reversed(range(len(FOLLOW_UP_REMINDERS))):
        kinds = FOLLOW_UP_REMINDERS[place:]
        for row in session.execute(_to_remind(kinds, REMINDED_AFTER_DAYS[place], now)).all():
            # The reference is taken once for all, whichever worker comes first.
            message = _message(kinds[0], row.member_id, row.round_id, after_quiet(now))
            added += insert_once(session, OutboxMessage, **message)
    return added


def _to_remind(kinds: Sequence[str], after_days: int, now: datetime) -> Select[str, str | None]:
    """Asked that long ago, not heard from, and no message of ours since or under way."""
    today = local_day(now)
    asked, other = aliased(OutboxMessage), aliased(OutboxMessage)
    bothered = exists().where(
        other.subject_id == asked.subject_id,
        other.state.in_(("due", "leased"))
        | (other.done_at > _end_of_day(today, BETWEEN_DAYS))
        | other.kind.in_(kinds),
    )
    return (
        select(FollowUp.member_id, asked.round_id)
        .join(asked, asked.subject_id == FollowUp.member_id)
        .join(CohortMember, CohortMember.id == FollowUp.member_id)
        .join(Participation, Participation.member_id == FollowUp.member_id)
        .join(Round, Round.id == asked.round_id)
        .where(
            asked.kind == FOLLOW_UP,
            asked.state == "sent",
            asked.done_at <= _end_of_day(today, after_days),
            asked.done_at > _end_of_day(today, REMINDED_UNTIL_DAYS),
            CohortMember.hold.is_(None),
            CohortMember.opted_out_on.is_(None),
            Participation.sent_on.is_(None),
            Participation.declined_on.is_(None),
            Round.state == "open",
            Round.closes_on >= today,
            ~bothered,
        )
    )


def _message(kind: str, member_id: str, round_id: str, due_at: datetime) -> dict[str, object]:
    return {
        "id": new_id(), "kind": kind, "subject_id": member_id, "round_id": round_id,
        "details": {}, "reference": f"{kind}-{member_id}", "due_at": due_at, "state": "due",
        "fence": 0, "tries": 0, "trouble": "",
    }  # fmt: skip


def _end_of_day(today: date, days_ago: int) -> datetime:
    return closes_at(today - timedelta(days=days_ago))

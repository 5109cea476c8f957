"""How does each person get a link of their own, and how does an old one die?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, insert, or_, select, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.collection.cohorts import contact_of
from feedback.collection.links import token_for, token_hash
from feedback.sealing.keystore import Keys, OpenKey
from feedback.store.base import new_id
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import (
    Cohort,
    CohortMember,
    Invitation,
    Participation,
    Round,
    RoundInstrument,
)
from feedback.store.turns import take_turn


@dataclass(frozen=True, slots=True)
class Addressed:
    """One person with their link, ready for a letter or a mail-merge line."""

    member_id: str
    reference: str
    name: str
    address: str
    worker: str
    token: str


@dataclass(frozen=True, slots=True)
class Times:
    """Due for who was invited by `invited_until` and had no e-mail after `quiet_since`."""

    invited_until: datetime
    quiet_since: datetime


def invitation_for(
    session: Session, keys: Keys, member_id: str, *, by: str, today: date, anew: bool = False
) -> str:
    """The person's link (its token), made where there is none; `anew` kills the old one."""
    living = session.scalars(_living(member_id)).first()
    if living is not None and not anew:
        return token_for(keys, living)
    session.execute(
        update(Invitation)
        .where(Invitation.member_id == member_id, Invitation.killed_on.is_(None))
        .values(killed_on=today)
    )
    invitation_id = new_id()
    token = token_for(keys, invitation_id)
    session.execute(
        insert(Invitation).values(
            id=invitation_id, member_id=member_id, token_hash=token_hash(token), by=by,
            made_on=today,
        )
    )  # fmt: skip
    return token


def letters_for(
    session: Session, keys: Keys, cohort_id: str, key: OpenKey, today: date
) -> tuple[Addressed, ...]:
    """Everybody of a cohort to whom a letter goes, by reference; holds are read here again."""
    rows = session.execute(
        select(CohortMember.id, CohortMember.reference, CohortMember.contact)
        .outerjoin(Participation, Participation.member_id == CohortMember.id)
        .where(
            CohortMember.cohort_id == cohort_id,
            CohortMember.hold.is_(None),
            CohortMember.contact_by != "email",
            Participation.sent_on.is_(None),
            Participation.declined_on.is_(None),
        )
        .order_by(CohortMember.reference)
    ).all()
    tokens = _tokens_for(session, keys, cohort_id, [row.id for row in rows], today)
    people = []
    for row in rows:
        told = contact_of(row.id, row.contact, key)
        people.append(
            Addressed(
                row.id, row.reference, told["name"], told["address"], told["worker"],
                tokens[row.id],
            )
        )  # fmt: skip
    return tuple(people)


def queue_emails(session: Session, round_id: str, kind: str, now: datetime) -> int:
    """Put one message of `kind` for each person of an open round who may be written to by
    e-mail and has not taken part.

    Repeating it adds nobody twice: the reference names person and kind. How many were added.
    """
    people = session.scalars(_reachable(round_id)).all()
    return _queue(session, round_id, kind, people, now)


def queue_reminders(
    session: Session, round_id: str, kinds: Sequence[str], times: Times, now: datetime
) -> int:
    """The same for those whose invitation went out long enough ago and who had no e-mail since.

    `kinds`: the reminder and those after it; who had one of these gets no earlier one.
    """
    of_round = select(OutboxMessage.subject_id).where(OutboxMessage.round_id == round_id)
    invited = of_round.where(
        OutboxMessage.kind == "invitation",
        OutboxMessage.state == "sent",
        OutboxMessage.done_at <= times.invited_until,
    )
    bothered = of_round.where(
        or_(
            OutboxMessage.state.in_(("due", "leased")),
            OutboxMessage.done_at > times.quiet_since,
            OutboxMessage.kind.in_(kinds),
        )
    )
    people = session.scalars(
        _reachable(round_id).where(CohortMember.id.in_(invited), CohortMember.id.not_in(bothered))
    ).all()
    return _queue(session, round_id, kinds[0], people, now)


def resend_email(session: Session, keys: Keys, member_id: str, now: datetime) -> bool:
    """A new link by e-mail for one person; the old link dies at once.

    False, and nothing changes, where no e-mail may go to this person: the old link is then
    all they have.
    """
    found = session.execute(
        _MAILABLE.add_columns(RoundInstrument.round_id).where(CohortMember.id == member_id)
    ).first()
    if found is None:
        return False
    invitation_for(session, keys, member_id, by="email", today=local_day(now), anew=True)
    session.execute(
        insert(OutboxMessage).values(
            id=new_id(), kind="invitation", subject_id=member_id, round_id=found.round_id,
            details={}, reference=f"again-{new_id()}", due_at=now, state="due",
        )
    )  # fmt: skip
    return True


_MAILABLE: Select[*tuple[Any, ...]] = (
    select(CohortMember.id)
    .join(Cohort, Cohort.id == CohortMember.cohort_id)
    .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
    .join(Round, Round.id == RoundInstrument.round_id)
    .join(Participation, Participation.member_id == CohortMember.id)
    .where(
        Round.state == "open",
        CohortMember.hold.is_(None),
        CohortMember.opted_out_on.is_(None),
        CohortMember.has_email.is_(True),
        Participation.sent_on.is_(None),
        Participation.declined_on.is_(None),
    )
)


def _reachable(round_id: str) -> Select[*tuple[Any, ...]]:
    return _MAILABLE.where(Round.id == round_id, CohortMember.contact_by == "email")


def _living(member_id: str) -> Select[str]:
    return (
        select(Invitation.id)
        .where(Invitation.member_id == member_id, Invitation.killed_on.is_(None))
        .order_by(Invitation.made_on.desc())
    )


def _queue(session: Session, round_id: str, kind: str, people: Sequence[str], now: datetime) -> int:
    take_turn(session, f"queue {round_id}")  # two workers must not both find nobody queued
    there = set(
        session.scalars(
            select(OutboxMessage.reference).where(
                OutboxMessage.round_id == round_id, OutboxMessage.kind == kind
            )
        )
    )
    fresh = [
        {
            "id": new_id(), "kind": kind, "subject_id": member_id, "round_id": round_id,
            "details": {}, "reference": f"{kind}-{member_id}", "due_at": now, "state": "due",
            "fence": 0, "tries": 0, "trouble": "",
        }
        for member_id in people
        if f"{kind}-{member_id}" not in there
    ]  # fmt: skip
    if fresh:
        session.execute(insert(OutboxMessage), fresh)
    return len(fresh)


def _tokens_for(
    session: Session, keys: Keys, cohort_id: str, members: Sequence[str], today: date
) -> dict[str, str]:
    """member -> token for a whole cohort in two statements: a long write would hold others up."""
    living = session.execute(
        select(Invitation.member_id, Invitation.id)
        .join(CohortMember, CohortMember.id == Invitation.member_id)
        .where(CohortMember.cohort_id == cohort_id, Invitation.killed_on.is_(None))
        .order_by(Invitation.made_on)
    )
    tokens = {member_id: token_for(keys, invitation) for member_id, invitation in living}
    fresh = []
    for member_id in members:
        if member_id not in tokens:
            invitation_id = new_id()
            tokens[member_id] = token_for(keys, invitation_id)
            fresh.append(
                {
                    "id": invitation_id, "member_id": member_id, "by": "letter",
                    "token_hash": token_hash(tokens[member_id]), "made_on": today,
                }
            )  # fmt: skip
    if fresh:
        session.execute(insert(Invitation), fresh)
    return tokens

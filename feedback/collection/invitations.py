"""How does each person get a link of their own, and how does an old one die?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

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


@dataclass(frozen=True, slots=True)
class Addressed:
    """One person with their link, ready for a letter or a mail-merge line."""

    member_id: str
    reference: str
    name: str
    address: str
    worker: str
    token: str


def invitation_for(
    session: Session, keys: Keys, member_id: str, *, by: str, today: date, anew: bool = False
) -> str:
    """The person's link (its token), made where there is none; `anew` kills the old one."""
    living = session.scalars(
        select(Invitation.id)
        .where(Invitation.member_id == member_id, Invitation.killed_on.is_(None))
        .order_by(Invitation.made_on.desc())
    ).first()
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
) -> Iterator[Addressed]:
    """Everybody of a cohort to whom a letter goes, by reference; holds are read here again."""
    rows = session.execute(
        select(CohortMember.id, CohortMember.reference, CohortMember.contact)
        .outerjoin(Participation, Participation.member_id == CohortMember.id)
        .where(
            CohortMember.cohort_id == cohort_id,
            CohortMember.hold.is_(None),
            CohortMember.contact_by.in_(("letter", "hand", "phone")),
            Participation.sent_on.is_(None),
            Participation.declined_on.is_(None),
        )
        .order_by(CohortMember.reference)
    ).all()
    for row in rows:
        told = contact_of(row.id, row.contact, key)
        token = invitation_for(session, keys, row.id, by="letter", today=today)
        yield Addressed(row.id, row.reference, told["name"], told["address"], told["worker"], token)


def queue_emails(session: Session, round_id: str, kind: str, now: datetime) -> int:
    """Put one message of `kind` for each person of an open round with an e-mail address.

    Only those who may be written to and have not taken part. Repeating it adds nobody twice:
    the reference names round, person and kind. How many were added.
    """
    rows = session.execute(_reachable(round_id)).all()
    there = set(
        session.scalars(select(OutboxMessage.reference).where(OutboxMessage.round_id == round_id))
    )
    fresh = [
        {
            "id": new_id(), "kind": kind, "subject_id": row.id, "round_id": round_id,
            "details": {}, "reference": f"{kind}-{row.id}", "due_at": now, "state": "due",
            "fence": 0, "tries": 0, "trouble": "",
        }
        for row in rows
        if f"{kind}-{row.id}" not in there
    ]  # fmt: skip
    if fresh:
        session.execute(insert(OutboxMessage), fresh)
    return len(fresh)


def resend_email(session: Session, keys: Keys, member_id: str, now: datetime, today: date) -> None:
    """A new link by e-mail for one person; the old link dies at once."""
    invitation_for(session, keys, member_id, by="email", today=today, anew=True)
    round_id = session.scalar(
        select(RoundInstrument.round_id)
        .join(Cohort, Cohort.round_instrument_id == RoundInstrument.id)
        .join(CohortMember, CohortMember.cohort_id == Cohort.id)
        .where(CohortMember.id == member_id)
    )
    session.execute(
        insert(OutboxMessage).values(
            id=new_id(), kind="invitation", subject_id=member_id, round_id=round_id, details={},
            reference=f"again-{new_id()}", due_at=now, state="due",
        )
    )  # fmt: skip


def _reachable(round_id: str):  # type: ignore[no-untyped-def]  # a SELECT's type is a long tale
    return (
        select(CohortMember.id)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
        .join(Round, Round.id == RoundInstrument.round_id)
        .join(Participation, Participation.member_id == CohortMember.id)
        .where(
            Round.id == round_id,
            Round.state == "open",
            CohortMember.hold.is_(None),
            CohortMember.opted_out_on.is_(None),
            CohortMember.has_email.is_(True),
            CohortMember.contact_by == "email",
            Participation.sent_on.is_(None),
            Participation.declined_on.is_(None),
        )
    )

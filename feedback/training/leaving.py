"""Who wants no more messages about a course, or has left the role it was for?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.collection.opting_out import attendances_of
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import CohortMember, Participation
from feedback.store.training import DelegateContact, FollowUp

LEFT_ROLE = "left_role"  # the hold of a delegate who is no longer eligible


def left_the_role(session: Session, member_id: str, *, by: str, now: datetime, today: date) -> None:
    """Close this person's unanswered waves as ineligible: out of the denominator, no messages.

    Raises NotFound where the member is of no follow-up.
    """
    attendances = attendances_of(session, member_id)
    if not attendances:
        raise NotFound
    members = _members(session, attendances)
    answered = select(Participation.member_id).where(
        Participation.member_id.in_(members), Participation.sent_on.is_not(None)
    )
    session.execute(
        update(CohortMember)
        .where(CohortMember.id.in_(members), CohortMember.id.not_in(answered))
        .values(hold=LEFT_ROLE)
    )
    session.execute(
        update(DelegateContact)
        .where(DelegateContact.attendance_id.in_(attendances))
        .values(left_role_on=today)
    )
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.subject_id.in_(members), OutboxMessage.state.in_(("due", "leased")))
        .values(state="stopped", trouble="left the role")
    )
    note(session, who=by, what="left_role", about=f"member:{member_id}", now=now)


def _members(session: Session, attendances: Sequence[str]) -> Sequence[str]:
    return session.scalars(
        select(FollowUp.member_id).where(FollowUp.attendance_id.in_(attendances))
    ).all()

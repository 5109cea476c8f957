"""Who wants no more messages? Heeded at once, for this round and everything waiting.

Who came to a course stops every wave of that course: they are one person to us, by its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import CohortMember
from feedback.store.training import Attendance, DelegateContact, FollowUp


def opt_out(session: Session, member_id: str, today: date) -> None:
    """No message goes to this person after this commits; their link still opens the survey."""
    attendances = attendances_of(session, member_id)
    members = [member_id]
    if attendances:
        members = sorted(
            {member_id}
            | set(
                session.scalars(
                    select(FollowUp.member_id).where(FollowUp.attendance_id.in_(attendances))
                )
            )
        )
    session.execute(
        update(CohortMember)
        .where(CohortMember.id.in_(members), CohortMember.opted_out_on.is_(None))
        .values(opted_out_on=today)
    )
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.subject_id.in_(members), OutboxMessage.state.in_(("due", "leased")))
        .values(state="stopped", trouble="opted out")
    )
    if attendances:
        session.execute(
            update(DelegateContact)
            .where(
                DelegateContact.attendance_id.in_(attendances),
                DelegateContact.opted_out_on.is_(None),
            )
            .values(opted_out_on=today)
        )


def attendances_of(session: Session, member_id: str) -> Sequence[str]:
    """Every attendance of the person behind a follow-up at this course; none for others."""
    key = (
        select(Attendance.link_key)
        .join(FollowUp, FollowUp.attendance_id == Attendance.id)
        .where(FollowUp.member_id == member_id)
        .scalar_subquery()
    )
    return session.scalars(select(Attendance.id).where(Attendance.link_key == key)).all()

"""Who is invited? Cohorts, frozen when a round opens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.store.once import insert_once
from feedback.store.rounds import Cohort, CohortMember, Participation, RoundInstrument


def freeze_cohorts(session: Session, round_id: str, now: datetime) -> None:
    """Freeze the round's cohorts; every member gets a line in the register."""
    cohorts = list(
        session.scalars(
            select(Cohort.id)
            .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
            .where(RoundInstrument.round_id == round_id)
        )
    )
    session.execute(
        update(Cohort)
        .where(Cohort.id.in_(cohorts), Cohort.frozen_at.is_(None))
        .values(frozen_at=now)
    )
    members = session.scalars(select(CohortMember.id).where(CohortMember.cohort_id.in_(cohorts)))
    for member_id in members.all():
        insert_once(session, Participation, member_id=member_id)

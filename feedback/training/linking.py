"""How do a delegate's waves come to belong together, and what of day 0 is said again?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from feedback.collection.invitations import invitation_for
from feedback.collection.responses import key_owner
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.base import new_id
from feedback.store.concerns import Concern
from feedback.store.once import insert_once
from feedback.store.responses import Answer, Response
from feedback.store.rounds import Cohort, CohortMember, Participation
from feedback.store.training import Attendance, FollowUp, TrainingWave
from feedback.training.attendance import Arrival, came_by_the_door
from feedback.training.contacts import Contact
from feedback.training.follow_ups import member
from feedback.training.waves import waves_here
from surveys.definition import Survey
from surveys.kirkpatrick import Wave

YES = "yes"


@dataclass(frozen=True, slots=True)
class WaveHere:
    """Which wave of which session an instrument asks."""

    session_id: str
    wave: Wave


def wave_of(session: Session, instrument_id: str) -> WaveHere | None:
    """None where the instrument is of no course."""
    found = session.execute(
        select(TrainingWave.session_id, TrainingWave.wave).where(
            TrainingWave.round_instrument_id == instrument_id
        )
    ).first()
    return None if found is None else WaveHere(found[0], Wave(found[1]))


def may_leave_address(session: Session, response_id: str) -> bool:
    """Whether this person sent day 0, is not known yet, and said yes to being asked again."""
    answer = session.scalar(
        select(Answer.code).where(
            Answer.response_id == response_id, Answer.question_key == "follow_up"
        )
    )
    row = session.execute(
        select(Response.member_id, Response.state, Response.round_instrument_id).where(
            Response.id == response_id
        )
    ).first()
    if row is None or row.member_id is not None or row.state != "sent" or answer != YES:
        return False
    here = wave_of(session, row.round_instrument_id)
    return here is not None and here.wave is Wave.DAY_0


def leave_address(
    session: Session, response_id: str, here: WaveHere, left: Contact, arrival: Arrival, today: date
) -> None:
    """Keep the address apart and give this response the course's key in its place.

    The last answers of one person count; leaving the same address twice adds nothing.
    """
    sector = session.scalar(
        select(Answer.code).where(
            Answer.response_id == response_id, Answer.question_key == "sector"
        )
    )
    key = came_by_the_door(session, here.session_id, left, sector or "", arrival)
    cohort_id = arrival.doors[Wave.DAY_0].cohort_id
    member_id = session.scalar(
        select(CohortMember.id).where(
            CohortMember.cohort_id == cohort_id, CohortMember.reference == key
        )
    )
    if member_id is None:
        member_id = new_id()
        session.execute(insert(CohortMember).values(**member(member_id, cohort_id, key)))
        insert_once(session, Participation, member_id=member_id, sent_on=today)
    session.execute(
        update(Response)
        .where(Response.member_id == member_id, Response.state == "sent")
        .values(state="superseded")
    )
    session.execute(update(Response).where(Response.id == response_id).values(member_id=member_id))


def carried(session: Session, keys: Keys, survey: Survey, member_id: str) -> Mapping[str, str]:
    """This person's own words of day 0, for the keys the survey repeats; {} where there are none.

    Words under a concern are never said again: what worried us must not come back on a screen.
    """
    if not survey.carried:
        return {}
    response_id = _day_0(session, member_id)
    if response_id is None:
        return {}
    rows = session.execute(
        select(Answer.question_key, Answer.sealed).where(
            Answer.response_id == response_id,
            Answer.question_key.in_(survey.carried),
            Answer.sealed.is_not(None),
        )
    ).all()
    if not rows:
        return {}
    try:
        key = keys.open(key_owner(response_id))
    except WordsAreGone:
        return {}
    return {name: key.unseal(sealed, name) for name, sealed in rows if sealed is not None}


def managers_link(session: Session, keys: Keys, member_id: str, today: date) -> str | None:
    """The link for this person's manager (its token), the same each time; None for other waves."""
    row = session.execute(
        select(CohortMember.reference, Attendance.session_id)
        .join(FollowUp, FollowUp.member_id == CohortMember.id)
        .join(Attendance, Attendance.id == FollowUp.attendance_id)
        .where(CohortMember.id == member_id, FollowUp.wave == Wave.MONTH_3.value)
    ).first()
    door = waves_here(session, row.session_id).get(Wave.MANAGER) if row else None
    if row is None or door is None:
        return None
    found = session.scalar(
        select(CohortMember.id).where(
            CohortMember.cohort_id == door.cohort_id, CohortMember.reference == row.reference
        )
    )
    if found is None:
        found = new_id()
        session.execute(insert(CohortMember).values(**member(found, door.cohort_id, row.reference)))
        insert_once(session, Participation, member_id=found)
    return invitation_for(session, keys, found, by="hand", today=today)


def _day_0(session: Session, member_id: str) -> str | None:
    """The sent response of day 0 by the same key at the same session, without a concern on it."""
    key, session_id = (
        select(column)
        .join(FollowUp, FollowUp.attendance_id == Attendance.id)
        .where(FollowUp.member_id == member_id)
        .scalar_subquery()
        for column in (Attendance.link_key, Attendance.session_id)
    )
    found: Sequence[str] = session.scalars(
        select(Response.id)
        .join(CohortMember, CohortMember.id == Response.member_id)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .join(TrainingWave, TrainingWave.round_instrument_id == Cohort.round_instrument_id)
        .where(
            TrainingWave.session_id == session_id,
            TrainingWave.wave == Wave.DAY_0.value,
            CohortMember.reference == key,
            Response.state == "sent",
            Response.has_hit.is_(False),
            Response.id.not_in(select(Concern.response_id).where(Concern.response_id.is_not(None))),
        )
        .limit(1)
    ).all()
    return found[0] if found else None

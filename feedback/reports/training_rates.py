"""How many of those asked answered each follow-up wave?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.collection.outbox import FOLLOW_UP
from feedback.privacy.small_numbers import Cell, Shown
from feedback.reports.figures import About, Figure, share_figure
from feedback.reports.training_answers import Looked, about
from feedback.reports.training_cuts import Family, families, shown_row
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import CohortMember, Participation
from feedback.store.training import Attendance, Course, FollowUp, TrainingSession
from feedback.training.leaving import LEFT_ROLE
from surveys.kirkpatrick import WAVE_NAMES, Rate, Wave, follow_ups_of

RATE_RULE = (
    "Answered out of eligible. Invited: the wave was due by today. Delivered: the mail server took "
    "the message, or the text provider. Eligible: delivered, and the person has not left the role. "
    "Who opts out after being asked stays in."
)


@dataclass(frozen=True, slots=True)
class WaveRate:
    """How many answered one wave."""

    wave: Wave
    invited: int
    delivered: int
    eligible: int
    answered: Shown
    figure: Figure

    @property
    def rate(self) -> str:
        """Answered out of eligible in whole percents, or the words in its place."""
        return self.figure.text


def wave_rates(session: Session, looked: Looked, at: datetime) -> tuple[WaveRate, ...]:
    """Invited, delivered, eligible and answered of each follow-up wave due by that day."""
    kin, today, those = families(session, looked), local_day(at), about(session, looked, at)
    return tuple(
        _rate(
            wave,
            _counts(session, looked, wave, today),
            [family.each(_counted(session, wave, today)) for family in kin],
            those,
        )
        for wave in follow_ups_of(looked.occasion)
    )


def _rate(wave: Wave, rate: Rate, kin: Sequence[Family[Rate]], those: About) -> WaveRate:
    shown = shown_row(
        [Cell("", rate.answered), Cell("", rate.eligible - rate.answered)],
        [family.each(lambda one: (one.answered, one.eligible - one.answered)) for family in kin],
    )
    answered, eligible = shown.cells[0], shown.total
    figure = share_figure(
        f"training.rate.{wave.value}", f"answered {WAVE_NAMES[wave].lower()}",
        (answered, eligible), RATE_RULE, those, those.cohort, those.period,
    )  # fmt: skip
    return WaveRate(wave, rate.invited, rate.delivered, rate.eligible, answered, figure)


def _counts(session: Session, looked: Looked, wave: Wave, today: date) -> Rate:
    delivered = OutboxMessage.state == "sent"
    eligible = delivered & CohortMember.hold.is_distinct_from(LEFT_ROLE)
    answered = eligible & Participation.sent_on.is_not(None)
    query = (
        select(
            func.count(),
            *(func.coalesce(func.sum(case((one, 1), else_=0)), 0)
              for one in (delivered, eligible, answered)),
        )
        .select_from(FollowUp)
        .join(Attendance, Attendance.id == FollowUp.attendance_id)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .join(CohortMember, CohortMember.id == FollowUp.member_id)
        .join(Participation, Participation.member_id == FollowUp.member_id)
        .join(
            OutboxMessage,
            (OutboxMessage.subject_id == FollowUp.member_id) & (OutboxMessage.kind == FOLLOW_UP),
        )
        .where(
            FollowUp.wave == wave.value,
            FollowUp.due_on <= today,
            looked.clause,
        )
    )  # fmt: skip
    return Rate(*(int(one) for one in session.execute(query).one()))


def _counted(session: Session, wave: Wave, today: date) -> Callable[[Looked], Rate]:
    return lambda part: _counts(session, part, wave, today)

"""How did people's confidence change over the four points, and how many answered each wave?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from feedback.collection.outbox import FOLLOW_UP
from feedback.privacy.small_numbers import (
    FEWER,
    NOT_SHOWN,
    SMALLEST_SHOWN,
    Cell,
    Shown,
    percent,
    suppress,
)
from feedback.reports.charts import BAR, BAR_MOST, GAP, HIDDEN_BAR, LINE, Bar, BarChart
from feedback.reports.training_answers import Looked, Points, instruments_of, points
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import CohortMember, Participation
from feedback.store.training import Attendance, Course, FollowUp, TrainingSession
from feedback.training.leaving import LEFT_ROLE
from surveys.change import change_between, mean_of
from surveys.kirkpatrick import (
    WAVE_NAMES,
    Rate,
    Wave,
    days_of_financial_year,
    follow_ups_of,
)

SKILLS = {
    "process": "Following the right process and using the Portsmouth thresholds",
    "talks": "Having effective safeguarding conversations",
    "contacts": "Knowing who to contact and when",
    "mash": "Contacting MASH well",
}
CHANGE_RULE = (
    "The same people at both points, matched by a key made for the course. The mean change is "
    "later minus earlier on a scale of 1 to 5; the 95% interval is by Student's t. “Not my role” "
    "and skipped answers are left out. Fewer than 5 matched people are not shown."
)
RATE_RULE = (
    "Answered out of eligible. Invited: the wave was due by today. Delivered: the mail server took "
    "the message. Eligible: delivered, and the person has not left the role. Who opts out after "
    "being asked stays in."
)
POINTS = ("Before", WAVE_NAMES[Wave.DAY_0], WAVE_NAMES[Wave.MONTH_3], WAVE_NAMES[Wave.MONTH_6])
HIGHEST = 5  # of the scale


@dataclass(frozen=True, slots=True)
class MeanPoint:
    """One point of a line: the mean of all who answered there, or the words in its place."""

    name: str
    mean: str
    base: Shown


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """From before to one later point, for the people matched at both."""

    to: str
    matched: Shown
    unmatched: Shown  # answered at the later point, but not before or under another address
    mean: str
    interval: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One skill over four points in time."""

    key: str
    name: str
    points: tuple[MeanPoint, ...]
    changes: tuple[ChangeLine, ...]
    chart: BarChart


@dataclass(frozen=True, slots=True)
class WaveRate:
    """How many answered one wave; `rate` in words where it must not be shown."""

    wave: Wave
    invited: int
    delivered: int
    eligible: int
    answered: Shown
    rate: str


def skill_lines(session: Session, looked: Looked) -> tuple[SkillLine, ...]:
    """Each skill's line over four points, and the matched changes against before."""
    before, now = _keys("before"), _keys("now")
    day = points(session, instruments_of(session, looked, Wave.DAY_0), [*before, *now])
    later = {
        wave: points(session, instruments_of(session, looked, wave), now)
        for wave in (Wave.MONTH_3, Wave.MONTH_6)
    }
    return tuple(_skill(skill, day, later) for skill in SKILLS)


def wave_rates(session: Session, looked: Looked, today: date) -> tuple[WaveRate, ...]:
    """Invited, delivered, eligible and answered of each follow-up wave that was due by today."""
    return tuple(
        _rate(wave, _counts(session, looked, wave, today))
        for wave in follow_ups_of(looked.occasion)
    )


def stuck_change(session: Session, looked: Looked) -> ChangeLine:
    """How stuck the work felt before and after a Re-think, 0 to 10, person by person."""
    found = points(
        session, instruments_of(session, looked, Wave.DAY_0), ["stuck_before", "stuck_now"]
    )
    return change_line(
        "After the session", found["stuck_before"].by_response, found["stuck_now"].by_response
    )


def change_line(
    to: str, earlier: Mapping[str, Decimal], later: Mapping[str, Decimal]
) -> ChangeLine:
    """One change in words; hidden where fewer than 5 people were matched."""
    told = change_between(earlier, later)
    shown = suppress([Cell("", told.matched), Cell("", told.later - told.matched)])
    matched, unmatched = shown.cells
    if told.matched < SMALLEST_SHOWN or told.mean is None:
        words = FEWER if told.matched else "nobody matched"
        return ChangeLine(to, matched, unmatched, words, "", is_sure=False)
    interval = f"{_signed(told.low)} to {_signed(told.high)}"
    return ChangeLine(to, matched, unmatched, _signed(told.mean), interval, told.is_sure)


def _skill(
    skill: str, day: Mapping[str, Points], later: Mapping[Wave, Mapping[str, Points]]
) -> SkillLine:
    before, now = day[f"{skill}_before"], day[f"{skill}_now"]
    three, six = (later[wave][f"{skill}_now"] for wave in (Wave.MONTH_3, Wave.MONTH_6))
    line = tuple(
        _point(name, one.by_response)
        for name, one in zip(POINTS, (before, now, three, six), strict=True)
    )
    changes = (
        # Both stand in one response, so nobody needs a key to be matched here.
        change_line(POINTS[1], before.by_response, now.by_response),
        change_line(POINTS[2], before.by_person, three.by_person),
        change_line(POINTS[3], before.by_person, six.by_person),
    )
    return SkillLine(skill, SKILLS[skill], line, changes, _chart(skill, line))


def _point(name: str, values: Mapping[str, Decimal]) -> MeanPoint:
    base = suppress([Cell("", len(values))]).total
    mean = mean_of(list(values.values()))
    if mean is None:
        return MeanPoint(name, "no answers", base)
    return MeanPoint(name, NOT_SHOWN if base.is_hidden else f"{mean:f}", base)


def _chart(skill: str, line: Sequence[MeanPoint]) -> BarChart:
    """A bar a point, its length the mean out of 5; a hidden one is a stub that tells nothing."""
    bars, told, top = [], [], 0
    for one in line:
        is_number = one.mean[:1].isdigit()
        width = round(BAR_MOST * Decimal(one.mean) / HIGHEST) if is_number else HIDDEN_BAR
        words = f"{one.mean} ({one.base.text})" if is_number else one.mean
        bars.append(Bar((one.name,), top + LINE, width, words, is_hidden=not is_number))
        told.append(f"{one.name}: {words}")
        top += LINE + BAR + GAP
    title = f"{SKILLS[skill]}: mean confidence from 1 to 5, and how many answered."
    return BarChart(f"line-{skill}", title, "; ".join(told) + ".", tuple(bars), top)


def _rate(wave: Wave, rate: Rate) -> WaveRate:
    shown = suppress([Cell("", rate.answered), Cell("", rate.eligible - rate.answered)])
    words = percent(shown.cells[0], shown.total) if rate.eligible else "nobody eligible yet"
    return WaveRate(wave, rate.invited, rate.delivered, rate.eligible, shown.cells[0], words)


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
            Course.occasion == looked.occasion.value,
        )
    )  # fmt: skip
    if looked.course_id is not None:
        query = query.where(Course.id == looked.course_id)
    if looked.year is not None:
        query = query.where(TrainingSession.held_on.between(*days_of_financial_year(looked.year)))
    return Rate(*(int(one) for one in session.execute(query).one()))


def _keys(point: str) -> list[str]:
    return [f"{skill}_{point}" for skill in SKILLS]


def _signed(value: Decimal | None) -> str:
    return "" if value is None else f"{value:+f}".replace("-", "−")

"""How did people's confidence change over the four points, and how many answered each wave?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
)
from feedback.reports.charts import BAR, BAR_MOST, GAP, HIDDEN_BAR, LINE, Bar, BarChart
from feedback.reports.training_answers import Looked, Points, instruments_of, points
from feedback.reports.training_cuts import Family, families, shown_count, shown_row
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import CohortMember, Participation
from feedback.store.training import Attendance, Course, FollowUp, TrainingSession
from feedback.training.leaving import LEFT_ROLE
from surveys.change import change_between, mean_of
from surveys.kirkpatrick import (
    WAVE_NAMES,
    Rate,
    Wave,
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
    "the message, or the text provider. Eligible: delivered, and the person has not left the role. "
    "Who opts out after being asked stays in."
)
POINTS = ("Before", WAVE_NAMES[Wave.DAY_0], WAVE_NAMES[Wave.MONTH_3], WAVE_NAMES[Wave.MONTH_6])
HIGHEST = 5  # of the scale
FourPoints = Mapping[str, tuple[Points, Points, Points, Points]]  # by skill


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
    mine = _four_points(session, looked)
    kin = [
        family.each(lambda part: _four_points(session, part))
        for family in families(session, looked)
    ]
    return tuple(_skill(skill, mine, kin) for skill in SKILLS)


def _four_points(session: Session, looked: Looked) -> FourPoints:
    """Each skill's numbers before, at the session, after 3 and after 6 months."""
    before, now = _keys("before"), _keys("now")
    day = points(session, instruments_of(session, looked, Wave.DAY_0), [*before, *now])
    three, six = (
        points(session, instruments_of(session, looked, wave), now)
        for wave in (Wave.MONTH_3, Wave.MONTH_6)
    )
    return {
        skill: (
            day[f"{skill}_before"], day[f"{skill}_now"], three[f"{skill}_now"], six[f"{skill}_now"]
        )
        for skill in SKILLS
    }  # fmt: skip


def wave_rates(session: Session, looked: Looked, today: date) -> tuple[WaveRate, ...]:
    """Invited, delivered, eligible and answered of each follow-up wave that was due by today."""
    kin = families(session, looked)
    return tuple(
        _rate(
            wave,
            _counts(session, looked, wave, today),
            [family.each(_counted(session, wave, today)) for family in kin],
        )
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
    to: str,
    earlier: Mapping[str, Decimal],
    later: Mapping[str, Decimal],
    kin: Sequence[Family[tuple[Mapping[str, Decimal], Mapping[str, Decimal]]]] = (),
) -> ChangeLine:
    """One change in words; hidden where fewer than 5 people were matched, here or beside it."""
    told = change_between(earlier, later)
    row = shown_row(
        [Cell("", told.matched), Cell("", told.later - told.matched)],
        [family.each(_matched) for family in kin],
    )
    matched, unmatched = row.cells
    beside = shown_count(told.matched, [family.each(lambda p: _matched(p)[0]) for family in kin])
    if told.matched < SMALLEST_SHOWN or told.mean is None or beside.is_hidden:
        words = "nobody matched" if not told.matched else FEWER
        if told.matched >= SMALLEST_SHOWN:
            words = NOT_SHOWN
        return ChangeLine(to, matched, unmatched, words, "", is_sure=False)
    interval = f"{_signed(told.low)} to {_signed(told.high)}"
    return ChangeLine(to, matched, unmatched, _signed(told.mean), interval, told.is_sure)


def _skill(skill: str, mine: FourPoints, kin: Sequence[Family[FourPoints]]) -> SkillLine:
    four = mine[skill]
    line = tuple(
        _point(name, one.by_response, [family.each(_answered(skill, at)) for family in kin])
        for at, (name, one) in enumerate(zip(POINTS, four, strict=True))
    )
    changes = tuple(
        change_line(
            POINTS[at], *_pair(skill, at)(mine), [family.each(_pair(skill, at)) for family in kin]
        )
        for at in range(1, len(POINTS))
    )
    return SkillLine(skill, SKILLS[skill], line, changes, _chart(skill, line))


def _pair(
    skill: str, at: int
) -> Callable[[FourPoints], tuple[Mapping[str, Decimal], Mapping[str, Decimal]]]:
    """Before and a later point. At the session both stand in one response: no key is needed."""

    def pair(of: FourPoints) -> tuple[Mapping[str, Decimal], Mapping[str, Decimal]]:
        before, later = of[skill][0], of[skill][at]
        if at == 1:
            return before.by_response, later.by_response
        return before.by_person, later.by_person

    return pair


def _answered(skill: str, at: int) -> Callable[[FourPoints], int]:
    return lambda of: len(of[skill][at].by_response)


def _matched(pair: tuple[Mapping[str, Decimal], Mapping[str, Decimal]]) -> tuple[int, int]:
    """How many of the later ones were matched, and how many were not."""
    earlier, later = pair
    matched = len(earlier.keys() & later.keys())
    return matched, len(later) - matched


def _point(name: str, values: Mapping[str, Decimal], kin: Sequence[Family[int]]) -> MeanPoint:
    base = shown_count(len(values), kin)
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


def _rate(wave: Wave, rate: Rate, kin: Sequence[Family[Rate]]) -> WaveRate:
    shown = shown_row(
        [Cell("", rate.answered), Cell("", rate.eligible - rate.answered)],
        [family.each(lambda one: (one.answered, one.eligible - one.answered)) for family in kin],
    )
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
            looked.clause,
        )
    )  # fmt: skip
    return Rate(*(int(one) for one in session.execute(query).one()))


def _counted(session: Session, wave: Wave, today: date) -> Callable[[Looked], Rate]:
    return lambda part: _counts(session, part, wave, today)


def _keys(point: str) -> list[str]:
    return [f"{skill}_{point}" for skill in SKILLS]


def _signed(value: Decimal | None) -> str:
    return "" if value is None else f"{value:+f}".replace("-", "−")

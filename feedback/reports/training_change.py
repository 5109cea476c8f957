"""How did people's confidence change over the four points in time?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from feedback.privacy.small_numbers import Cell, Shown
from feedback.reports.charts import BAR, BAR_MOST, GAP, HIDDEN_BAR, LINE, Bar, BarChart
from feedback.reports.figures import About, Figure, change_figure, mean_figure
from feedback.reports.training_answers import Looked, Points, about, instruments_of, points
from feedback.reports.training_cuts import Family, families, shown_count, shown_row
from surveys.change import change_between, mean_of
from surveys.kirkpatrick import WAVE_NAMES, Wave

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
STUCK_RULE = (
    "The same people before and after, as both stand in one answer sheet. The mean change is after "
    "minus before on a scale of 0 (not stuck) to 10; the 95% interval is by Student's t. Skipped "
    "answers are left out. Fewer than 5 people are not shown."
)
MEAN_RULE = "Everyone who answered at that point, matched or not."
POINTS = ("Before", WAVE_NAMES[Wave.DAY_0], WAVE_NAMES[Wave.MONTH_3], WAVE_NAMES[Wave.MONTH_6])
PLACES = ("before", *(one.value for one in (Wave.DAY_0, Wave.MONTH_3, Wave.MONTH_6)))
HIGHEST = 5  # of the scale
FourPoints = Mapping[str, tuple[Points, Points, Points, Points]]  # by skill
Pair = tuple[Mapping[str, Decimal], Mapping[str, Decimal]]  # earlier and later, by one key


@dataclass(frozen=True, slots=True)
class MeanPoint:
    """One point of a line: the mean of all who answered there."""

    name: str
    figure: Figure
    base: Shown


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """From before to one later point, for the people matched at both."""

    to: str
    matched: Shown
    unmatched: Shown  # answered at the later point, but not before or under another address
    figure: Figure


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One skill over four points in time."""

    key: str
    name: str
    points: tuple[MeanPoint, ...]
    changes: tuple[ChangeLine, ...]
    chart: BarChart


def skill_lines(session: Session, looked: Looked, at: datetime) -> tuple[SkillLine, ...]:
    """Each skill's line over four points, and the matched changes against before."""
    those = about(session, looked, at)
    mine = _four_points(session, looked)
    kin = [
        family.each(lambda part: _four_points(session, part))
        for family in families(session, looked)
    ]
    return tuple(_skill(skill, mine, kin, those) for skill in SKILLS)


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


def stuck_change(session: Session, looked: Looked, at: datetime) -> ChangeLine:
    """How stuck the work felt before and after a Re-think, 0 to 10, person by person."""
    found = points(
        session, instruments_of(session, looked, Wave.DAY_0), ["stuck_before", "stuck_now"]
    )
    earlier, later = found["stuck_before"].by_response, found["stuck_now"].by_response
    those = about(session, looked, at)
    key = "training.stuck.change"
    return change_line("After the session", (earlier, later), key, those, rule=STUCK_RULE)


def change_line(
    to: str,
    pair: Pair,
    key: str,
    those: About,
    kin: Sequence[Family[Pair]] = (),
    *,
    rule: str = CHANGE_RULE,
) -> ChangeLine:
    """One change in words; hidden where fewer than 5 people were matched, here or beside it."""
    told = change_between(*pair)
    row = shown_row(
        [Cell("", told.matched), Cell("", told.later - told.matched)],
        [family.each(_matched) for family in kin],
    )
    matched, unmatched = row.cells
    beside = shown_count(told.matched, [family.each(lambda p: _matched(p)[0]) for family in kin])
    title = f"mean change, {POINTS[0].lower()} to {to.lower()}"
    figure = change_figure(key, title, told, matched, beside.is_hidden, rule, those)
    return ChangeLine(to, matched, unmatched, figure)


def _skill(
    skill: str, mine: FourPoints, kin: Sequence[Family[FourPoints]], those: About
) -> SkillLine:
    four = mine[skill]
    line = tuple(
        _point(
            POINTS[at], one.by_response,
            [family.each(_answered(skill, at)) for family in kin],
            f"training.{skill}.mean.{PLACES[at]}", those,
        )
        for at, one in enumerate(four)
    )  # fmt: skip
    changes = tuple(
        change_line(
            POINTS[at], _pair(skill, at)(mine), f"training.{skill}.change.{PLACES[at]}", those,
            [family.each(_pair(skill, at)) for family in kin],
        )
        for at in range(1, len(POINTS))
    )  # fmt: skip
    return SkillLine(skill, SKILLS[skill], line, changes, _chart(skill, line))


def _pair(skill: str, at: int) -> Callable[[FourPoints], Pair]:
    """Before and a later point. At the session both stand in one response: no key is needed."""

    def pair(of: FourPoints) -> Pair:
        before, later = of[skill][0], of[skill][at]
        if at == 1:
            return before.by_response, later.by_response
        return before.by_person, later.by_person

    return pair


def _answered(skill: str, at: int) -> Callable[[FourPoints], int]:
    return lambda of: len(of[skill][at].by_response)


def _matched(pair: Pair) -> tuple[int, int]:
    """How many of the later ones were matched, and how many were not."""
    earlier, later = pair
    matched = len(earlier.keys() & later.keys())
    return matched, len(later) - matched


def _point(
    name: str, values: Mapping[str, Decimal], kin: Sequence[Family[int]], key: str, those: About
) -> MeanPoint:
    base = shown_count(len(values), kin)
    mean = mean_of(list(values.values()))
    title = f"mean confidence, {name.lower()}"
    return MeanPoint(name, mean_figure(key, title, mean, base, MEAN_RULE, those), base)


def _chart(skill: str, line: Sequence[MeanPoint]) -> BarChart:
    """A bar a point, its length the mean out of 5; a hidden one is a stub that tells nothing."""
    bars, told, top = [], [], 0
    for one in line:
        mean, words = one.figure.value, one.figure.text
        width = HIDDEN_BAR if mean is None else round(BAR_MOST * mean / HIGHEST)
        if mean is not None:
            words = f"{words} ({one.base.text})"
        bars.append(Bar((one.name,), top + LINE, width, words, is_hidden=mean is None))
        told.append(f"{one.name}: {words}")
        top += LINE + BAR + GAP
    title = f"{SKILLS[skill]}: mean confidence from 1 to 5, and how many answered."
    return BarChart(f"line-{skill}", title, "; ".join(told) + ".", tuple(bars), top)


def _keys(point: str) -> list[str]:
    return [f"{skill}_{point}" for skill in SKILLS]

"""What do the blocks about training print? Courses held, who came, and what delegates said."""

from __future__ import annotations

from sqlalchemy import select

from feedback.privacy.small_numbers import Shown, ShownRow
from feedback.reports.charts import bar_chart
from feedback.reports.figures import Figure
from feedback.reports.training_answers import Looked, instruments_of, said, sent_to
from feedback.reports.training_change import CHANGE_RULE, MEAN_RULE, skill_lines
from feedback.reports.training_counts import (
    CAME_RULE,
    COURSES_RULE,
    YearLine,
    came_by_sector,
    year_lines,
)
from feedback.reports.training_levels import AGREE_RULE, shares_of
from feedback.reports.training_rates import RATE_RULE, wave_rates
from feedback.reports.yearly.changes import counts
from feedback.reports.yearly.matter import Matter
from feedback.reports.yearly.parts import Drawing, Found, Grid
from feedback.store.training import Course, TrainingSession
from feedback.training.attendance_file import SECTORS
from feedback.training.waves import instrument_of
from surveys.kirkpatrick import WAVE_NAMES, Occasion, Wave, days_of_financial_year

YEARS = 3  # in the table, as the report has them
AGREED = ("relevant", "outcomes")
NONE_HELD = "No course was held in {year}."
NONE_ASKED = "No delegate has answered about a course of {year}."


def courses(matter: Matter, _of: str) -> Found:
    """The table of courses and attendances (F8, F9)."""
    lines = {one.year: one for one in year_lines(matter.session) if one.year <= matter.year}
    here, before = lines.get(matter.year), lines.get(matter.before.year)
    if here is None:
        return Found(missing=NONE_HELD.format(year=matter.year))
    years = [lines[year] for year in sorted(lines)[-YEARS:]]
    rows = (
        ("Number of Multi-Agency Courses Run", [one.multi_ran for one in years]),
        ("Number of Attendees on Multi-Agency Courses", [one.multi_came for one in years]),
        ("Number of Single Agency Courses Run", [one.single_ran for one in years]),
        ("Number of Attendees on Single Agency Courses", [one.single_came for one in years]),
    )
    grid = Grid(
        id="F8-F9",
        caption=f"Courses and attendances, {years[0].year} to {years[-1].year}",
        header=("", *(one.year for one in years)),
        rows=tuple((name, *(f"{count:,}" for count in values)) for name, values in rows),
        rule=f"{COURSES_RULE} {CAME_RULE}",
        change=_moved(here, before, matter),
    )
    return Found((grid,), is_story=_is_story(matter))


def _moved(here: YearLine, before: YearLine | None, matter: Matter) -> str:
    if before is None:
        return f"No courses in {matter.before.year} to compare with."
    told = [
        counts("multi-agency courses", here.multi_ran, before.multi_ran),
        counts("attendances there", here.multi_came, before.multi_came),
        counts("single agency courses", here.single_ran, before.single_ran),
        counts("attendances there", here.single_came, before.single_came),
    ]
    return f"Since {before.year}: {', '.join(told)}."


def sectors(matter: Matter, _of: str) -> Found:
    """Multi-agency attendances by sector (F10): bars, and the table beside them."""
    came = came_by_sector(matter.session, matter.year)
    total = sum(came.values())
    if not total:
        return Found(missing=NONE_HELD.format(year=matter.year))
    # Attendances are no respondents: small numbers of them may be shown (decisions 9).
    row = ShownRow(
        tuple(SECTORS[sector] for sector in came),
        tuple(Shown(count, f"{count:,}") for count in came.values()),
        Shown(total, f"{total:,} attendances"),
    )
    title = f"Multi-agency training attendance by sector, {matter.year}."
    chart = bar_chart("sectors", title, row.labels, row, counted="Out of")
    grid = Grid(
        id="F10",
        caption=f"Multi-agency training attendance by sector, {matter.year}",
        header=("Sector", "Attendances"),
        rows=(
            *((label, cell.text) for label, cell in zip(row.labels, row.cells, strict=True)),
            ("Total", f"{total:,}"),
        ),
        rule=CAME_RULE,
    )
    return Found((Drawing(chart), grid), is_story=_is_story(matter))


def agreement(matter: Matter, _of: str) -> Found:
    """What delegates agreed to at the end of each course that was evaluated (F7)."""
    first, last = days_of_financial_year(matter.year)
    held = matter.session.execute(
        select(Course.id, Course.title, Course.organisation)
        .join(TrainingSession, TrainingSession.course_id == Course.id)
        .where(
            Course.occasion == Occasion.COURSE.value,
            TrainingSession.held_on.between(first, last),
        )
        .distinct()
        .order_by(Course.title, Course.organisation)
    ).all()
    asked = {one.key: one for one in instrument_of(Occasion.COURSE, Wave.DAY_0).questions}
    rows = []
    for course_id, title, organisation in held:
        looked = Looked(course_id=course_id, year=matter.year)
        instruments = instruments_of(matter.session, looked, Wave.DAY_0)
        if not sent_to(matter.session, instruments):
            continue
        told = said(matter.session, instruments)
        name = f"{title} ({organisation})" if organisation else title
        shares = [shares_of(asked[key], Wave.DAY_0, told).headline for key in AGREED]
        rows.append((name, *shares))
    if not rows:
        return Found(missing=NONE_ASKED.format(year=matter.year))
    grid = Grid(
        id="F7",
        caption=f"What delegates said at the end of their course, {matter.year}",
        header=("Course", *(_wording(asked[key].ask) for key in AGREED)),
        rows=tuple(rows),
        rule=AGREE_RULE,
    )
    return Found((grid,), is_story=_is_story(matter))


def confidence(matter: Matter, _of: str) -> Found:
    """Confidence before, after, and three and six months later, of courses held in the year."""
    looked = Looked(year=matter.year)
    lines = skill_lines(matter.session, looked, matter.at)
    if all(point.base.value == 0 for line in lines for point in line.points):
        return Found(missing=NONE_ASKED.format(year=matter.year))
    means = Grid(
        id="training.confidence",
        caption="Mean confidence from 1 (not confident) to 5 (very confident), and how many said",
        header=("Skill", *(point.name for point in lines[0].points)),
        rows=tuple(
            (line.name, *(f"{point.figure.text} ({point.base.text})" for point in line.points))
            for line in lines
        ),
        rule=MEAN_RULE,
    )
    matched = Grid(
        id="training.change",
        caption="How the same people changed: mean change, 95% interval, people matched",
        header=("Skill", *(change.to for change in lines[0].changes)),
        rows=tuple(
            (
                line.name,
                *(_told(one.figure, one.matched.text) for one in line.changes),
            )
            for line in lines
        ),
        rule=CHANGE_RULE,
    )
    return Found((means, matched), is_story=_is_story(matter))


def followed_up(matter: Matter, _of: str) -> Found:
    """How many answered the follow-ups."""
    rates = wave_rates(matter.session, Looked(year=matter.year), matter.at)
    if not any(one.invited for one in rates):
        return Found(missing=f"No follow-up of a course of {matter.year} was due.")
    grid = Grid(
        id="training.followed_up",
        caption="Answers to the follow-ups",
        header=("When", "Invited", "Delivered", "Eligible", "Answered", "Share of eligible"),
        rows=tuple(
            (WAVE_NAMES[one.wave], f"{one.invited:,}", f"{one.delivered:,}", f"{one.eligible:,}",
             one.answered.text, one.rate)
            for one in rates
        ),
        rule=RATE_RULE,
    )  # fmt: skip
    return Found((grid,), is_story=_is_story(matter))


def _wording(ask: str) -> str:
    """A statement of a block of statements, without the block's name before it."""
    return ask.rpartition(": ")[2].rstrip(".")


def _told(change: Figure, matched: str) -> str:
    if not change.interval:
        return change.text
    return f"{change.text} ({change.interval}), {matched}"


def _is_story(matter: Matter) -> bool:
    query = select(Course.id).where(Course.occasion == "course", Course.is_story.is_(True))
    return matter.session.scalar(query.limit(1)) is not None

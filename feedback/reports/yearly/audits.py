"""What do the blocks about Re-think and the Compact audit print?"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from feedback.privacy.small_numbers import Shown, ShownRow
from feedback.reports.charts import bar_chart
from feedback.reports.compact import (
    RETURNS_RULE,
    STANDARDS_RULE,
    Cycle,
    cycles,
    returns_by_sector,
    standard_shares,
)
from feedback.reports.training_counts import RETHINK_RULE, RethinkYear, rethink_years
from feedback.reports.yearly.changes import counts, points
from feedback.reports.yearly.matter import Matter
from feedback.reports.yearly.parts import Drawing, Found, Grid
from feedback.store.training import Course
from feedback.training.attendance_file import SECTORS
from surveys.compact import FLAGGED_FROM, STANDARDS, StandardShare, share

NO_AUDIT = "No Compact audit was held in {year}."
TENTH = Decimal("0.1")


def rethinks(matter: Matter, _of: str) -> Found:
    """The Re-think table (F12): the year and the one before."""
    years = {one.year: one for one in rethink_years(matter.session)}
    here, before = years.get(matter.year), years.get(matter.before.year)
    if here is None:
        return Found(missing=f"No Re-think was asked for in {matter.year}.")
    lines = [one for one in (before, here) if one is not None]
    grid = Grid(
        id="F12",
        caption=f"Re-thinks in {' and '.join(one.year for one in lines)}",
        header=(
            "Year", "How many re-thinks ran", "How many cancelled", "How many people involved",
        ),
        rows=tuple((one.year, f"{one.ran:,}", f"{one.cancelled:,}", f"{one.people:,}")
                   for one in lines),
        rule=RETHINK_RULE,
        change=_moved(here, before, matter),
    )  # fmt: skip
    return Found((grid,), is_story=_is_story(matter, "rethink"))


def _moved(here: RethinkYear, before: RethinkYear | None, matter: Matter) -> str:
    if before is None:
        return f"No Re-thinks in {matter.before.year} to compare with."
    told = [
        counts("ran", here.ran, before.ran),
        counts("cancelled", here.cancelled, before.cancelled),
        counts("people involved", here.people, before.people),
    ]
    return f"Since {before.year}: {', '.join(told)}."


def returns(matter: Matter, _of: str) -> Found:
    """Returns out of requested, year by year and by sector (F14)."""
    every = [one for one in cycles(matter.session) if one.year <= matter.year]
    here = next((one for one in every if one.year == matter.year), None)
    if here is None or not here.returns.requested:
        return Found(missing=NO_AUDIT.format(year=matter.year))
    lines = sorted(every[:3], key=lambda one: one.year)
    grid = Grid(
        id="F14",
        caption="Compact returns out of those requested",
        header=("Year", "Returned", "Requested", "Share"),
        rows=tuple(
            (one.year, f"{one.returns.returned:,}", f"{one.returns.requested:,}",
             _percent(one.returns.percent))
            for one in lines
        ),
        rule=RETURNS_RULE,
        change=_since(here, every, matter),
    )  # fmt: skip
    return Found((grid, *_by_sector(matter, here)), is_story=here.is_story)


def _since(here: Cycle, every: list[Cycle], matter: Matter) -> str:
    before = next((one.returns for one in every if one.year == matter.before.year), None)
    now = here.returns
    if before is None or not before.requested:
        return f"No audit in {matter.before.year} to compare with."
    cents = Decimal("0.01")
    exact_now = share(now.returned, now.requested, cents)
    exact_before = share(before.returned, before.requested, cents)
    if exact_now is None or exact_before is None:
        return ""
    moved = points(exact_now, exact_before, TENTH)
    return f"{moved} since {matter.before.year} ({_percent(before.percent)})."


def _by_sector(matter: Matter, here: Cycle) -> tuple[Drawing, Grid]:
    sectors = returns_by_sector(matter.session, here.id)
    labels = [SECTORS[one.label] for one in sectors]
    asked = sum(one.returned for one in sectors)
    # Returns are no respondents: small numbers of them may be shown (decisions 9).
    row = ShownRow(
        tuple(labels),
        tuple(Shown(one.returned, f"{one.returned:,}") for one in sectors),
        Shown(asked, f"{asked:,} organisations"),
    )
    title = f"Compact returns of {here.year} by sector."
    grid = Grid(
        id="compact.sectors",
        caption=f"Compact returns of {here.year} by sector ({asked:,} returns)",
        header=("Sector", "Returned", "Requested", "Share"),
        rows=tuple(
            (label, f"{one.returned:,}", f"{one.requested:,}", _percent(one.percent))
            for label, one in zip(labels, sectors, strict=True)
        ),
        rule=RETURNS_RULE,
    )
    return Drawing(bar_chart("compact-sectors", title, labels, row, counted="Out of")), grid


def standards(matter: Matter, _of: str) -> Found:
    """The standards with 5% or more to improve (F15 to F21), then all twelve."""
    here = next((one for one in cycles(matter.session) if one.year == matter.year), None)
    if here is None:
        return Found(missing=NO_AUDIT.format(year=matter.year))
    shares = standard_shares(matter.session, here.id)
    if not any(one.graded for one in shares):
        return Found(missing=f"No Compact return of {matter.year} has been graded.")
    flagged = [one for one in shares if one.is_flagged]
    first = Grid(
        id="F21",
        caption=(
            f"Standards of which {FLAGGED_FROM}% or more require improvement or are inadequate: "
            f"{len(flagged)} of {len(shares)}"
        ),
        header=("Standard", "Requires improvement", "Inadequate", "Graded indicators"),
        rows=tuple(_line(one) for one in flagged),
        rule=STANDARDS_RULE,
    )
    every = Grid(
        id="compact.standards",
        caption="All twelve standards",
        header=(*first.header, f"{FLAGGED_FROM}% or more"),
        rows=tuple((*_line(one), "yes" if one.is_flagged else "no") for one in shares),
        rule=STANDARDS_RULE,
    )
    return Found((first, every), is_story=here.is_story)


def _line(one: StandardShare) -> tuple[str, ...]:
    return (
        f"{one.standard}. {STANDARDS[one.standard]}",
        _percent(one.requires_improvement_percent),
        _percent(one.inadequate_percent),
        f"{one.graded:,}",
    )


def _percent(value: Decimal | None) -> str:
    return "not graded" if value is None else f"{value}%"


def _is_story(matter: Matter, occasion: str) -> bool:
    query = select(Course.id).where(Course.occasion == occasion, Course.is_story.is_(True))
    return matter.session.scalar(query.limit(1)) is not None

"""What has changed since last year, in words that claim no more than the figures show?"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from feedback.reports.figures import Figure
from feedback.reports.past import Point

NOT_BEFORE = "No figure for {year} to compare with."
HIDDEN = "The change since {year} is not shown: too few people."


def change_of_shares(now: Figure, before: Figure | None, year: str) -> str:
    """The change of a share in points; `year` is the year before. Hidden where either is."""
    if before is None or not (before.base or before.suppressed):
        return NOT_BEFORE.format(year=year)
    if now.suppressed or before.suppressed:
        return HIDDEN.format(year=year)
    if now.value is None or before.value is None:
        return NOT_BEFORE.format(year=year)
    return f"{points(now.value, before.value, Decimal(1))} since {year} ({before.text})."


def change_of_printed(now: Figure, before: Point) -> str:
    """The change of a share since one that was printed, in whole points."""
    if now.suppressed:
        return HIDDEN.format(year=before.year)
    if now.value is None or before.value is None:
        return NOT_BEFORE.format(year=before.year)
    moved = points(now.value, before.value, Decimal(1))
    return f"{moved} since {before.year} ({before.text}, as printed in: {before.source})."


def points(now: Decimal, before: Decimal, step: Decimal) -> str:
    """“Up 3 points”: of shares with 2 decimals, rounded half up once to `step`."""
    moved = (now - before).quantize(step, ROUND_HALF_UP)
    if not moved:
        return "No change"
    size = abs(moved)
    return f"{'Up' if moved > 0 else 'Down'} {size} {'point' if size == 1 else 'points'}"


def counts(name: str, now: int, before: int) -> str:
    """“courses 125 (−2)”: counts of what are no people."""
    moved = now - before
    sign = "no change" if not moved else f"{moved:+,}".replace("-", "−")
    return f"{name} {now:,} ({sign})"

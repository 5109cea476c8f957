"""How are rounded numbers told, so that nobody reads more into them than they say?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from feedback.privacy.releasing import Release
from feedback.privacy.small_numbers import NOT_SHOWN
from feedback.reports.charts import BarChart, Told, drawn


def count_words(release: Release, row: int) -> str:
    """The rounded count, or that it is not shown."""
    number = release.numbers[row]
    return NOT_SHOWN if number is None else f"{number:,}"


def base_words(release: Release) -> str:
    """How many answered, as far as the numbers tell: a range, or a least where some are hidden."""
    shown = [number for number in release.numbers if number is not None]
    if not shown:
        return NOT_SHOWN
    if len(shown) < len(release.numbers):
        return f"{release.least:,} or more"
    return f"{release.least:,} to {release.least + (release.step - 1) * len(shown):,}"


def share_words(release: Release, row: int) -> str:
    """The share as a range in whole percents; only its most where other counts are hidden."""
    bounds = _bounds(release, row)
    if bounds is None:
        return NOT_SHOWN
    least, most = bounds
    if None in release.numbers:
        return f"up to {most}%"
    return f"{least}%" if least == most else f"{least}% to {most}%"


def release_chart(key: str, title: str, labels: Sequence[str], release: Release) -> BarChart:
    """The same as the table: bars as long as the most the share can be."""
    told = []
    for row, label in enumerate(labels):
        bounds = _bounds(release, row)
        share = None if bounds is None else bounds[1] / 100
        told.append(Told(label, share, share_words(release, row)))
    return drawn(key, f"{title} Answered by {base_words(release)}.", told)


def _bounds(release: Release, row: int) -> tuple[int, int] | None:
    """The least and the most the share can be, in whole percents, rounded outwards."""
    number = release.numbers[row]
    if number is None:
        return None
    slack = release.step - 1
    others = [one for at, one in enumerate(release.numbers) if at != row and one is not None]
    rest = sum(others)
    least = Decimal(100 * number) / Decimal(number + rest + slack * len(others))
    most = Decimal(100 * (number + slack)) / Decimal(number + slack + rest)
    return (
        int(least.to_integral_value(ROUND_FLOOR)),
        int(most.to_integral_value(ROUND_CEILING)),
    )

"""Which day is it for people? Europe/London, whatever the server says."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def local_day(instant: datetime) -> date:
    """The day in London at an aware instant."""
    return instant.astimezone(LONDON).date()


def told_time(at: datetime) -> str:
    """An instant as people here read it: "4 November 2024, 10:00"."""
    here = at.astimezone(LONDON)
    return f"{here.day} {here:%B %Y, %H:%M}"


def opens_at(day: date) -> datetime:
    """The instant a round that opens on `day` opens: 00:00 in London, as UTC."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def closes_at(day: date) -> datetime:
    """The instant from which a round that closes on `day` is closed: 23:59 has passed."""
    return datetime.combine(day, time(23, 59, 59, 999_999), LONDON).astimezone(UTC)


def months_before(day: date, months: int) -> date:
    """The day so many months earlier; the month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))

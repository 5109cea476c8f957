"""On which day, and at what hour, may a message go to somebody at work?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SENT_AT = time(10, 0)  # local; never in the hour that a clock change takes away or gives twice
FIRST_HOUR, LAST_HOUR = 9, 19  # local: outside these nobody's phone rings because of us
SATURDAY = 5
LONGEST_HOLIDAY_DAYS = 120  # a calendar that holds a message longer than this is a mistake


@dataclass(frozen=True, slots=True)
class Term:
    """School holidays and closed days as staff keep them: (first day, last day), both held back.

    Weekends and the bank holidays of England need not be named. Raises ValueError for a holiday
    that ends before it begins.
    """

    holidays: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        for first, last in self.holidays:
            if last < first:
                raise ValueError(f"a holiday ends before it begins: {first} to {last}")

    def is_working_day(self, day: date) -> bool:
        """Whether people at school and at the council are at work."""
        if day.weekday() >= SATURDAY or day in bank_holidays(day.year):
            return False
        return not any(first <= day <= last for first, last in self.holidays)

    def held(self, day: date) -> date:
        """The day itself, or the next working day of term.

        After LONGEST_HOLIDAY_DAYS the day itself again: late is better than never.
        """
        for ahead in range(LONGEST_HOLIDAY_DAYS):
            later = day + timedelta(days=ahead)
            if self.is_working_day(later):
                return later
        return day


def sent_at(day: date) -> datetime:
    """10:00 in London on that day, as UTC: 10:00 in winter, 09:00 in summer."""
    return datetime.combine(day, SENT_AT, LONDON).astimezone(UTC)


def is_quiet(instant: datetime) -> bool:
    """Whether it is an hour at which nothing is sent."""
    return not FIRST_HOUR <= instant.astimezone(LONDON).hour < LAST_HOUR


def after_quiet(instant: datetime) -> datetime:
    """The instant itself, or the next 10:00 where it is quiet."""
    if not is_quiet(instant):
        return instant
    day = instant.astimezone(LONDON).date()
    today = sent_at(day)
    return today if instant < today else sent_at(day + timedelta(days=1))


def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England by their standing rules; one-off ones belong in Term."""
    easter = _easter(year)
    return frozenset(
        {
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            _monday_from(date(year, 5, 1)),
            _monday_from(date(year, 5, 25)),
            _monday_from(date(year, 8, 25)),
            _not_at_a_weekend(date(year, 1, 1)),
            *_christmas(year),
        }
    )


def _christmas(year: int) -> Iterator[date]:
    """25 and 26 December; one that falls at a weekend moves to the next day that is neither."""
    taken: set[date] = set()
    for day in (date(year, 12, 25), date(year, 12, 26)):
        if day.weekday() < SATURDAY:
            taken.add(day)
    for day in (date(year, 12, 25), date(year, 12, 26)):
        if day.weekday() >= SATURDAY:
            moved = day
            while moved.weekday() >= SATURDAY or moved in taken:
                moved += timedelta(days=1)
            taken.add(moved)
    yield from taken


def _not_at_a_weekend(day: date) -> date:
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _easter(year: int) -> date:
    """Easter Sunday by the Gregorian rule (Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, odd = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moon + 15) % 30
    weekday = (32 + 2 * odd + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)

"""When is somebody in the office, and when has an hour of office time passed?"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_RULE = re.compile(r"([A-Z][a-z]{2})(?:-([A-Z][a-z]{2}))? (\d{2}):(\d{2})-(\d{2}):(\d{2})")
LOOK_AHEAD_DAYS = 30  # longer than any run of holidays


class OfficeHoursUnreadable(ValueError):  # noqa: N818 - a story
    """The setting is not like "Mon-Fri 08:30-17:00"."""


@dataclass(frozen=True, slots=True)
class Office:
    """Opening hours in London, the same every week, but not on holidays."""

    days: frozenset[int]  # 0 is Monday
    opens: time
    closes: time
    holidays: frozenset[date]

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is in the office at this instant."""
        local = at.astimezone(LONDON)
        return self._works(local.date()) and self.opens <= local.time() < self.closes

    def after(self, at: datetime, minutes: int) -> datetime:
        """The instant when so many minutes of office time have passed since `at`."""
        left = timedelta(minutes=minutes)
        day = at.astimezone(LONDON).date()
        for _ in range(LOOK_AHEAD_DAYS):
            if self._works(day):
                opens, closes = self._instant(day, self.opens), self._instant(day, self.closes)
                begins = max(opens, at)
                if begins < closes:
                    if begins + left <= closes:
                        return (begins + left).astimezone(UTC)
                    left -= closes - begins
            day += timedelta(days=1)
        return at + timedelta(days=LOOK_AHEAD_DAYS)

    def _works(self, day: date) -> bool:
        return day.weekday() in self.days and day not in self.holidays

    @staticmethod
    def _instant(day: date, at: time) -> datetime:
        return datetime.combine(day, at, LONDON).astimezone(UTC)


def office_from(hours: str, holidays: Collection[str] = ()) -> Office:
    """Read "Mon-Fri 08:30-17:00" and days as 2024-12-25. Raises OfficeHoursUnreadable."""
    found = _RULE.fullmatch(hours.strip())
    if found is None:
        raise OfficeHoursUnreadable(f"“{hours}” is not like “Mon-Fri 08:30-17:00”")
    first, last, *clock = found.groups()
    try:
        start, end = DAYS.index(first), DAYS.index(last or first)
        opens, closes = time(int(clock[0]), int(clock[1])), time(int(clock[2]), int(clock[3]))
    except ValueError as error:
        raise OfficeHoursUnreadable(f"“{hours}”: {error}") from None
    if start > end or opens >= closes:
        raise OfficeHoursUnreadable(f"“{hours}” ends before it begins")
    free = frozenset(_day(day.strip()) for day in holidays if day.strip())
    return Office(frozenset(range(start, end + 1)), opens, closes, free)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OfficeHoursUnreadable(f"“{text}” is not a day like 2024-12-25") from None

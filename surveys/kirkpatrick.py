"""The four levels: what does each ask, and when does each wave fall due after the course?"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """Kirkpatrick's four levels."""

    REACTION = 1
    LEARNING = 2
    BEHAVIOUR = 3
    RESULTS = 4


LEVEL_NAMES = {
    Level.REACTION: "Reaction",
    Level.LEARNING: "Learning",
    Level.BEHAVIOUR: "Behaviour",
    Level.RESULTS: "Results",
}
ASKS = {
    Level.REACTION: "Was the session good, and relevant to the work?",
    Level.LEARNING: "What do people know, and feel able to do, that they did not before?",
    Level.BEHAVIOUR: "Do they do it at work, and what helps or stops them?",
    Level.RESULTS: "What became better for children?",
}


class Wave(StrEnum):
    """One time of asking."""

    DAY_0 = "day_0"
    MONTH_3 = "month_3"
    MONTH_6 = "month_6"
    MANAGER = "manager"
    WEEK_8 = "week_8"


WAVE_NAMES = {
    Wave.DAY_0: "At the session",
    Wave.MONTH_3: "3 months on",
    Wave.MONTH_6: "6 months on",
    Wave.MANAGER: "Manager's view",
    Wave.WEEK_8: "8 weeks on",
}


class Occasion(StrEnum):
    """What people came to; it decides which waves there are."""

    COURSE = "course"
    RETHINK = "rethink"
    WORKSHOP = "workshop"
    TWO_DAYS = "two_day_course"
    PLAN = "safer_me_plan"


SURVEY_OF: dict[tuple[Occasion, Wave], str] = {
    (Occasion.COURSE, Wave.DAY_0): "training-day-0",
    (Occasion.COURSE, Wave.MONTH_3): "training-month-3",
    (Occasion.COURSE, Wave.MONTH_6): "training-month-6",
    (Occasion.COURSE, Wave.MANAGER): "training-manager",
    (Occasion.RETHINK, Wave.DAY_0): "rethink-day-0",
    (Occasion.RETHINK, Wave.WEEK_8): "rethink-week-8",
    (Occasion.WORKSHOP, Wave.DAY_0): "workshop",
    (Occasion.TWO_DAYS, Wave.DAY_0): "two-day-course",
    (Occasion.PLAN, Wave.DAY_0): "safer-me-plan",
}
# Asked once, at the session, within two minutes; nobody leaves an address.
POP_UPS = (Occasion.WORKSHOP, Occasion.TWO_DAYS, Occasion.PLAN)
_MONTHS = {Wave.DAY_0: 0, Wave.MONTH_3: 3, Wave.MANAGER: 3, Wave.MONTH_6: 6}
_WEEKS = {Wave.WEEK_8: 8}
REMINDED_AFTER_DAYS = (7, 14)  # after the message went, to those who have not answered


def waves_of(occasion: Occasion) -> tuple[Wave, ...]:
    """Every wave of such an occasion, in order."""
    return tuple(wave for kind, wave in SURVEY_OF if kind is occasion)


def follow_ups_of(occasion: Occasion) -> tuple[Wave, ...]:
    """The waves that are sent to each person by a message of ours."""
    sent = {Wave.MONTH_3, Wave.MONTH_6, Wave.WEEK_8}
    return tuple(wave for wave in waves_of(occasion) if wave in sent)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where there is no such day.

    31 August and 6 months give 28 or 29 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def due_on(held_on: date, wave: Wave) -> date:
    """The day this wave falls due for somebody who came on `held_on`, by the calendar alone."""
    if wave in _WEEKS:
        return held_on + timedelta(weeks=_WEEKS[wave])
    return months_after(held_on, _MONTHS[wave])


@dataclass(frozen=True, slots=True)
class Rate:
    """How many answered one wave. Raises ValueError where the four do not fit together.

    invited: a message was due; delivered: it was not refused; eligible: delivered, and the person
    has not left the role; answered: of these. Who opts out stays in: they were asked.
    """

    invited: int
    delivered: int
    eligible: int
    answered: int

    def __post_init__(self) -> None:
        if not 0 <= self.answered <= self.eligible <= self.delivered <= self.invited:
            raise ValueError(f"answered <= eligible <= delivered <= invited does not hold: {self}")

    @property
    def percent(self) -> Decimal | None:
        """Answered out of eligible in whole percents, half up; None where nobody is eligible."""
        if not self.eligible:
            return None
        share = Decimal(100 * self.answered) / self.eligible
        return share.quantize(Decimal(1), ROUND_HALF_UP)


def financial_year(day: date) -> str:
    """The year from 1 April to 31 March that holds the day, like "2023-24"."""
    first = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def days_of_financial_year(name: str) -> tuple[date, date]:
    """Its first and last day. Raises ValueError for anything but "2023-24"."""
    if not is_financial_year(name):
        raise ValueError(f"not a financial year: {name}")
    first = int(name[:4])
    return date(first, 4, 1), date(first + 1, 3, 31)


def is_financial_year(name: str) -> bool:
    """Whether it is a name like "2023-24"."""
    first, _, second = name.partition("-")
    if len(first) != 4 or not first.isascii() or not first.isdigit() or first == "9999":
        return False
    return int(first) > 0 and second == f"{(int(first) + 1) % 100:02d}"

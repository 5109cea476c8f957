"""Which courses and Re-thinks are in the story? The yearly report's counts (F7 to F9, F12).

The numbers of sessions and attendances are the report's own; which session had how many people,
from which sector and on which day, is invented. 228 and 245 of 250 are ours: the report prints
91% and 98%.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from surveys.kirkpatrick import days_of_financial_year

MULTI_TITLES = (
    "Safeguarding and thresholds", "Neglect and poverty", "Professional curiosity",
    "Having effective safeguarding conversations", "Escalation and Re-think",
    "Safer recruitment", "Restorative practice", "Child sexual abuse: first conversations",
)  # fmt: skip
SINGLE_FOR = (
    "An invented primary school", "An invented nursery", "An invented charity",
    "An invented health trust", "An invented housing association",
)  # fmt: skip
# Most likely first; the report's chart of sectors (F10) is lost in its text.
SECTORS = ("education", "health", "social_care", "early_years", "voluntary", "police",
           "early_help", "housing", "probation", "other")  # fmt: skip
SECTOR_WEIGHTS = (30, 18, 14, 11, 9, 6, 6, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Year:
    """What the report prints for one year; `cancelled` is ours."""

    name: str
    multi_ran: int
    multi_came: int
    single_ran: int
    single_came: int
    cancelled: int


YEARS = (
    Year("2021-22", 134, 1_337, 17, 408, 9),
    Year("2022-23", 127, 1_416, 27, 1_220, 6),
    Year("2023-24", 125, 1_496, 63, 1_506, 4),
)
# The two-day course of the report's page on children who go missing or are exploited: part of the
# 125 courses and 1,496 attendances of 2023-24.
MET_TITLE = "Missing, exploited and trafficked: two days"
MET_DAYS = (
    date(2023, 9, 12), date(2023, 9, 26), date(2023, 10, 10), date(2023, 10, 17),
    date(2023, 11, 7), date(2023, 11, 21), date(2023, 12, 5), date(2023, 12, 12),
    date(2024, 1, 16), date(2024, 1, 30),
)  # fmt: skip
MET_PEOPLE, MET_RELEVANT, MET_OUTCOMES = 250, 228, 245
MET_BACK_AT_3, MET_BACK_AT_6 = 112, 87
MET_LEFT_ROLE, MET_OPTED_OUT, MET_REFUSED = 6, 5, 9


@dataclass(frozen=True, slots=True)
class Rethinks:
    """What the report prints of one year's Re-thinks."""

    year: str
    ran: int
    cancelled: int
    people: int


RETHINKS = (Rethinks("2022-23", 5, 0, 32), Rethinks("2023-24", 30, 1, 272))
RETHINKS_EVALUATED = 6  # the newest ones
EVALUATED_BY = 6  # people each

PLEDGES = (
    "Use the thresholds document before I ring MASH.",
    "Ask about both parents in every assessment.",
    "Take a case to supervision and talk about what I do not know.",
    "Tell my team what I learned at our next meeting.",
    "Write down what the child said in their own words.",
    "Plan the conversation before I make the call.",
)
BEST = (
    "Hearing how other agencies decide.",
    "Working through a case together.",
    "Knowing who to ring, and what they need to know.",
    "Time to think.",
)
EXAMPLES = (
    "I planned the call first, and the contact was taken at once.",
    "We looked at the thresholds together and agreed on early help.",
    "I asked one more question, and the plan changed.",
)
DIFFERENCES = (
    "Help came weeks earlier than it would have.",
    "The family knew what would happen next.",
    "The school and the health visitor now ring each other.",
)


def shared_out(total: int, parts: int) -> list[int]:
    """`total` in so many parts as even as can be, each at least 1 where there are enough."""
    least, over = divmod(total, parts)
    return [least + (place < over) for place in range(parts)]


def working_day(year: str, chance: Random) -> date:
    """Some Monday to Friday of a financial year."""
    first, last = days_of_financial_year(year)
    while True:
        day = first + timedelta(days=chance.randrange((last - first).days + 1))
        if day.weekday() < 5:
            return day


def sectors(count: int, chance: Random) -> list[str]:
    """The sectors of so many people."""
    return chance.choices(SECTORS, SECTOR_WEIGHTS, k=count)

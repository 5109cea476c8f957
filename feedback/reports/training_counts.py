"""How many courses ran, who came from where, and how many Re-thinks were there, year by year?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from feedback.store.sight import EVERYTHING, Sight, courses_within
from feedback.store.training import Attendance, Course, Rethink, TrainingSession
from feedback.training.attendance_file import SECTORS
from feedback.training.courses import came_per_session
from surveys.kirkpatrick import Occasion, days_of_financial_year, financial_year

COURSES_RULE = (
    "Sessions that ran, by the financial year (1 April to 31 March) of the day they were held. "
    "Planned and cancelled sessions are not counted."
)
CAME_RULE = (
    "Attendances, not people: who came to three sessions is counted three times. The booking "
    "system's list counts; where a session has none, those who left an address there."
)
RETHINK_RULE = (
    "Re-thinks by the financial year of the day they were held or were to be held. Ran and "
    "cancelled are counted apart: asked for is their sum. People involved are those present, "
    "by the facilitator's record, at those that ran."
)


@dataclass(frozen=True, slots=True)
class YearLine:
    """One financial year's courses (F8, F9). Sessions and attendances are no respondents."""

    year: str
    multi_ran: int
    multi_came: int
    single_ran: int
    single_came: int
    cancelled: int

    @property
    def ran(self) -> int:
        """All sessions that ran."""
        return self.multi_ran + self.single_ran

    @property
    def came(self) -> int:
        """All attendances."""
        return self.multi_came + self.single_came


@dataclass(slots=True)
class _Sums:
    ran: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)
    cancelled: int = 0


def year_lines(session: Session, sight: Sight = EVERYTHING) -> tuple[YearLine, ...]:
    """Every year in which a course was held or cancelled, the newest first."""
    came = came_per_session()
    rows = session.execute(
        select(
            TrainingSession.held_on, TrainingSession.status, Course.reach,
            func.coalesce(came.c.came, 0),
        )
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(came, came.c.session_id == TrainingSession.id)
        .where(Course.occasion == Occasion.COURSE.value, courses_within(sight))
    )  # fmt: skip
    years: dict[str, _Sums] = {}
    for held_on, status, reach, people in rows:
        if status == "planned":
            continue
        sums = years.setdefault(financial_year(held_on), _Sums())
        if status == "cancelled":
            sums.cancelled += 1
            continue
        sums.ran[reach] += 1
        sums.came[reach] += int(people)
    return tuple(
        YearLine(
            year, sums.ran["multi"], sums.came["multi"], sums.ran["single"], sums.came["single"],
            sums.cancelled,
        )
        for year, sums in sorted(years.items(), reverse=True)
    )  # fmt: skip


def came_by_sector(
    session: Session, year: str, reach: str = "multi", sight: Sight = EVERYTHING
) -> Mapping[str, int]:
    """Attendances of one year by sector (F10), in the order of SECTORS; sectors of nobody too.

    Raises ValueError for what is no financial year.
    """
    first, last = days_of_financial_year(year)
    listed = (
        select(Attendance.session_id)
        .group_by(Attendance.session_id)
        .having(func.sum(case((Attendance.came_by == "import", 1), else_=0)) > 0)
    )
    rows = session.execute(
        select(Attendance.sector, func.count())
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(
            TrainingSession.status == "ran",
            TrainingSession.held_on.between(first, last),
            Course.occasion == Occasion.COURSE.value,
            Course.reach == reach,
            courses_within(sight),
            (Attendance.came_by == "import") | Attendance.session_id.not_in(listed),
        )
        .group_by(Attendance.sector)
    )
    found = {sector if sector in SECTORS else "other": count for sector, count in rows}
    return {sector: found.get(sector, 0) for sector in SECTORS}


@dataclass(frozen=True, slots=True)
class RethinkYear:
    """One financial year's Re-thinks (F12)."""

    year: str
    ran: int
    cancelled: int
    people: int

    @property
    def asked_for(self) -> int:
        """Ran and cancelled together."""
        return self.ran + self.cancelled


def rethink_years(session: Session, sight: Sight = EVERYTHING) -> tuple[RethinkYear, ...]:
    """Every year with a Re-think, the newest first."""
    rows = session.execute(
        select(TrainingSession.held_on, TrainingSession.status, Rethink.people)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(Rethink, Rethink.session_id == TrainingSession.id)
        .where(Course.occasion == Occasion.RETHINK.value, courses_within(sight))
    )
    years: dict[str, Counter[str]] = {}
    for held_on, status, people in rows:
        counts = years.setdefault(financial_year(held_on), Counter())
        counts[status] += 1
        if status == "ran":
            counts["people"] += sum((people or {}).values())
    return tuple(
        RethinkYear(year, counts["ran"], counts["cancelled"], counts["people"])
        for year, counts in sorted(years.items(), reverse=True)
        if counts["ran"] or counts["cancelled"]
    )

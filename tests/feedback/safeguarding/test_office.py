"""When has an hour of office time passed?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.safeguarding.office import LONDON, Office, OfficeHoursUnreadable, office_from

OFFICE = office_from("Mon-Fri 08:30-17:00", ["2024-03-29", "2024-04-01"])  # Easter


def at(text: str) -> datetime:
    """An instant by the clock on the wall in London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-02-05T10:00", "2024-02-05T11:00"),
        ("2024-02-05T16:30", "2024-02-06T09:00"),  # the rest of the hour next morning
        ("2024-02-05T16:00", "2024-02-05T17:00"),
        ("2024-02-09T16:45", "2024-02-12T09:15"),  # over a weekend
        ("2024-02-10T12:00", "2024-02-12T09:30"),
        ("2024-02-05T03:00", "2024-02-05T09:30"),
        ("2024-03-28T17:00", "2024-04-02T09:30"),  # over Easter and the change of clocks
        ("2024-10-25T16:59", "2024-10-28T09:29"),  # clocks go back
    ],
)
def test_an_hour_of_office_time(start: str, end: str) -> None:
    passed = OFFICE.after(at(start), 60)
    assert passed == at(end)
    assert passed.tzinfo is UTC


def minutes_open(office: Office, start: datetime, end: datetime) -> int:
    """Counted minute by minute: slow, and another way than the code's."""
    minute, count = start, 0
    while minute < end:
        count += office.is_open(minute)
        minute += timedelta(minutes=1)
    return count


@given(
    start=st.datetimes(datetime(2023, 3, 20), datetime(2023, 11, 5)),  # noqa: DTZ001 - UTC below
    minutes=st.integers(5, 700),
)
def test_as_many_open_minutes_pass_as_asked(start: datetime, minutes: int) -> None:
    begin = start.replace(second=0, microsecond=0, tzinfo=UTC)
    assert minutes_open(OFFICE, begin, OFFICE.after(begin, minutes)) == minutes


def test_a_holiday_that_never_ends_does_not_hang() -> None:
    days = [(date(2024, 1, 1) + timedelta(days=n)).isoformat() for n in range(60)]
    start = at("2024-01-01T10:00")
    assert office_from("Mon-Fri 08:30-17:00", days).after(start, 60) == start + timedelta(days=30)


@pytest.mark.parametrize(
    "wrong", ["", "8-5", "Mon-Fri 17:00-08:30", "Fri-Mon 08:00-09:00", "Mon-Fri 08:30-25:00"]
)
def test_unreadable_hours_are_refused_with_their_words(wrong: str) -> None:
    with pytest.raises(OfficeHoursUnreadable, match=wrong or "not like"):
        office_from(wrong)


def test_days_and_hours_are_read_as_written() -> None:
    some = office_from("Tue-Thu 08:15-16:45")
    assert (sorted(some.days), some.opens, some.closes) == ([1, 2, 3], time(8, 15), time(16, 45))
    assert office_from("Mon 09:00-10:00").days == {0}
    with pytest.raises(OfficeHoursUnreadable, match="ends before it begins"):
        office_from("Mon-Fri 09:00-09:00")


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(OfficeHoursUnreadable, match="2024-02-30"):
        office_from("Mon-Fri 08:30-17:00", ["2024-02-30"])

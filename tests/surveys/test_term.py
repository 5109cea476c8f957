"""Does a message go at 10:00 in London, never in quiet hours, and on a day people are at work?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from surveys.kirkpatrick import Wave, due_on
from surveys.term import LONDON, Term, after_quiet, bank_holidays, is_quiet, sent_at

FIRST, LAST = date(2024, 1, 1), date(2036, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
# A school year as a council prints it, the same each year here.
HOLIDAYS = Term(
    tuple(
        span
        for year in range(2023, 2038)
        for span in (
            (date(year, 2, 12), date(year, 2, 16)),
            (date(year, 3, 29), date(year, 4, 12)),
            (date(year, 5, 27), date(year, 5, 31)),
            (date(year, 7, 24), date(year, 8, 31)),
            (date(year, 10, 28), date(year, 11, 1)),
            (date(year, 12, 23), date(year + 1, 1, 3)),
        )
    )
)


@pytest.mark.parametrize("wave", [Wave.MONTH_3, Wave.MONTH_6])
def test_every_start_day_is_sent_at_ten_local_on_its_due_day(wave: Wave) -> None:
    hours = set()
    for held in EVERY_DAY:
        due = due_on(held, wave)
        instant = sent_at(due)
        local = instant.astimezone(LONDON)
        assert (local.date(), local.hour, local.minute) == (due, 10, 0)
        assert not is_quiet(instant)
        hours.add(instant.hour)
    assert hours == {9, 10}
    print(f"N = {len(EVERY_DAY)} start days")


@pytest.mark.parametrize("wave", [Wave.MONTH_3, Wave.MONTH_6])
def test_every_start_day_can_be_held_to_the_next_working_day_of_term(wave: Wave) -> None:
    moved = 0
    for held in EVERY_DAY:
        due = due_on(held, wave)
        sent = HOLIDAYS.held(due)
        assert sent >= due
        assert HOLIDAYS.is_working_day(sent), held
        between = [due + timedelta(days=n) for n in range((sent - due).days)]
        assert not any(HOLIDAYS.is_working_day(day) for day in between), held
        moved += sent != due
    assert 0 < moved < len(EVERY_DAY)


def test_the_clock_change_moves_utc_and_not_the_hour_people_see() -> None:
    assert sent_at(date(2024, 3, 30)) == datetime(2024, 3, 30, 10, tzinfo=UTC)
    assert sent_at(date(2024, 3, 31)) == datetime(2024, 3, 31, 9, tzinfo=UTC)
    assert sent_at(date(2024, 10, 26)) == datetime(2024, 10, 26, 9, tzinfo=UTC)
    assert sent_at(date(2024, 10, 27)) == datetime(2024, 10, 27, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "quiet"), [("08:59", True), ("09:00", False), ("18:59", False), ("19:00", True)]
)
@pytest.mark.parametrize("day", ["2024-01-10", "2024-07-10", "2024-03-31", "2024-10-27"])
def test_quiet_hours_are_local_hours(day: str, at: str, quiet: bool) -> None:
    assert is_quiet(datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=LONDON)) is quiet


def test_what_is_late_waits_for_ten_and_never_longer_than_a_night() -> None:
    instant = datetime(2024, 3, 28, tzinfo=UTC)
    for _ in range(24 * 6 * 7):
        later = after_quiet(instant)
        assert not is_quiet(later)
        assert timedelta(0) <= later - instant < timedelta(hours=16)
        assert after_quiet(later) == later
        instant += timedelta(minutes=10)


def test_the_bank_holidays_of_england() -> None:
    # As printed by the government for 2024 and 2022; the one-off days of 2022 are not rules.
    assert bank_holidays(2024) == {
        date(2024, 1, 1), date(2024, 3, 29), date(2024, 4, 1), date(2024, 5, 6),
        date(2024, 5, 27), date(2024, 8, 26), date(2024, 12, 25), date(2024, 12, 26),
    }  # fmt: skip
    assert {date(2022, 1, 3), date(2022, 12, 26), date(2022, 12, 27)} <= bank_holidays(2022)
    assert {date(2021, 12, 27), date(2021, 12, 28)} <= bank_holidays(2021)
    assert date(2022, 12, 28) not in bank_holidays(2022)


def test_a_holiday_holds_back_and_its_last_day_too() -> None:
    term = Term(((date(2024, 7, 24), date(2024, 9, 2)),))
    assert term.held(date(2024, 8, 10)) == date(2024, 9, 3)
    assert term.held(date(2024, 7, 23)) == date(2024, 7, 23)
    assert Term().held(date(2024, 8, 10)) == date(2024, 8, 12)  # a Saturday


def test_a_holiday_that_never_ends_does_not_hold_a_message_for_ever() -> None:
    term = Term(((date(2024, 1, 1), date(2034, 1, 1)),))
    assert term.held(date(2024, 6, 1)) == date(2024, 6, 1)


def test_a_holiday_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        Term(((date(2024, 2, 2), date(2024, 2, 1)),))

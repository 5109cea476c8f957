"""When does each wave fall due, who is in its rate, and which financial year is a day in?"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

import pytest

from surveys.kirkpatrick import (
    ASKS,
    LEVEL_NAMES,
    SURVEY_OF,
    WAVE_NAMES,
    Level,
    Occasion,
    Rate,
    Wave,
    days_of_financial_year,
    due_on,
    financial_year,
    follow_ups_of,
    waves_of,
)
from surveys.library_index import instruments

FIRST, LAST = date(2024, 1, 1), date(2036, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@pytest.mark.parametrize(
    ("held", "wave", "due"),
    [
        (date(2023, 8, 31), Wave.MONTH_6, date(2024, 2, 29)),
        (date(2024, 8, 31), Wave.MONTH_6, date(2025, 2, 28)),
        (date(2024, 8, 29), Wave.MONTH_6, date(2025, 2, 28)),
        (date(2023, 8, 28), Wave.MONTH_6, date(2024, 2, 28)),
        (date(2024, 11, 30), Wave.MONTH_3, date(2025, 2, 28)),
        (date(2024, 3, 31), Wave.MONTH_3, date(2024, 6, 30)),
        (date(2024, 12, 31), Wave.MONTH_6, date(2025, 6, 30)),
        (date(2024, 2, 29), Wave.MONTH_3, date(2024, 5, 29)),
        (date(2024, 1, 15), Wave.WEEK_8, date(2024, 3, 11)),
        (date(2024, 1, 15), Wave.DAY_0, date(2024, 1, 15)),
        (date(2024, 1, 15), Wave.MANAGER, date(2024, 4, 15)),
    ],
)
def test_a_wave_falls_due_by_the_calendar(held: date, wave: Wave, due: date) -> None:
    assert due_on(held, wave) == due


@pytest.mark.parametrize(("wave", "months"), [(Wave.MONTH_3, 3), (Wave.MONTH_6, 6)])
def test_every_start_day_of_13_years_falls_due_in_the_right_month(wave: Wave, months: int) -> None:
    for held in EVERY_DAY:
        due = due_on(held, wave)
        apart = (due.year - held.year) * 12 + due.month - held.month
        is_last = due.day == monthrange(due.year, due.month)[1]
        assert apart == months, held
        assert due.day == held.day or (is_last and due.day < held.day), held
    print(f"N = {len(EVERY_DAY)} start days x {months} months")
    assert len(EVERY_DAY) == 4_749


@pytest.mark.parametrize("wave", [Wave.MONTH_3, Wave.MONTH_6, Wave.WEEK_8])
def test_who_came_later_is_never_asked_earlier(wave: Wave) -> None:
    due = [due_on(held, wave) for held in EVERY_DAY]
    assert due == sorted(due)


def test_every_wave_has_an_instrument_of_the_library() -> None:
    assert set(SURVEY_OF.values()) <= set(instruments())
    assert {wave for _, wave in SURVEY_OF} == set(Wave) == set(WAVE_NAMES)
    assert set(ASKS) == set(LEVEL_NAMES) == set(Level)


def test_only_waves_that_we_send_are_follow_ups() -> None:
    assert follow_ups_of(Occasion.COURSE) == (Wave.MONTH_3, Wave.MONTH_6)
    assert follow_ups_of(Occasion.RETHINK) == (Wave.WEEK_8,)
    assert follow_ups_of(Occasion.WORKSHOP) == ()
    assert waves_of(Occasion.WORKSHOP) == (Wave.DAY_0,)


# --- rates


def test_the_rate_is_answered_out_of_eligible_half_up() -> None:
    assert Rate(250, 240, 200, 101).percent == Decimal(51)  # 50.5
    assert Rate(250, 240, 200, 100).percent == Decimal(50)
    assert Rate(3, 3, 3, 2).percent == Decimal(67)


def test_nobody_eligible_has_no_rate() -> None:
    assert Rate(10, 10, 0, 0).percent is None


@pytest.mark.parametrize("four", [(1, 2, 1, 1), (2, 2, 1, 2), (2, 1, 2, 1), (1, 1, 1, -1)])
def test_counts_that_do_not_fit_together_are_refused(four: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="does not hold"):
        Rate(*four)


# --- financial years


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2023, 3, 31), "2022-23"),
        (date(2023, 4, 1), "2023-24"),
        (date(2024, 3, 31), "2023-24"),
        (date(2024, 4, 1), "2024-25"),
        (date(2024, 2, 29), "2023-24"),
        (date(1999, 5, 1), "1999-00"),
    ],
)
def test_a_day_is_in_the_year_from_april_to_march(day: date, year: str) -> None:
    assert financial_year(day) == year
    first, last = days_of_financial_year(year)
    assert first <= day <= last


def test_each_day_is_in_exactly_one_financial_year() -> None:
    for day in EVERY_DAY:
        first, last = days_of_financial_year(financial_year(day))
        assert first <= day <= last
        assert financial_year(last + timedelta(days=1)) != financial_year(day)


@pytest.mark.parametrize(
    "name",
    ["2023", "2023-25", "23-24", "2023-2024", "abcd-24", "", "9999-00", "0000-01", "２０２３-24"],
)
def test_what_is_no_financial_year_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a financial year"):
        days_of_financial_year(name)

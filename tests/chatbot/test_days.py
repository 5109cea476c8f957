"""Is a day or number in words understood, and asked back where it could be another?"""

from __future__ import annotations

from datetime import date

import pytest

from chatbot.days import day_in, number_in
from chatbot.loading import load_lexis

LEXIS = load_lexis()
TODAY = date(2024, 2, 8)  # a Thursday


@pytest.mark.parametrize(
    ("text", "day", "sure"),
    [
        ("today", date(2024, 2, 8), True),
        ("Yesterday!", date(2024, 2, 7), True),
        ("the day before yesterday", date(2024, 2, 6), True),
        ("it was yesterday", date(2024, 2, 7), True),
        ("maybe yesterday", date(2024, 2, 7), False),
        ("last night", date(2024, 2, 7), True),
        ("3 days ago", date(2024, 2, 5), True),
        ("two weeks ago", date(2024, 1, 25), False),
        ("a week ago", date(2024, 2, 1), False),
        ("last tuesday", date(2024, 2, 6), False),
        ("on tuesday", date(2024, 2, 6), False),
        ("last thursday", date(2024, 2, 1), False),
        ("next monday", date(2024, 2, 12), False),
        ("the 3rd", date(2024, 2, 3), False),
        ("the 21st", date(2024, 1, 21), False),
        ("31st", date(2024, 1, 31), False),
        ("3rd of feb", date(2024, 2, 3), False),
        ("march 5", date(2023, 3, 5), False),
        ("3 February 2024", date(2024, 2, 3), True),
        ("3/2/2024", date(2024, 2, 3), True),
        ("2024-02-03", date(2024, 2, 3), True),
        ("3.2.24", date(2024, 2, 3), False),
    ],
)
def test_days(text: str, day: date, sure: bool) -> None:
    found = day_in(LEXIS.calendar, LEXIS.plain(text), TODAY)
    assert found is not None
    assert (found.value, found.sure) == (day, sure)


@pytest.mark.parametrize(
    "text",
    ["", "tuesday or wednesday", "3", "not yesterday", "the day my dad left", "31 february",
     "32nd", "monday 3", "999999 days ago", "5 6 7 8", "ages ago", "may"],
)  # fmt: skip
def test_what_names_no_one_day_is_none(text: str) -> None:
    assert day_in(LEXIS.calendar, LEXIS.plain(text), TODAY) is None


@pytest.mark.parametrize(
    ("text", "number", "sure"),
    [("12", 12, True), ("twelve", 12, True), ("Twenty one", 21, True), ("twice", 2, True),
     ("about three", 3, False), ("none", 0, True), ("three times", 3, True),
     ("forty-two", 42, True)],
)  # fmt: skip
def test_numbers(text: str, number: int, sure: bool) -> None:
    found = number_in(LEXIS.calendar, LEXIS.plain(text))
    assert found is not None
    assert (found.value, found.sure) == (number, sure)


@pytest.mark.parametrize("text", ["2 or 3", "one two", "loads", "not 3", "3 dads", "twenty twelve"])
def test_what_is_no_one_number_is_none(text: str) -> None:
    assert number_in(LEXIS.calendar, LEXIS.plain(text)) is None

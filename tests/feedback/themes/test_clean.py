"""Is an answer taken apart without losing or changing a word?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.themes.clean import has_words, parts_of, plain, tidy


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("She listens. He does not!", ["She listens.", "He does not!"]),
        ("Kind staff but too few of them", ["Kind staff", "but too few of them"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("It took 3.5 hours e.g. on Monday", ["It took 3.5 hours e.g.", "on Monday"]),
        ("Great lesson.Loved it", ["Great lesson", "Loved it"]),
        ("...", ["..."]),
        ("", []),
    ],
)
def test_an_answer_is_split_into_sentences(text: str, parts: list[str]) -> None:
    assert [part.text for part in parts_of(text)] == parts


@given(st.text(max_size=300))
def test_every_part_stands_where_it_says_and_no_letter_is_lost(text: str) -> None:
    parts = parts_of(text)
    assert all(text[part.start : part.end] == part.text for part in parts)
    assert all(a.end <= b.start for a, b in zip(parts, parts[1:], strict=False))
    told = [sign for part in parts for sign in part.text if sign.isalpha()]
    assert told == [sign for sign in text if sign.isalpha()]


@pytest.mark.parametrize(
    ("text", "plainly"),
    [
        ("I didnt get an appt", "i didn't get an appointment"),
        ("Thank  you\u00a0SO much", "thank you so much"),
        ("It\u2019s soooo good", "it's soo good"),
        ("", ""),
    ],
)
def test_a_copy_for_reading_is_written_out(text: str, plainly: str) -> None:
    assert plain(text) == plainly


def test_what_is_embedded_is_one_line_as_typed() -> None:
    assert tidy(" Hi\n there  you ") == "Hi there you"


@pytest.mark.parametrize(("text", "is_said"), [("ok", True), ("5", True), (" ?! ", False)])
def test_signs_alone_say_nothing(text: str, *, is_said: bool) -> None:
    assert has_words(text) is is_said

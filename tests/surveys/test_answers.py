"""Is what was posted read as what was meant?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answers import SKIPPED, Answers, Problem, Value, label_of, read, worry_of
from surveys.definition import Choice, Kind, Question, Worry, WorryLevel

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
WHO = (Choice("mum", "Mum"), Choice("dad", "Dad"), Choice("other", "Other", says=True))
MANY = (*WHO, Choice("none", "None of these", exclusive=True))


def question(kind: Kind, *choices: Choice, **more: object) -> Question:
    return Question(key="q", kind=kind, ask="?", choices=choices, **more)  # type: ignore[arg-type]  # a shorthand


CHOICE = question(Kind.CHOICE, *WHO)
MULTI = question(Kind.MULTI, *MANY)
SHORT = question(Kind.SHORT_TEXT, max_chars=5)
NUMBER = question(Kind.NUMBER, min=Decimal(0), max=Decimal(1500))
DAY = question(Kind.DATE)


@pytest.mark.parametrize(
    ("asked", "raw", "value"),
    [
        (CHOICE, {"q": ["mum"]}, Value(codes=("mum",))),
        (CHOICE, {"q": ["", "mum"]}, Value(codes=("mum",))),
        (CHOICE, {"q": ["mum", "mum"]}, Value(codes=("mum",))),
        (CHOICE, {}, SKIPPED),
        (CHOICE, {"q": [""]}, SKIPPED),
        (CHOICE, {"q": ["other"], "q-says": ["My gran"]}, Value(("other",), "My gran")),
        # Words beside an option nobody ticked are not lost.
        (CHOICE, {"q-says": ["My gran"]}, Value(("other",), "My gran")),
        (CHOICE, {"q": ["mum"], "q-says": ["and she shouts"]}, Value(("mum",), "and she shouts")),
        (MULTI, {"q": ["dad", "mum"]}, Value(codes=("mum", "dad"))),
        (MULTI, {"q": ["none"], "q-says": ["gran"]}, Value(codes=("none",))),
        (SHORT, {"q": ["hello"]}, Value(text="hello")),
        (SHORT, {"q": [" hi\r\n"]}, Value(text=" hi\n")),
        (SHORT, {"q": [" \r\n\t "]}, SKIPPED),
        (SHORT, {"q": ["a\x00b\ud800"]}, Value(text="a\ufffdb\ufffd")),
        (SHORT, {"q": ["👩‍👩‍👧"]}, Value(text="👩‍👩‍👧")),
        (NUMBER, {"q": [" 1,500 "]}, Value(number=Decimal(1500))),
        (NUMBER, {"q": ["３"]}, Value(number=Decimal(3))),
        (NUMBER, {"q": ["2.50"]}, Value(number=Decimal("2.50"))),
        (DAY, {"q-day": ["3"], "q-month": ["2"], "q-year": ["2024"]}, Value(day=date(2024, 2, 3))),
        (
            DAY,
            {"q-day": ["3"], "q-month": ["Sep."], "q-year": ["2024"]},
            Value(day=date(2024, 9, 3)),
        ),
        (DAY, {"q": ["2024-02-29"]}, Value(day=date(2024, 2, 29))),
        (DAY, {"q-day": [" "], "q-month": [""]}, SKIPPED),
        (question(Kind.INFO), {"q": ["anything"]}, SKIPPED),
    ],
)
def test_an_answer_is_read(asked: Question, raw: dict[str, list[str]], value: Value) -> None:
    assert read(asked, raw) == value


@pytest.mark.parametrize(
    ("asked", "raw", "message"),
    [
        (CHOICE, {"q": ["aunt"]}, "Choose one of the answers shown, or skip this question."),
        (CHOICE, {"q": ["mum", "dad"]}, "Choose only one answer."),
        (
            MULTI,
            {"q": ["mum", "none"]},
            "Choose “None of these” on its own, or choose other answers.",
        ),
        (
            SHORT,
            {"q": ["hello!"]},
            "You have written 1 letter more than fit here. Please make it 5 or fewer."
            " Your words are still here.",
        ),
        (NUMBER, {"q": ["lots"]}, "Write a number, like 3."),
        (NUMBER, {"q": ["1e3"]}, "Write a number, like 3."),
        (NUMBER, {"q": ["NaN"]}, "Write a number, like 3."),
        (NUMBER, {"q": ["-1"]}, "Write a number from 0 to 1500."),
        (question(Kind.NUMBER, min=Decimal(2)), {"q": ["1"]}, "Write a number that is 2 or more."),
        (question(Kind.NUMBER, max=Decimal(2)), {"q": ["3"]}, "Write a number that is 2 or less."),
        (DAY, {"q-day": ["3"]}, "Write the month and the year too."),
        (
            DAY,
            {"q-day": ["3"], "q-month": ["2"], "q-year": ["24"]},
            "Write the year with 4 numbers, like 2024.",
        ),
        (
            DAY,
            {"q-day": ["30"], "q-month": ["2"], "q-year": ["2024"]},
            "That date is not in the calendar. Check the day and month.",
        ),
        (DAY, {"q": ["yesterday"]}, "Write the date like 27 3 2024."),
    ],
)
def test_what_cannot_be_taken_is_said_kindly(
    asked: Question, raw: dict[str, list[str]], message: str
) -> None:
    assert read(asked, raw) == Problem("q", message)


@given(st.text(max_size=300))
def test_text_is_kept_exactly_as_typed(text: str) -> None:
    value = read(question(Kind.SHORT_TEXT, max_chars=300), {"q": [text]})
    assert isinstance(value, Value)
    assert value == SKIPPED or value.text == text.replace("\r\n", "\n").replace("\x00", "\ufffd")
    assert value != SKIPPED or not text.strip()
    value.text.encode("utf-8")


@given(st.lists(st.text(max_size=12), max_size=4), st.sampled_from(list(Kind)))
def test_whatever_is_posted_gives_a_value_or_a_problem(posted: list[str], kind: Kind) -> None:
    asked = question(kind, *MANY)
    raw = {"q": posted, "q-says": posted, "q-day": posted, "q-month": posted, "q-year": posted}
    assert isinstance(read(asked, raw), Value | Problem)


@pytest.mark.parametrize(
    ("asked", "value", "label"),
    [
        (CHOICE, Value(("mum",)), "Mum"),
        (CHOICE, Value(("other",), "My gran"), "Other: My gran"),
        (MULTI, Value(("mum", "dad")), "Mum, Dad"),
        (SHORT, Value(text="hello"), "hello"),
        (NUMBER, Value(number=Decimal("1E+3")), "1000"),
        (DAY, Value(day=date(2024, 3, 3)), "3 March 2024"),
        (CHOICE, SKIPPED, ""),
    ],
)
def test_an_answer_is_said_in_the_words_it_was_given(
    asked: Question, value: Value, label: str
) -> None:
    assert label_of(asked, value) == label


@pytest.mark.parametrize(
    ("codes", "level"),
    [
        (("mum",), None),
        (("dad",), WorryLevel.REVIEW),
        (("other",), WorryLevel.CONCERN),
        (("dad", "other"), WorryLevel.CONCERN),
        ((), None),
    ],
)
def test_the_graver_worry_wins(codes: tuple[str, ...], level: WorryLevel | None) -> None:
    rules = (Worry(("dad", "other"), WorryLevel.REVIEW), Worry(("other",), WorryLevel.CONCERN))
    assert worry_of(question(Kind.MULTI, *MANY, worry=rules), Value(codes)) is level


def test_answers_never_change() -> None:
    first = Answers({"a": SKIPPED})
    second = first.given("b", Value(text="x"))
    assert dict(first) == {"a": SKIPPED}
    assert second.without(["b"]) == first
    assert hash(second.without(["b"])) == hash(first)
    assert second.get("c") is None


def test_the_words_do_not_show_in_a_traceback() -> None:
    assert "secret" not in repr(Answers({"a": Value(text="secret")}))

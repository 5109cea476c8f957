"""Is a misspelt word of a command read as the one that was meant, and no other word changed?"""

from __future__ import annotations

import pytest

from chatbot.loading import load_lexis
from chatbot.spelling import joined, parted, spelt

LEXIS = load_lexis()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("skiip", "skip"), ("prvs", "previous"), ("hlep", "help"), ("dellete", "delete"),
     ("langauge", "language"), ("goin", "going"), ("qustion", "question"),
     ("anuther", "another"), ("nekst", "next"), ("rong", "wrong"), ("enuff", "enough")],
)  # fmt: skip
def test_a_slip_is_read_as_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert spelt(typed, LEXIS.frames, LEXIS.real_words) == meant


@pytest.mark.parametrize(
    "word",
    [
        "clearly",
        "closer",
        "home",
        "brothel",
        "chance",
        "7",
        "school",
        "attacked",
        "strangled",
        "hate",
        "weed",
        "live",
    ],
)
def test_another_word_stays_what_it_is(word: str) -> None:
    assert spelt(word, LEXIS.frames, LEXIS.real_words) == word


def test_words_run_together_are_parted() -> None:
    assert parted("skipthis", LEXIS.frames) == ("skip", "this")
    assert parted("xylophone", LEXIS.frames) == ()


def test_letters_typed_one_by_one_are_a_word() -> None:
    assert joined(["s", "k", "i", "p"]) == ["skip"]
    assert joined(["a", "c"]) == ["a", "c"]

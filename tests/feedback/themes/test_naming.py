"""Do groups of answers get the name a person would give, and never somebody's own?"""

from __future__ import annotations

import numpy as np
import pytest

from feedback.themes.naming import Namer, noun_phrases

WAITS = [
    "The waiting times are far too long",
    "Waiting times were three weeks",
    "Long waiting times, nobody rang us",
    "We had waiting times of a month",
    "Waiting times again, tyler cried",
    "Please do something about waiting times",
]
LUNCH = [
    "The lunch was cold",
    "Cold lunch every day",
    "More lunch please, and hot lunch",
    "Lunch came late and tyler was hungry",
    "The lunch portions are small",
    "I liked the lunch",
]
THANKS = ["Thank you", "Great, thanks", "Excellent", "Thanks for all", "Brilliant", "Thank you all"]


def named(*groups: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    texts = [text for group in groups for text in group]
    numbers = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    namer = Namer(texts, numbers, None)
    return [namer.name(at) for at in range(len(groups))]


def test_a_group_is_called_what_its_people_say_and_the_others_do_not() -> None:
    (waits, waiting_words), (lunch, _) = named(WAITS, LUNCH)
    assert "waiting times" in waits.lower()
    assert "lunch" in lunch.lower()
    assert "lunch" not in waits.lower()
    assert "waiting" in waiting_words


def test_no_name_of_a_person_stands_in_a_name() -> None:
    told = " ".join(" ".join((name, *words)) for name, words in named(WAITS, LUNCH))
    assert "tyler" not in told.lower()


def test_a_group_of_short_praise_is_called_so() -> None:
    praise, others = (name for name, _ in named(THANKS, WAITS))
    assert praise.startswith("Praise and thanks")
    assert "Praise" not in others


@pytest.mark.parametrize("texts", [["?", "!"], ["ok", "ok"]])
def test_where_nothing_is_said_there_is_still_a_name(texts: list[str]) -> None:
    ((name, _),) = named(texts)
    assert name


def test_a_phrase_ends_in_a_noun_and_keeps_its_describing_words() -> None:
    phrases = set(noun_phrases("The waiting room was cold"))
    assert ("waiting", "room") in phrases
    assert ("cold",) not in phrases

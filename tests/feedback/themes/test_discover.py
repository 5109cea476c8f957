"""Are themes found, named as a person would, and quoted without naming anybody?"""

from __future__ import annotations

import pytest

from feedback.themes.discover import discover, sensible_number
from feedback.themes.embedding import has_minilm
from feedback.themes.naming import noun_phrases

EMBEDDERS = ["none", "tfidf"] + (["minilm"] if has_minilm() else [])
FOOD = [
    "The food was cold and the food portions were small",
    "School food is horrible, cold food every day",
    "I would like better food at lunch",
    "Hot food at the centre please, the food is cold",
    "Cold food again, and the food was late",
    "My brother tyler says the food made him ill last week",
]
BUSES = [
    "The bus never comes on time to the centre",
    "There is no bus from our road after six",
    "A bus pass would help us, the bus is expensive",
    "We need two buses, the bus stop is far away",
    "The bus was full and the bus driver was rude",
    "No bus on Sundays so we cannot visit by bus",
]


@pytest.mark.parametrize("embedder", EMBEDDERS)
def test_two_kinds_of_answers_are_two_named_themes(embedder: str) -> None:
    texts = [*FOOD, "", *BUSES, "?"]
    found = discover(texts, themes=2, embedder=embedder)
    assert found.unplaced == (6, 13)
    rows = sorted(one.rows for one in found.themes)
    assert rows == [tuple(range(6)), tuple(range(7, 13))]
    by_first = {one.rows[0]: one for one in found.themes}
    assert "food" in by_first[0].name.lower()
    assert "bus" in by_first[7].name.lower()
    assert "food" in by_first[0].words


def test_quotes_are_redacted_readable_and_apart() -> None:
    found = discover([*FOOD, *BUSES], themes=2, embedder="tfidf")
    quotes = [quote for one in found.themes for quote in one.quotes]
    assert all(25 <= len(quote.text) <= 300 for quote in quotes)
    assert not any("tyler" in quote.text for quote in quotes)
    assert len({quote.row for quote in quotes}) == len(quotes)


def test_the_same_answers_give_the_same_themes() -> None:
    first = discover([*FOOD, *BUSES], embedder="tfidf", seed=3)
    assert first == discover([*FOOD, *BUSES], embedder="tfidf", seed=3)


@pytest.mark.parametrize("texts", [[], [""], ["only one answer here"], ["same", "same", "same"]])
def test_too_little_to_compare_is_no_fault(texts: list[str]) -> None:
    found = discover(texts, embedder="tfidf")
    placed = [row for one in found.themes for row in one.rows]
    assert sorted([*placed, *found.unplaced]) == list(range(len(texts)))


def test_the_number_of_themes_grows_slowly() -> None:
    assert [sensible_number(n) for n in (5, 100, 400, 10_000)] == [1, 4, 8, 16]


def test_a_name_is_a_noun_phrase() -> None:
    assert ("waiting", "times") in set(noun_phrases("the waiting times were long"))
    assert all(phrase[-1] != "were" for phrase in noun_phrases("the waiting times were long"))

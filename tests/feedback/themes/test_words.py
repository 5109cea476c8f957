"""Are a codebook's words found as people write them, and only those?"""

from __future__ import annotations

import pytest

from feedback.themes.stems import stem
from feedback.themes.words import WordFinder, negated_places, tokens_of

LISTS = [["friendly staff", "kind"], ["parking"], ["nothing to improve"], ["explained"]]


def themes_in(text: str) -> set[int]:
    return {hit.theme for hit in WordFinder(LISTS).find(tokens_of(text))}


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("The staff were very friendly", {0}),
        ("friendly and helpful staff", {0}),
        ("Friendly place. It has stairs, a garden, a cafe and staff", set()),
        ("no parking anywhere", {1}),
        ("parkin is bad", {1}),
        ("Nothing to improve", {2}),
        ("they explaned it well", {3}),
        ("he explains everything", {3}),
        ("a plain room", set()),
    ],
)
def test_words_are_found_inflected_turned_and_misspelt(text: str, themes: set[int]) -> None:
    assert themes_in(text) == themes


def test_a_not_turns_the_words_after_it_round() -> None:
    hits = WordFinder([["kind"]]).find(tokens_of("they were not very kind"))
    assert [hit.is_negated for hit in hits] == [True]
    hits = WordFinder([["kind"]]).find(tokens_of("not on time but kind"))
    assert [hit.is_negated for hit in hits] == [False]


def test_a_phrase_with_its_own_not_is_not_turned_round() -> None:
    hits = WordFinder([["nothing to improve"]]).find(tokens_of("nothing to improve"))
    assert [hit.is_negated for hit in hits] == [False]


def test_a_not_reaches_three_words_and_no_further() -> None:
    assert negated_places(tokens_of("not a good warm kind place")) == {1, 2, 3, 4}


@pytest.mark.parametrize(
    "forms",
    [
        ("listen", "listens", "listened", "listening"),
        ("explain", "explains", "explained"),
        ("stop", "stopped", "stopping"),
        ("easy", "easier", "easily"),
        ("teach", "taught", "teaching", "teacher"),
    ],
)
def test_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("caring", "car"), ("thing", "th"), ("number", "numb")])
def test_different_words_keep_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)

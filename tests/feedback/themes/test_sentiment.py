"""Are feelings heard where "not", questions and our field's words decide them?"""

from __future__ import annotations

import pytest

from feedback.themes.feeling_columns import question_leanings
from feedback.themes.feeling_words import feeling_words
from feedback.themes.sentiment import Judged, feelings
from feedback.themes.words import tokens_of


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I don't feel safe", "negative"),
        ("She always listens to me, she is brilliant", "positive"),
        ("They never listen and nobody told me anything", "negative"),
        ("The wait was too long", "negative"),
        ("Thank you so much \U0001f600", "positive"),
        ("She wasnt helpful", "negative"),
        ("I have no complaints", "positive"),
        ("More staff needed", "negative"),
        ("", "neutral"),
    ],
)
def test_a_clear_feeling_is_heard(text: str, label: str) -> None:
    assert feelings([text])[0].label == label


def test_a_not_turns_a_word_round_and_a_but_ends_it() -> None:
    words = feeling_words()
    plain, turned, after = (
        words.felt(tokens_of(text), text)
        for text in ("it was good", "it was not good", "not much but good")
    )
    assert plain.good > 0 == plain.bad
    assert turned.bad > 0 == turned.good
    assert after.good == plain.good


def test_nothing_is_praise_where_asked_what_to_change() -> None:
    asked = ["What could we do better?", "What was good?"]
    told = feelings(["Nothing", "Nothing"], asked)
    assert told[0].label == "positive"
    assert told[1].label != "positive"


def test_a_question_without_words_is_known_by_its_answers() -> None:
    texts = ["Nothing really", "More buses", "None"] * 10 + ["Kind staff"] * 30
    leaning = question_leanings(texts, ["Q1"] * 30 + ["Q2"] * 30)
    assert leaning[0] == -1
    assert leaning[-1] == 0


def test_mixed_is_told_only_when_asked_for() -> None:
    text = "The staff were wonderful and kind. The food was horrible and cold."
    assert feelings([text], with_mixed=True)[0].label == "mixed"
    assert feelings([text])[0].label == "neutral"


def test_codings_teach_what_words_mean_here() -> None:
    coded = [Judged(f"the {n} dragon came", "positive") for n in ("red", "old", "big")] * 4
    coded += [Judged(f"the {n} wizard came", "negative") for n in ("red", "old", "big")] * 4
    told = feelings(["a dragon came by", "a wizard came by"], coded=coded)
    assert [one.label for one in told] == ["positive", "negative"]
    assert all(0 <= one.sureness <= 1 for one in told)

"""Are quotes on the theme, readable, unlike one another and safe to read out?"""

from __future__ import annotations

import numpy as np

from feedback.themes.assign import Placed
from feedback.themes.quotes import LONGEST, SHORTEST, pick_quotes
from feedback.themes.quoting import quotes_by_theme

TEXTS = [
    "Priya always listens and takes the time to explain things.",
    "Priya always listens and takes the time to explain it.",
    "ok",
    "The meetings are at a good time for us and easy to get to. " * 8,
    "You can ring me on 07700 900123 or mail a.b@example.org or see 4 June 2021.",
]


def test_quotes_are_redacted_apart_and_of_readable_length() -> None:
    space = np.eye(5, dtype=np.float32) * 0.5 + 0.5
    quotes = pick_quotes(TEXTS, range(5), space)
    assert {quote.row for quote in quotes} in ({0, 3}, {1, 3})
    assert all(SHORTEST <= len(quote.text) <= LONGEST for quote in quotes)
    assert any(quote.text.startswith("[name] always listens") for quote in quotes)
    assert not any("Priya" in quote.text for quote in quotes)


def test_a_long_answer_is_quoted_in_whole_sentences() -> None:
    quotes = pick_quotes(TEXTS, [3], np.ones((1, 2), np.float32))
    assert quotes[0].text.endswith("to get to.")
    assert TEXTS[3].startswith(quotes[0].text)


def test_only_sure_answers_are_quoted_for_a_theme() -> None:
    placed = [Placed(0, "listened", 0.9), Placed(3, "meetings", 0.3), Placed(2, "", 0.0)]
    found = quotes_by_theme(TEXTS, placed, embedder="tfidf")
    assert {theme: [quote.row for quote in quotes] for theme, quotes in found.items()} == {
        "listened": [0]
    }

"""Which themes does the machine think are one, and why?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feedback.themes.alike import Alike, alike_themes
from feedback.themes.codebook import Theme
from feedback.themes.reading import Floats


def theme(key: str, name: str) -> Theme:
    return Theme(key=key, name=name, words=(name,))


LISTENED, HEARD, BUS = (
    theme("listened", "Being listened to"),
    theme("heard", "Feeling heard"),
    theme("bus", "Getting there"),
)


class Thinks:
    """An embedder to whom listening and hearing are one."""

    width = 2

    def embed(self, texts: Sequence[str]) -> Floats:
        return np.array([[0, 1] if "there" in text else [1, 0] for text in texts], np.float32)


def test_two_named_alike_are_told_in_whatever_order_their_words_stand() -> None:
    pair = [theme("a", "Kind and friendly worker"), theme("b", "Friendly and kind worker"), BUS]
    assert alike_themes(pair, {}, None) == (Alike("a", "b", "named"),)


def test_two_that_mean_the_same_are_told_where_meanings_are_known() -> None:
    every = [LISTENED, HEARD, BUS]
    assert alike_themes(every, {}, Thinks()) == (Alike("listened", "heard", "meant"),)
    assert alike_themes(every, {}, None) == ()


def test_two_in_the_same_answers_are_told_from_five_answers_on() -> None:
    often = {"listened": frozenset(range(10)), "heard": frozenset(range(4, 10))}
    assert alike_themes([LISTENED, HEARD], often, None) == (Alike("listened", "heard", "together"),)
    few = {"listened": frozenset(range(10)), "heard": frozenset(range(4))}
    assert alike_themes([LISTENED, HEARD], few, None) == ()
    apart = {"listened": frozenset(range(10)), "heard": frozenset(range(5, 15))}
    assert alike_themes([LISTENED, HEARD], apart, None) == ()

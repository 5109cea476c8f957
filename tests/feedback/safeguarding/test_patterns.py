"""Is a sequence of word classes found where it stands, and nowhere else?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.safeguarding.patterns import (
    Line,
    Pattern,
    PatternError,
    Step,
    find,
    parse_pattern,
)
from feedback.safeguarding.wording import STRONG, WEAK

WORDS = ("a", "b", "c", "d", "x", "um")
BIT = {word: 1 << place for place, word in enumerate(WORDS)}
CLASSES = {"AB": BIT["a"] | BIT["b"], "CD": BIT["c"] | BIT["d"], "XS": BIT["x"], "AX": BIT["a"]}


def parsed(source: str) -> Pattern:
    return parse_pattern(source, BIT.__getitem__, CLASSES)


def line(text: str) -> Line:
    """ "a um b, c. d": um is a filler, a comma a weak pause, a full stop a strong one."""
    words, pauses, pause = [], [], STRONG
    for piece in text.replace(",", " ,").replace(".", " .").split():
        if piece in ",.":
            pause = STRONG if piece == "." else WEAK
            continue
        words.append(piece)
        pauses.append(pause)
        pause = 0
    return Line([BIT[word] for word in words], pauses, [word == "um" for word in words])


def never(_place: int) -> bool:
    return False


def found(
    source: str, text: str, begin: int = 0, denied: Callable[[int], bool] = never
) -> tuple[int, int] | None:
    return find(parsed(source), line(text), denied, begin)


@pytest.mark.parametrize(
    ("source", "text", "place"),
    [
        ("a", "a", (0, 0)),
        ("AB|CD", "a", (0, 0)),
        ("AB|CD", "d", (0, 0)),
        ("AX b", "a b", (0, 1)),  # a class may end in any letter
        ("!x AB|XS", "x", None),  # a pause before the very first word parts nothing
        ("a ~1 !x ~3 b", "a um c d x b", (0, 5)),  # a filler lengthens a gap by one, not two
        ("a ~1 !x ~3 b", "a um c x d b", None),
        ("a", "x a", (1, 1)),
        ("a", "x", None),
        ("a b", "a b", (0, 1)),
        ("a b", "b a", None),
        ("a b", "a x b", None),
        ("a b", "a a b", (1, 2)),
        ("AB CD", "x b d", (1, 2)),
        ("a XS", "a x", (0, 1)),
        ("a|x c", "x c", (0, 1)),
        ("AB|x c", "x c", (0, 1)),
        ("AB|x c", "a c", (0, 1)),
        # a gap is at most that many words
        ("a ~1 b", "a b", (0, 1)),
        ("a ~1 b", "a x b", (0, 2)),
        ("a ~1 b", "a x x b", None),
        ("a ~2 b", "a x x b", (0, 3)),
        ("a ~3 b", "a b b", (0, 1)),
        ("a ~1 b ~1 c", "a x b x c", (0, 4)),
        ("a ~1 b c", "a x b x c", None),
        ("~1 a b", "x a b", (1, 2)),
        # fillers cost nothing
        ("a b", "a um b", (0, 2)),
        ("a b", "a um um b", (0, 3)),
        ("a ~1 b", "a um x um b", (0, 4)),
        ("a ~1 b", "a x um x b", None),
        ("um a", "um a", (0, 1)),
        # a comma is no bound, a full stop is one unless the gap may cross it
        ("a b", "a, b", (0, 1)),
        ("a b", "a. b", None),
        ("a ~3 b", "a x. b", None),
        ("a ~3 b", "a. x b", None),
        ("a ~~3 b", "a x. b", (0, 2)),
        ("a ~~1 b", "a. b", (0, 1)),
        ("a ~~1 b", "a x. x b", None),
        ("a ~~2 b c", "a. b. c", None),
        # what may be missing
        ("a b? c", "a b c", (0, 2)),
        ("a b? c", "a c", (0, 1)),
        ("a b? c", "a x c", None),
        ("a? b", "b", (0, 0)),
        ("a? b", "a b", (0, 1)),
        ("a b?", "a x", (0, 0)),
        ("a b?", "a b", (0, 1)),
        ("a ~1 b? ~1 c", "a x c", (0, 2)),
        # what must not come next
        ("a !b", "a", (0, 0)),
        ("a !b", "a b", None),
        ("a !b", "a x b", (0, 0)),
        ("a ~1 !b", "a x b", None),
        ("a ~1 !b", "a x x b", (0, 0)),
        ("a ~1 !b", "a um x b", None),
        ("a !b", "a um b", None),
        ("a !b", "a. b", (0, 0)),
        ("a ~~1 !b", "a. b", None),
        ("a !b c", "a c", (0, 1)),
        ("a !b AB", "a a", (0, 1)),
        ("!a AB", "x a b", (2, 2)),
        ("!x b", "b", (0, 0)),
        ("a? !x b", "x. b", (1, 1)),
        ("a? b", "a. b", (1, 1)),
        # begin and end of a clause
        ("^ a", "a", (0, 0)),
        ("^ a", "x a", None),
        ("^ a", "x, a", (1, 1)),
        ("^ a", "x. a", (1, 1)),
        ("a ~3 ^ b", "a x b", None),
        ("a ~3 ^ b", "a x, b", (0, 2)),
        ("a ^ b c", "a, b c", (0, 2)),
        ("a $", "a", (0, 0)),
        ("a $", "a x", None),
        ("a $", "a, x", (0, 0)),
        ("a $", "a. x", (0, 0)),
        ("a $", "a um", (0, 0)),
        ("a $", "a um x", None),
        ("a $", "a um, um x", (0, 0)),
        ("a $", "a um um", (0, 0)),
        ("a $ b", "a, b", (0, 1)),
        ("a $ b*", "a, b", (0, 1)),
        ("a !x b*", "a b", (0, 1)),
        ("a x? b*", "a b", (0, 1)),
        ("a b? $", "a b x", None),
        # the nearest place that lets the rest match
        ("a ~1 b c", "a b x b c", None),
        ("a ~2 b c", "a b x b c", (0, 4)),
    ],
)
def test_a_pattern_is_found_where_it_stands(
    source: str, text: str, place: tuple[int, int] | None
) -> None:
    assert found(source, text) == place


def test_the_search_begins_where_it_is_told() -> None:
    assert found("a b", "a b a b", 0) == (0, 1)
    assert found("a b", "a b a b", 1) == (2, 3)
    assert found("a b", "a b a b", 2) == (2, 3)
    assert found("a b", "a b a b", 3) is None


def test_an_act_that_is_denied_is_passed_over_for_a_later_one() -> None:
    assert found("a ~3 b*", "a b x b", denied=lambda place: place == 1) == (0, 3)
    assert found("a ~3 b*", "a b x b", denied=lambda place: True) is None
    assert found("a ~3 b", "a b x b", denied=lambda place: True) == (0, 1)


def test_an_act_may_be_missing_where_the_pattern_says_so() -> None:
    assert parsed("a b*? c").steps[1] == Step(BIT["b"], optional=True, act=True)
    assert found("a b*? c", "a c", denied=lambda place: True) == (0, 1)


def test_a_pattern_says_what_every_matching_text_must_hold() -> None:
    read = parsed("^ AB ~2 x? !um ~~3 c* $")
    assert read.source == "^ AB ~2 x? !um ~~3 c* $"
    assert read.needs == (CLASSES["AB"], BIT["c"])
    assert read.steps == (
        Step(CLASSES["AB"], opens=True),
        Step(BIT["x"], gap=2, optional=True),
        Step(BIT["um"], banned=True),
        Step(BIT["c"], gap=3, across=True, act=True),
        Step(0, closes=True),
    )


@pytest.mark.parametrize("source", ["", "a?", "!a", "$", "!a b? $"])
def test_a_pattern_that_takes_no_word_is_refused(source: str) -> None:
    with pytest.raises(PatternError) as said:
        parsed(source)
    assert str(said.value) == f"pattern takes no word: {source}"


def test_an_unknown_class_is_refused_by_name() -> None:
    with pytest.raises(PatternError) as said:
        parsed("a NOBODY")
    assert str(said.value) == "unknown class NOBODY in: a NOBODY"


def test_each_step_is_tried_once_at_each_place() -> None:
    """Many gaps over a long text end at once: the number of questions grows with their product."""
    asked: list[int] = []

    def denied(place: int) -> bool:
        asked.append(place)
        return False

    text = " ".join(["a"] * 60)
    assert found("a* ~9 a* ~9 a* ~9 a* ~9 a* ~9 b", text, denied=denied) is None
    assert len(asked) <= 5 * 60 * 10


@given(st.lists(st.sampled_from(["a", "b", "c", "x", "um", "a,", "x.", "b."]), max_size=9))
def test_two_words_with_a_gap_are_found_as_a_plain_search_finds_them(words: list[str]) -> None:
    """Against a search that tries every pair of words, for "a ~2 b"."""
    text = " ".join(words)
    plain = [word.strip(".,") for word in words]

    def joins(first: int, last: int) -> bool:
        crossed = any(words[n].endswith(".") for n in range(first, last))
        return not crossed and sum(plain[n] != "um" for n in range(first + 1, last)) <= 2

    pairs = [
        (first, last)
        for first in range(len(plain))
        for last in range(first + 1, len(plain))
        if plain[first] == "a" and plain[last] == "b" and joins(first, last)
    ]
    assert found("a ~2 b", text) == min(pairs, default=None)

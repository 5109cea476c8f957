"""Are words cut, joined and spelt out as children write them, each at its place?"""

from __future__ import annotations

import pytest

from feedback.safeguarding.folding import fold
from feedback.safeguarding.spelling import Speller
from feedback.safeguarding.wording import STRONG, WEAK, read_words

SPELLER = Speller(
    known=frozenset(
        {"kill", "sui", "suicide", "me", "my", "self", "myself", "dad", "hit", "bully"}
    ),
    short={
        "kms": ("kill", "myself"),
        "dont": ("do", "not"),
        "omg": ("oh", "god"),
        "im": ("i", "am"),
        "b": ("be", "back"),
    },
    key=("suicide", "bully", "myself"),
    ordinary=frozenset({"bull", "mysel"}),
)


def words(text: str) -> list[str]:
    return [word.text for word in read_words(fold(text, {}), SPELLER)]


def pauses(text: str) -> list[int]:
    return [word.pause for word in read_words(fold(text, {}), SPELLER)]


def places(text: str) -> list[str]:
    return [text[word.start : word.end] for word in read_words(fold(text, {}), SPELLER)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("My DAD hit me", ["my", "dad", "hit", "me"]),
        ("don't, dont", ["do", "not", "do", "not"]),
        ("kms", ["kill", "myself"]),
        ("k i l l me", ["kill", "me"]),
        ("k-i-l-l", ["kill"]),
        ("k.i.l.l", ["kill"]),
        ("i k i l l", ["i", "kill"]),  # the first letter may be a word of its own
        ("x k i l l me", ["x", "kill", "me"]),
        ("hit k i l l", ["hit", "kill"]),
        ("k i", ["k", "i"]),
        ("a c d e", ["a", "c", "d", "e"]),
        ("k m s", ["kill", "myself"]),
        ("o m g", ["oh", "god"]),  # shorthand of words that are no key words
        ("k i l l me k i l l", ["kill", "me", "kill"]),
        ("x i m", ["x", "i", "m"]),  # two letters are too few to join
        ("b u l l y", ["bully"]),  # a letter that is shorthand for two words
        ("hit b u l l y me", ["hit", "bully", "me"]),
        ("sui cide", ["suicide"]),
        ("myse lf", ["myself"]),
        ("mysel f", ["mysel", "f"]),  # a letter alone may be a word of its own
        ("sui, cide", ["sui", "cide"]),
        ("my self", ["my", "self"]),  # both are words already
        ("suicde", ["suicide"]),
        ("sssuuuicide", ["suicide"]),
        ("su1cide", ["suicide"]),
        ("bull", ["bull"]),
        ("killmyself", ["kill", "myself"]),
        ("", []),
        ("... ,", []),
    ],
)
def test_each_word_is_read(text: str, read: list[str]) -> None:
    assert words(text) == read


def test_pauses_are_kept_and_the_stronger_counts() -> None:
    assert pauses("hit me") == [STRONG, 0]
    assert pauses("hit, me") == [STRONG, WEAK]
    assert pauses("hit. me") == [STRONG, STRONG]
    assert pauses("hit,. me") == pauses("hit ., me") == [STRONG, STRONG]
    assert pauses("hit - me (dad) my/self: x") == [STRONG, WEAK, WEAK, WEAK, WEAK, WEAK]
    assert pauses("hit\nme; dad! my? x") == [STRONG] * 5
    assert pauses("me, kms") == [STRONG, WEAK, 0]
    assert pauses("me. k i l l me") == [STRONG, STRONG, 0]
    assert pauses("me. k m s") == [STRONG, STRONG, 0]
    assert pauses("k.i") == [STRONG, 0], "a sign between letters parts nothing"
    assert pauses("k, i") == [STRONG, WEAK]
    assert pauses("me, k-i-l-l") == [STRONG, WEAK]
    assert pauses("me, sui cide") == [STRONG, WEAK]


def test_each_word_stands_where_it_was_written() -> None:
    assert places("ok kms now") == ["ok", "kms", "kms", "now"]
    assert places("ok k i l l me") == ["ok", "k i l l", "me"]
    assert places("i k i l l") == ["i", "k i l l"]
    assert places("ok sui cide x") == ["ok", "sui cide", "x"]

"""What may a second look change in a verdict?"""

from __future__ import annotations

import pytest

from feedback.safeguarding.second_look import combine
from feedback.safeguarding.verdict import Level, Verdict

LEVELS = list(Level)


def verdict(level: Level, kind: str = "physical") -> Verdict:
    return Verdict(level, (kind,), ((0, 1),), f"{kind} version")


@pytest.mark.parametrize("second", LEVELS)
@pytest.mark.parametrize("first", [one for one in LEVELS if one is not Level.NONE])
def test_what_the_first_look_flagged_is_never_changed(first: Level, second: Level) -> None:
    told = verdict(first)
    assert combine(told, verdict(second, "sexual")) is told


@pytest.mark.parametrize(
    ("second", "level"),
    [
        (Level.NONE, Level.NONE),
        (Level.REVIEW, Level.REVIEW),
        (Level.URGENT, Level.REVIEW),  # it may raise to review, no higher
        (Level.UNSCREENED, Level.UNSCREENED),
    ],
)
def test_nothing_flagged_may_become_review(second: Level, level: Level) -> None:
    nothing = Verdict(Level.NONE, (), (), "lexicon 1")
    joined = combine(nothing, verdict(second, "sexual"))
    assert joined.level is level
    assert joined.lexicon_version == "lexicon 1"
    assert joined.kinds == (() if level is Level.NONE else ("sexual",))
    assert joined.spans == (() if level is Level.NONE else ((0, 1),))

"""What decides at the edge of a match, word by word? With a lexicon of few words."""

from __future__ import annotations

import pytest

from feedback.safeguarding.candidates import Candidates
from feedback.safeguarding.lexicon import compile_lexicon
from feedback.safeguarding.patterns import parse_pattern
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.verdict import Level

FEW_WORDS = {
    "version": "few-1",
    "owner": "a test",
    "language": "en-GB",
    "classes": {
        "ME": "me", "I": "i", "SUBJ": "he", "FRIENDISH": "friend", "NOT": "not never",
        "ANYMORE": "anymore", "GAME": "football", "HARM": "hits kicks",
        "NOBODY": "nobody", "NOBODY_PASSES": "at home", "BUT": "but", "AND": "and",
        "LAUGH": "haha", "LESSON": "lesson",
    },
    "common": "i me he not never x and the",
    "persons": "I ME SUBJ",
    "denials": "NOT NOBODY",
    "rules": [
        {"id": "cold", "kinds": "neglect", "level": "review", "unless_anywhere": "ME",
         "patterns": "freezing"},
        {"id": "harm", "kinds": "physical", "level": "urgent", "unless": "GAME",
         "patterns": "HARM ME\nSUBJ ~3 bitten\nstung ~1 stung"},
        {"id": "teased", "kinds": "bullying", "level": "urgent", "patterns": "teased"},
        {"id": "secret", "kinds": "sexual", "level": "urgent", "patterns": "secret"},
        {"id": "lost", "kinds": "neglect", "level": "review", "denial": "ignore",
         "patterns": "lost* ME"},
    ],
}  # fmt: skip


def level(text: str) -> Level:
    """With a scanner made anew, so that a fault in the making is seen."""
    return Scanner(compile_lexicon(FEW_WORDS)).scan(text).level


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("friend teased", Level.REVIEW),  # the word right before counts
        ("friend teased i was there", Level.REVIEW),  # the word right after does not
        ("he teased friend", Level.URGENT),  # a friend named afterwards is another matter
        ("never. hits me", Level.URGENT),  # a "not" of the sentence before
        ("not secret anymore", Level.URGENT),  # the past, right behind the act
        ("not secret", Level.NONE),
        ("he football bitten", Level.NONE),  # a game inside the match
        ("he x bitten", Level.URGENT),
        ("ok. he kicks me at football", Level.NONE),  # a full stop before, a game behind
        ("not lost me", Level.REVIEW),  # a rule that does not heed denial
        (f"football {'the ' * 8}stung stung", Level.NONE),
        # Laughter silences only the rules that say so, on either side of a "but".
        ("haha but hits me", Level.URGENT),
        ("hits me but haha", Level.URGENT),
        ("and hits me", Level.URGENT),
        ("nobody at home hits me", Level.NONE),
        ("me at home hits me", Level.URGENT),  # nobody is denied but by a "not" or "nobody"
        ("freezing", Level.REVIEW),
        ("freezing. me", Level.NONE),  # the lexicon's first class, anywhere in the text
        ("me. freezing", Level.NONE),
        ("me. freezing. secret", Level.URGENT),  # a silenced rule ends no other's asking
        # The first pair is silenced by the game, the second stands one word further off.
        (f"football {'the ' * 8}stung stung stung", Level.URGENT),
    ],
)
def test_the_word_at_the_edge_decides(text: str, expected: Level) -> None:
    assert level(text) is expected


A, B, C = 1, 2, 4


def candidates(*sources: str) -> Candidates:
    classes = {"A": A, "B": B, "C": C}
    return Candidates([parse_pattern(one, lambda _word: 0, classes) for one in sources])


def test_only_patterns_whose_every_need_is_met_are_candidates() -> None:
    asked = candidates("A B", "A C", "B")
    assert asked.of([A, B]) == [0, 2]
    assert asked.of([A]) == []
    assert asked.of([A, 0, B, C]) == [0, 1, 2]
    assert asked.of([]) == []
    assert candidates("B A").of([B]) == [], "the first class is met by its own words alone"


def test_a_word_of_several_classes_calls_the_patterns_of_each() -> None:
    asked = candidates("A", "B", "C", "A|B")
    assert asked.of([A | C]) == [0, 2, 3]
    assert asked.of([A | B | C]) == [0, 1, 2, 3]
    assert asked.of([C]) == [2]

"""Does what is unlikely to tell of harm need a surer second look, and nothing else?"""

from __future__ import annotations

import pytest

from feedback.safeguarding.lexicon import compile_lexicon
from feedback.safeguarding.lexicon_file import load_lexicon
from feedback.safeguarding.meaning import MeaningLook, Setting
from feedback.safeguarding.unlikely import Unlikely
from feedback.safeguarding.verdict import AUDIENCES, Level
from tests.feedback.safeguarding.test_meaning import NOTHING, Says

LEXICON = compile_lexicon(
    {
        "version": "few-1", "owner": "a test", "language": "en-GB",
        "classes": {"PEOPLE": "i me my", "GAME": "tag"},
        "told_of": "PEOPLE", "calms": "GAME ~2 won\nrather ~5 than",
    }
)  # fmt: skip
SETTING = Setting(
    version="t", slope=1.0, offset=0.0, least=dict.fromkeys(AUDIENCES, 0.5),
    least_hinted=dict.fromkeys(AUDIENCES, 0.2), least_unlikely=0.95, emoji={},
)  # fmt: skip
DOUBTFUL, SURE = 1.0, 4.0  # chances of .73 and .98


def level(text: str, number: float, *, hinted: bool = False) -> Level:
    look = MeaningLook(
        Says("bad", number), SETTING, lambda _text, _audience: hinted, Unlikely(LEXICON)
    )
    return look.look(text, NOTHING, audience="child").level


@pytest.mark.parametrize(
    "text", ["why is this a bad number", "i played tag and won, a bad day",
             "i would rather have a bad day than this"],
)  # fmt: skip
def test_what_is_unlikely_needs_a_surer_network(text: str) -> None:
    assert level(text, DOUBTFUL) is Level.NONE
    assert level(text, SURE) is Level.REVIEW
    assert level(text, DOUBTFUL, hinted=True) is Level.REVIEW, "a hint outweighs it"


@pytest.mark.parametrize(
    "text", ["i had a bad day", "a bad day for me", "tag is bad for me", "rather a bad day for me"]
)
def test_what_names_somebody_and_is_not_calm_needs_no_more(text: str) -> None:
    assert level(text, DOUBTFUL) is Level.REVIEW


def test_a_calm_sentence_makes_no_other_sentence_calm() -> None:
    text = "I played tag and I won it. " + "i like it here a lot. " * 4 + "i have a bad feeling"
    assert level(text, DOUBTFUL) is Level.REVIEW


def test_a_sentence_that_names_nobody_counts_for_the_text_that_does() -> None:
    text = "My friend is here now. It is so bad every night."
    assert level(text, DOUBTFUL) is Level.REVIEW


@pytest.mark.parametrize(
    "text",
    ["How does it get from the third line to this?", "12:31 there he should have said minus",
     "Does the professor ever turn round?"],
)  # fmt: skip
def test_a_question_on_a_lecture_names_nobody(text: str) -> None:
    assert Unlikely(load_lexicon()).names_nobody(text)


@pytest.mark.parametrize(
    "text",
    ["it hurts my arm", "mum is never in", "our carer shouts", "my lil bro cries", "im scared",
     "a kid in class gets hit", "nobody is in when it gets dark"],
)  # fmt: skip
def test_a_telling_names_somebody(text: str) -> None:
    assert not Unlikely(load_lexicon()).names_nobody(text)


@pytest.mark.parametrize(
    "text",
    ["id rather eat a sock than do that again", "nan is the dragon and we run",
     "bedtime is at 8 and i want to read", "the kitten scratched my arm",
     "me and my brother fought over the last biscuit"],
)  # fmt: skip
def test_play_small_quarrels_and_rules_of_the_house_are_calm(text: str) -> None:
    assert Unlikely(load_lexicon()).is_calm(text)


@pytest.mark.parametrize(
    "text",
    ["he plays a game with me at night that i dont like", "my bed is on the floor",
     "dad says id be better off gone", "my brother hurts me when mum is out",
     "i pretend to be asleep when he comes in"],
)  # fmt: skip
def test_harm_that_sounds_alike_is_not_calm(text: str) -> None:
    assert not Unlikely(load_lexicon()).is_calm(text)

"""Does what is unlikely to tell of harm need a surer second look, and nothing else?"""

from __future__ import annotations

from functools import partial

import pytest

from feedback.safeguarding.lexicon import compile_lexicon
from feedback.safeguarding.lexicon_file import load_lexicon
from feedback.safeguarding.meaning import MeaningLook, Setting
from feedback.safeguarding.unlikely import names_nobody
from feedback.safeguarding.verdict import AUDIENCES, Level
from tests.feedback.safeguarding.test_meaning import NOTHING, Says

LEXICON = compile_lexicon(
    {
        "version": "few-1", "owner": "a test", "language": "en-GB",
        "classes": {"PEOPLE": "i me my"}, "told_of": "PEOPLE",
    }
)  # fmt: skip
SHIPPED = load_lexicon()
SETTING = Setting(
    version="t", slope=1.0, offset=0.0, least=dict.fromkeys(AUDIENCES, 0.5),
    least_hinted=dict.fromkeys(AUDIENCES, 0.2), least_unlikely=0.95, emoji={},
)  # fmt: skip
DOUBTFUL, SURE = 1.0, 4.0  # chances of .73 and .98
REMARK = "why is this such a bad number in the third line"


def level(text: str, number: float, *, hinted: bool = False) -> Level:
    look = MeaningLook(
        Says("bad", number), SETTING, lambda _text, _audience: hinted,
        partial(names_nobody, LEXICON),
    )  # fmt: skip
    return look.look(text, NOTHING, audience="child").level


def test_what_names_nobody_needs_a_surer_network() -> None:
    assert level(REMARK, DOUBTFUL) is Level.NONE
    assert level(REMARK, SURE) is Level.REVIEW
    assert level(REMARK, DOUBTFUL, hinted=True) is Level.REVIEW, "a hint outweighs it"


@pytest.mark.parametrize(
    "text",
    ["i had a bad day", "it was bad for all of the day again and for me too", "a bad day again",
     "My friend is here now. It is so bad every night and every day."],
)  # fmt: skip
def test_what_names_somebody_or_is_short_needs_no_more(text: str) -> None:
    assert level(text, DOUBTFUL) is Level.REVIEW


@pytest.mark.parametrize(
    "text",
    ["How does it get from the third line to this?", "12:31 there he should have said minus that",
     "Does the professor ever turn round to the room again?"],
)  # fmt: skip
def test_a_question_on_a_lecture_names_nobody(text: str) -> None:
    assert names_nobody(SHIPPED, text)


@pytest.mark.parametrize(
    "text",
    ["it hurts my arm", "mum is never in", "our carer shouts", "my lil bro cries", "im scared",
     "a kid in class gets hit", "nobody is in when it gets dark and the door is open",
     # the question says of whom
     "gets hit most nights after tea", "no food since tuesday", "made to sleep in the shed",
     "bruises again", "locked in again all night", "tata mnie bije"],
)  # fmt: skip
def test_a_telling_names_somebody_or_is_short(text: str) -> None:
    assert not names_nobody(SHIPPED, text)

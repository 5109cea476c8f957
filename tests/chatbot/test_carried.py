"""Is what somebody said in an earlier wave repeated to them in the talk, as on the form?"""

from __future__ import annotations

from dataclasses import replace

from chatbot.engine import Talk
from chatbot.events import Says
from chatbot.loading import load_lexis, load_manners
from chatbot.state import to_json
from surveys.answers import Answers
from tests.chatbot.conversing import library

PLEDGE = "ask the child first"
TALK = Talk(library("training-month-3"), load_lexis(), load_manners("young_person"))


def asked(talk: Talk) -> str:
    conversation, events = talk.start(Answers())
    assert PLEDGE not in to_json(conversation)  # the place holds no word of the person
    return " ".join(event.text for event in events if isinstance(event, Says))


def test_a_pledge_is_said_in_the_persons_own_words() -> None:
    said = asked(replace(TALK, carried={"pledge": PLEDGE}))
    assert f"You said you would: {PLEDGE}. Did you?" in said


def test_who_pledged_nothing_is_asked_in_general_words() -> None:
    assert "You said you would: use what you learned. Did you?" in asked(TALK)

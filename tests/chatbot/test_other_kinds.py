"""Are numbers, days and "other, please say" taken in the talk as the form takes them?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from chatbot.engine import Talk, Told
from chatbot.events import Keeps, Says, Unheard
from chatbot.loading import load_lexis, load_manners
from chatbot.state import from_json, to_json
from surveys.answers import Answers, Value
from tests.factories import survey

TODAY = date(2024, 2, 8)
TEXT = """
key: kinds
version: 1
title: Your views
audience: young_person
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Bye.]
sections:
  - key: about
    title: About
    questions:
      - {key: visits, kind: number, ask: How many visits?, min: 0, max: 30}
      - {key: last, kind: date, ask: When was the last one?}
      - {key: where, kind: choice, ask: Where?, choices: [{code: home, label: At home}, {code: other, label: Somewhere else, says: true}]}
      - {key: who, kind: multi, ask: Who came?, choices: [{code: mum, label: Mum}, {code: dad, label: Dad}, {code: other, label: Other, says: true}]}
      - {key: end, kind: short_text, ask: Anything else?}
"""  # noqa: E501 - one question a line
SURVEY = survey(TEXT)


class Talker:
    """Somebody who talks on 8 February 2024."""

    def __init__(self) -> None:
        self.talk = Talk(SURVEY, load_lexis(), load_manners("young_person"))
        self.answers = Answers()
        self.unheard: list[str] = []
        self.conversation, self.events = self.talk.start(self.answers)

    def tells(self, how: str, *many: str) -> Talker:
        for what in many:
            told = Told("tap", what) if how == "tap" else Told("type", what)
            state = from_json(to_json(self.conversation))
            self.conversation, self.events = self.talk.resume(
                state, self.answers, told, today=TODAY
            )
            for event in self.events:
                if isinstance(event, Keeps):
                    self.answers = self.answers.given(event.question_key, event.value)
                if isinstance(event, Unheard):
                    self.unheard.append(event.text)
        return self

    def types(self, *many: str) -> Talker:
        return self.tells("type", *many)

    def taps(self, *many: str) -> Talker:
        return self.tells("tap", *many)

    @property
    def said(self) -> str:
        return " ".join(event.text for event in self.events if isinstance(event, Says))


def test_numbers_and_days_in_words() -> None:
    talker = Talker().types("twenty one", "yesterday")
    assert talker.answers["visits"].number == Decimal(21)
    assert talker.answers["last"].day == date(2024, 2, 7)
    assert talker.conversation.at == "where"


def test_what_could_be_another_day_is_asked_back_first() -> None:
    talker = Talker().types("about three")
    assert "3" in talker.said
    assert "visits" not in talker.answers
    talker.types("yeah", "last tuesday")
    assert talker.answers["visits"].number == Decimal(3)
    assert "6 February 2024" in talker.said
    talker.taps("no")
    assert "last" not in talker.answers
    talker.types("last tuesday", "the 5th")  # another day instead of a yes
    assert "5 February 2024" in talker.said
    assert talker.taps("yes").answers["last"].day == date(2024, 2, 5)


def test_a_number_out_of_bounds_is_not_taken() -> None:
    talker = Talker().types("ninety")
    assert (talker.conversation.at, talker.conversation.misses) == ("visits", 1)


def test_other_asks_what_it_is_and_keeps_it_as_the_form_does() -> None:
    talker = Talker().taps("skip", "skip", "a:other")
    assert "where" not in talker.answers
    assert "own words" in talker.said or "say instead" in talker.said
    assert talker.types("at my nan's").answers["where"] == Value(("other",), "at my nan's")
    talker.taps("a:mum", "a:other", "done").types("my dog")
    assert talker.answers["who"] == Value(("mum", "other"), "my dog")


def test_other_may_stay_unsaid_and_may_be_left_again() -> None:
    talker = Talker().taps("skip", "skip").types("somewhere else").taps("skip")
    assert talker.answers["where"] == Value(("other",))
    talker.taps("a:other", "done", "back")
    assert talker.conversation.at == "where"
    assert "who" not in talker.answers

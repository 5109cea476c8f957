"""Does a conversation always move on, keep every answer, and reach an end?"""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from chatbot.engine import TURNS_MOST, Talk, Told
from chatbot.events import Ends, Event, Keeps, Offers, Says, Unheard
from chatbot.loading import load_lexis, load_manners
from chatbot.state import BYTES_MOST, Conversation, StateUnreadable, from_json, to_json
from surveys.answers import Answers, Value
from surveys.conditions import mentions
from surveys.definition import TEXT_KINDS, Survey
from surveys.library_index import instruments
from surveys.loading import load_file
from surveys.route import route
from tests.conftest import SEED, scaled

CHILDREN = ("child-5-8", "child-8-11", "young-person")
TYPED = (
    "yes", "no", "skip", "back", "why", "help", "stop", "dunno", "2", "a", "alwys", "not good",
    "he hits me", "🙂", "", "   ", "?", "the last one", "delete", "👍", "x" * 3000, "he is here",
    "a and b", "none of them", "next", "other", "something else", "last tuesday", "twelve",
    "never mind", "\x00", "﷽",
)  # fmt: skip


def survey(name: str) -> Survey:
    loaded = load_file(instruments()[name])
    assert isinstance(loaded, Survey)
    return loaded


def talk(name: str = "young-person") -> Talk:
    return Talk(survey(name), load_lexis(), load_manners("young_person"))


class Person:
    """Somebody who talks; remembers what was stored, and reads the state back every turn."""

    def __init__(self, name: str = "young-person") -> None:
        self.talk = talk(name)
        self.answers = Answers()
        self.events: tuple[Event, ...] = ()
        self.unheard: list[str] = []
        self._take(self.talk.start(self.answers))

    def types(self, text: str, *, worried: bool = False) -> Person:
        return self._resume(Told("type", text), worried)

    def taps(self, told: str) -> Person:
        return self._resume(Told("tap", told), False)

    def _resume(self, told: Told, worried: bool) -> Person:
        state = from_json(to_json(self.conversation))
        self._take(self.talk.resume(state, self.answers, told, worried=worried))
        return self

    def _take(self, turn: tuple[Conversation, tuple[Event, ...]]) -> None:
        self.conversation, self.events = turn
        assert len(to_json(self.conversation)) < BYTES_MOST
        for event in self.events:
            if isinstance(event, Keeps):
                self.answers = self.answers.given(event.question_key, event.value)
            if isinstance(event, Unheard):
                self.unheard.append(event.text)
        shown = tuple(e for e in self.events if isinstance(e, Says | Offers))
        assert shown == self.talk.show(self.conversation, self.answers), "a reload shows the same"

    @property
    def said(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Says)]

    @property
    def buttons(self) -> list[str]:
        offers = [event for event in self.events if isinstance(event, Offers)]
        return [button.told for offer in offers for button in (*offer.buttons, *offer.beside)]

    @property
    def ended(self) -> list[str]:
        return [event.how for event in self.events if isinstance(event, Ends)]

    def to(self, key: str) -> Person:
        """Skip on to a question."""
        for _ in range(80):
            if self.conversation.at == key:
                return self
            self.taps("skip")
        raise AssertionError(f"never asked {key}")


@pytest.mark.parametrize("name", CHILDREN)
def test_whoever_only_skips_reaches_the_review_and_can_send(name: str) -> None:
    person = Person(name).to("~review")
    assert person.taps("send").ended == ["send"]


@pytest.mark.parametrize("name", CHILDREN)
def test_whoever_taps_the_first_answer_stores_what_the_form_would(name: str) -> None:
    person = Person(name)
    for _ in range(120):
        if person.conversation.at == "~review":
            break
        answers = [told for told in person.buttons if told.startswith("a:")]
        if "done" in person.buttons:
            person.taps("done")
        elif answers:
            person.taps(answers[0])
        else:
            person.types("it is fine")
    way = route(person.talk.survey, person.answers)
    assert person.conversation.at == "~review"
    assert way.next_unanswered() is None
    assert not [q.key for q in way.asked if q.key not in person.answers]


def test_two_misses_offer_more_and_the_third_keeps_the_words_and_moves_on() -> None:
    person = Person()
    first = next(q for q in person.talk.survey.questions if not q.is_info)
    person.to(first.key)
    wordings = set()
    for _ in range(2):
        person.types("purple monkey dishwasher")
        assert person.conversation.at == first.key
        wordings.add(person.said[0])
    assert "words" in person.buttons
    assert len(wordings) == 2, "never the same phrase twice running"
    person.types("purple monkey dishwasher")
    assert person.unheard == ["purple monkey dishwasher"]
    assert person.conversation.at != first.key
    assert person.answers[first.key].skipped


def scale(person: Person) -> str:
    """The first question with the answers Always … Never, or Yes / No."""
    way = person.talk.survey.questions
    return next(q.key for q in way if q.options in {"FR", "YN", "R5", "F3"} and q.when is None)


def test_a_misspelt_answer_that_is_not_sure_is_asked_about() -> None:
    person = Person()
    key = scale(person)
    person.to(key)
    label = person.talk.survey.question(key).choices[0].label
    person.types(f"not {label}")
    assert key not in person.answers
    assert "none" in person.buttons
    person.taps("none")
    assert person.conversation.at == key
    assert len([b for b in person.buttons if b.startswith("a:")]) > 2


@pytest.mark.parametrize(("says", "ends"), [("stop", "stop"), ("delete everything", "delete")])
def test_stop_and_delete_ask_once(says: str, ends: str) -> None:
    person = Person()
    person.to(scale(person)).types(says)
    assert person.ended == []
    assert person.types("nah").ended == []
    assert person.conversation.asks == ""
    assert person.types(says).types("yeah").ended == [ends]


def test_words_that_worried_are_never_answered_by_deleting() -> None:
    person = Person()
    person.to(scale(person)).types("delete", worried=True)
    assert person.conversation.asks == ""
    assert person.ended == []


def test_nothing_is_guessed_from_words_that_worried() -> None:
    said = "thats all i have energy for today"
    guessed, worried = Person(), Person()
    guessed.to(scale(guessed)).types(said)
    worried.to(scale(worried)).types(said, worried=True)
    assert (guessed.conversation.asks, worried.conversation.asks) == ("stop", "")


@pytest.mark.parametrize("says", ["help me", "make it stop"])
def test_a_cry_for_help_is_offered_support_and_the_question_stays(says: str) -> None:
    person = Person()
    key = scale(person)
    person.to(key).types(says)
    assert "you can talk to somebody" in person.said[0]
    assert (person.conversation.at, person.conversation.asks) == (key, "")


@pytest.mark.parametrize("name", CHILDREN)
@pytest.mark.parametrize("command", ["help", "why", "language", "stop", "back", "purple teapot"])
def test_nothing_is_said_the_same_way_twice_running(name: str, command: str) -> None:
    person = Person(name)
    said = []
    for _ in range(4):
        said.append(person.types(command).said[0])
    assert all(one != other for one, other in pairwise(said))


@pytest.mark.parametrize("name", CHILDREN)
def test_every_question_can_say_why_it_is_asked(name: str) -> None:
    person = Person(name)
    for _ in range(80):
        if person.conversation.at == "~review":
            return
        before = person.conversation.at
        assert person.taps("why").said[0].strip()
        assert person.conversation.at == before
        person.taps("skip")
    raise AssertionError("never came to the review")


def test_going_back_drops_only_what_depended_on_it_and_brings_it_back() -> None:
    """A follow-up is off the path under another answer, and whole again when that returns."""
    person = Person()
    follow = next(q for q in person.talk.survey.questions if q.when and q.kind in TEXT_KINDS)
    (asked, *_more) = sorted(mentions(follow.when))
    person.to(asked)
    codes = [choice.code for choice in person.talk.survey.question(asked).choices]
    to_it = next(code for code in codes if leads(person, asked, code, follow.key))
    elsewhere = next(code for code in codes if not leads(person, asked, code, follow.key))
    person.taps(f"a:{to_it}").to(follow.key).types("because of reasons")
    kept = dict(person.answers)
    person.taps(f"edit:{asked}").taps(f"a:{elsewhere}")
    way = route(person.talk.survey, person.answers)
    assert set(kept) - set(way.kept(person.answers)) - infos(person) == {follow.key}
    person.taps(f"edit:{asked}").taps(f"a:{to_it}")
    assert person.conversation.at != follow.key, "answered already, so not asked again"
    way = route(person.talk.survey, person.answers)
    assert way.kept(person.answers)[follow.key] == kept[follow.key]


def infos(person: Person) -> set[str]:
    return {question.key for question in person.talk.survey.questions if question.is_info}


def leads(person: Person, asked: str, code: str, follow: str) -> bool:
    way = route(person.talk.survey, person.answers.given(asked, Value((code,))))
    return any(question.key == follow for question in way.asked)


def test_going_back_and_answering_again_keeps_what_still_holds() -> None:
    person = Person()
    key = scale(person)
    person.to(key)
    code = person.talk.survey.question(key).choices[0].code
    person.taps(f"a:{code}")
    assert person.answers[key].codes == (code,)
    person.taps("back")
    assert person.conversation.at == key
    other = person.talk.survey.question(key).choices[1].code
    person.taps(f"a:{other}")
    assert person.answers[key].codes == (other,)


def test_why_is_answered_and_the_same_question_asked_again() -> None:
    person = Person()
    key = scale(person)
    before = person.to(key).conversation.at
    person.taps("why")
    assert person.conversation.at == before
    assert len(person.said) >= 2


def test_a_conversation_longer_than_anybodys_ends_in_the_review() -> None:
    person = Person()
    for _ in range(TURNS_MOST + 1):
        person.types("why")
    assert person.conversation.at == "~review"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"format": 2}', "x" * 9000, '{"format": 1, "survey": 1}',
     '{"format": 1, "survey": "a", "version": "1", "at": "", "offered": [], "chosen": []}'],
)  # fmt: skip
def test_a_state_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(StateUnreadable):
        from_json(text)


@pytest.mark.parametrize("name", CHILDREN)
def test_whatever_is_tapped_and_typed_nothing_kept_is_lost(name: str) -> None:
    """N = seeds x turns of random taps, typing and commands."""
    seeds, turns = scaled(1000), 200
    for seed in range(seeds // 3 + 1):
        chance = random.Random(f"{SEED} {name} {seed}")
        person = Person(name)
        for _ in range(turns):
            before, at = person.answers, person.conversation.at
            if person.buttons and chance.random() < 0.6:
                person.taps(chance.choice([*person.buttons, "a:nothing", "edit:nothing"]))
            else:
                person.types(chance.choice(TYPED), worried=chance.random() < 0.05)
            lost = set(before) - set(person.answers)
            assert not lost, f"seed {seed}: {lost} gone at {at}"
            if person.ended:
                break
            assert person.buttons, f"seed {seed}: nothing to tap at {person.conversation.at}"
        if not person.ended:
            assert person.to("~review").taps("send").ended == ["send"], f"seed {seed}: no end"
    print(f"{name}: N = {seeds // 3 + 1} seeds x {turns} turns")

"""What is said and offered at a place, from the place and the answers alone?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chatbot.events import Button, Event, Offers, Says
from chatbot.hearing import MEANT, SAYS, meant_value
from chatbot.manners import Manners
from chatbot.state import ENDED, REVIEW, Conversation
from surveys.answers import Answers, Value, label_of
from surveys.definition import Kind, Question, Survey
from surveys.route import Route, route

MISSES_MOST = 3  # the third time the words are kept and the talk moves on
MISSED = frozenset({"miss", "miss_again"})


@dataclass(frozen=True, eq=False)
class Asking:
    """Puts a survey's questions in a band's manners."""

    survey: Survey
    manners: Manners
    languages: tuple[tuple[str, str], ...] = ()  # code, own name
    carried: Mapping[str, str] = field(default_factory=dict)

    def show(
        self, conversation: Conversation, answers: Answers, *, whole: bool = False
    ) -> tuple[Event, ...]:
        """The remark on what was told, then the question or the review, then the buttons.

        `whole`: for a page that holds nothing else, so the question stands there in any case.
        """
        says = self._note(conversation, answers)
        if conversation.at == ENDED:
            return says
        if conversation.asks == "language":
            others = tuple(Button(f"lang:{code}", name) for code, name in self.languages)
            stay = Button("stay", self.manners.one["none_button"])
            return (
                *says,
                Says("ask", self._say("languages", conversation)),
                Offers((*others, stay)),
            )
        if conversation.asks == SAYS:
            says = (*says, Says("ask", self._say(SAYS, conversation)))
            return (*says, Offers((), self._beside(conversation), "short"))
        if conversation.asks:
            sure = self._sure(conversation)
            buttons = (
                Button("yes", self.manners.one["yes"]),
                Button("no", self.manners.one["no"]),
            )
            return (*says, Says("ask", sure), Offers(buttons))
        if conversation.at == REVIEW:
            review = Says("info", self._say("review", conversation))
            return (*says, review, Offers(self._reviews(answers), self._beside(conversation)))
        question = self.survey.question(conversation.at)
        if whole and (conversation.offered or conversation.note in MISSED):
            says = (*self._asks(answers, question), *says)
        if conversation.offered:
            says = (*says, Says("confirm", self._did_you_mean(conversation, question)))
        elif conversation.note not in MISSED:
            says = (*says, *self._asks(answers, question))
        return (*says, self._offers(conversation, question))

    def _way(self, answers: Answers) -> Route:
        return route(self.survey, answers, self.carried)

    def _note(self, conversation: Conversation, answers: Answers) -> tuple[Says, ...]:
        note = conversation.note
        if not note:
            return ()
        if note == "why":
            return (Says("why", self._why(conversation, answers)),)
        what = "miss" if note in MISSED else "help" if note == "help" else "note"
        return (Says(what, self._say(note, conversation)),)

    def _why(self, conversation: Conversation, answers: Answers) -> str:
        question = None if conversation.at == REVIEW else self.survey.question(conversation.at)
        if question is None or not question.why:
            return self._say("no_why", conversation)
        return self._say("why", conversation, why=self._way(answers).fill(question.why))

    def _sure(self, conversation: Conversation) -> str:
        """ "Delete everything?", or "Did you mean 6 February 2024?"."""
        if not conversation.asks.startswith(MEANT):
            return self._say(conversation.asks, conversation)
        question = self.survey.question(conversation.at)
        value = meant_value(question, conversation.asks)
        label = label_of(question, value) if value is not None else ""
        return self._say("confirm_one", conversation, label=label)

    def _did_you_mean(self, conversation: Conversation, question: Question) -> str:
        if len(conversation.offered) > 1:
            return self._say("confirm", conversation)
        choice = question.choice(conversation.offered[0])
        label = choice.label if choice is not None else ""
        return self._say("confirm_one", conversation, label=label)

    def _asks(self, answers: Answers, question: Question) -> tuple[Says, ...]:
        """What only needs to be said just before it, the question, and its hint."""
        way = self._way(answers)
        said: list[Says] = []
        for one in way.asked:
            if one.key == question.key:
                break
            said = [*said, Says("info", way.fill(one.ask))] if one.kind is Kind.INFO else []
        said.append(Says("ask", way.fill(question.ask)))
        if question.easy:
            said.append(Says("info", way.fill(question.easy)))
        if question.hint:
            said.append(Says("info", way.fill(question.hint)))
        return tuple(said)

    def _offers(self, conversation: Conversation, question: Question) -> Offers:
        offered = [c for c in question.choices if c.code in conversation.offered]
        buttons = [
            Button(f"a:{c.code}", c.label, c.face or "", c.code in conversation.chosen)
            for c in offered or question.choices
        ]
        if offered:
            buttons.append(Button("none", self.manners.one["none_button"]))
        elif question.kind is Kind.MULTI and conversation.chosen:
            buttons.append(Button("done", self.manners.one["done_button"]))
        if conversation.misses >= MISSES_MOST - 1:
            buttons.append(Button("words", self.manners.one["words_button"]))
        types = "long" if question.kind is Kind.LONG_TEXT else "short"
        return Offers(tuple(buttons), self._beside(conversation), types)

    def _reviews(self, answers: Answers) -> tuple[Button, ...]:
        """Every answer so far, each to be tapped and changed, and the button that sends."""
        way = self._way(answers)
        buttons = [
            Button(f"edit:{q.key}", f"{way.fill(q.ask)}: {_said(q, answers)}")
            for q in way.asked
            if not q.is_info and q.key in answers
        ]
        return (*buttons, Button("send", self.manners.one["send_button"]))

    def _beside(self, conversation: Conversation) -> tuple[Button, ...]:
        names = ("back", "stop") if conversation.at == REVIEW else ("skip", "why", "back", "stop")
        return tuple(Button(name, self.manners.one[f"{name}_button"]) for name in names)

    def _say(self, what: str, conversation: Conversation, **fill: str) -> str:
        return self.manners.say(what, conversation.turn, **fill)


def _said(question: Question, answers: Answers) -> str:
    value = answers.get(question.key, Value())
    return "skipped" if value.skipped else label_of(question, value)

"""What is said and offered at a question, and at the review?"""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.events import Button, Event, Offers, Says
from chatbot.manners import Manners
from chatbot.state import REVIEW, Conversation
from surveys.answers import Answers, Value, label_of
from surveys.definition import Kind, Question, Survey
from surveys.route import route

MISSES_MOST = 3  # the third time the words are kept and the talk moves on


@dataclass(frozen=True, eq=False)
class Asking:
    """Puts a survey's questions in a band's manners."""

    survey: Survey
    manners: Manners

    def reviews(self, answers: Answers) -> tuple[Button, ...]:
        """Every answer so far, each to be tapped and changed, and the button that sends."""
        way = route(self.survey, answers)
        buttons = [
            Button(f"edit:{q.key}", f"{way.fill(q.ask)}: {_said(q, answers)}")
            for q in way.asked
            if not q.is_info and q.key in answers
        ]
        return (*buttons, Button("send", self.manners.one["send_button"]))

    def asks(
        self, conversation: Conversation, answers: Answers, question: Question
    ) -> tuple[Event, ...]:
        way = route(self.survey, answers)
        said = [Says("ask", way.fill(question.ask))]
        if question.hint:
            said.append(Says("info", way.fill(question.hint)))
        return (*said, self.offers(conversation, answers, question))

    def offers(self, conversation: Conversation, answers: Answers, question: Question) -> Offers:
        choices = [c for c in question.choices if c.code in conversation.offered]
        shown = choices or list(question.choices)
        buttons = [
            Button(f"a:{c.code}", c.label, c.face or "", c.code in conversation.chosen)
            for c in shown
        ]
        if choices:
            buttons.append(Button("none", self.manners.one["none_button"]))
        elif question.kind is Kind.MULTI and conversation.chosen:
            buttons.append(Button("done", self.manners.one["done_button"]))
        if conversation.misses >= MISSES_MOST - 1:
            buttons.append(Button("words", self.manners.one["words_button"]))
        types = "long" if question.kind is Kind.LONG_TEXT else "short"
        return Offers(tuple(buttons), self.beside(conversation), types)

    def beside(self, conversation: Conversation) -> tuple[Button, ...]:
        names = ("back", "stop") if conversation.at == REVIEW else ("skip", "why", "back", "stop")
        return tuple(Button(name, self.manners.one[f"{name}_button"]) for name in names)


def _said(question: Question, answers: Answers) -> str:
    value = answers.get(question.key, Value())
    return "skipped" if value.skipped else label_of(question, value)

"""How does a survey hold a conversation, turn by turn? Pure: no web, no store, no clock, no chance.

The answers are the store's own rows, handed in at every turn; what the conversation itself keeps
is its place (chatbot.state). So the form and the conversation are two doors to the same answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from chatbot.asking import MISSES_MOST, Asking
from chatbot.events import Button, Ends, Event, Keeps, Offers, Says, Unheard
from chatbot.hearing import Heard, hear_tap, hear_typed
from chatbot.lexis import Lexis
from chatbot.manners import Manners
from chatbot.state import ENDED, REVIEW, Conversation
from surveys.answers import SKIPPED, Answers
from surveys.definition import Kind, Question, Survey
from surveys.route import route

TURNS_MOST = 400
Turn = tuple[Conversation, tuple[Event, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """What came in: a tapped button (`tap`, its `told`) or typed words (`type`)."""

    how: Literal["tap", "type"]
    what: str


@dataclass(frozen=True, eq=False)
class Talk:
    """Everything that does not change from turn to turn."""

    survey: Survey
    lexis: Lexis
    manners: Manners

    @cached_property
    def asking(self) -> Asking:
        """How this survey's questions are put."""
        return Asking(self.survey, self.manners)

    def start(self, answers: Answers) -> Turn:
        """Say hello and ask the first thing not yet answered."""
        conversation = Conversation(self.survey.key, self.survey.version, "")
        hello = Says("info", self.manners.say("hello", 0))
        conversation, events = self._ask_next(conversation, answers)
        return conversation, (hello, *events)

    def resume(
        self, conversation: Conversation, answers: Answers, told: Told, *, worried: bool = False
    ) -> Turn:
        """One turn. `answers`: what is stored; `worried`: the scan flagged what was just told.

        The caller stores every Keeps and Unheard before it shows anything. `worried` stops
        follow-ups that would ask more (decisions 17), and never deletes.
        """
        conversation = replace(conversation, turn=conversation.turn + 1)
        if conversation.at == ENDED:
            return conversation, (Ends("send"),)
        if not self._is_here(conversation, answers):
            return self._ask_next(conversation, answers)
        if conversation.turn > TURNS_MOST and conversation.at != REVIEW:
            says = Says("note", self._say("too_long", conversation))
            conversation, events = self._review(conversation, answers)
            return conversation, (says, *events)
        if conversation.asks:
            return self._sure(conversation, answers, told)
        if told.how == "tap":
            heard = hear_tap(self.survey, conversation, told.what)
        else:
            heard = hear_typed(self.survey, self.lexis, conversation, told.what)
        if heard.command == "delete" and worried:
            heard = Heard(command="help")
        if heard.command:
            return self._command(conversation, answers, heard.command)
        if conversation.at == REVIEW:
            return self._review(conversation, answers)
        question = self.survey.question(conversation.at)
        if heard.value is not None:
            return self._keep(conversation, answers, question, heard, worried=worried)
        return self._not_heard(conversation, answers, question, heard, told)

    def _is_here(self, conversation: Conversation, answers: Answers) -> bool:
        """Whether the place is (still) on the way: another door may have changed the answers."""
        if conversation.at == REVIEW:
            return True
        return any(q.key == conversation.at for q in route(self.survey, answers).asked)

    def _keep(
        self,
        conversation: Conversation,
        answers: Answers,
        question: Question,
        heard: Heard,
        *,
        worried: bool,
    ) -> Turn:
        value = heard.value or SKIPPED
        kept = Keeps(question.key, value, heard.how)
        says = (
            (Says("note", self._say("skipped", conversation)),)
            if value.skipped and not question.is_info
            else ()
        )
        after = answers.given(question.key, value)
        conversation, events = self._ask_next(conversation, after, probing=not worried)
        return conversation, (kept, *says, *events)

    def _not_heard(
        self,
        conversation: Conversation,
        answers: Answers,
        question: Question,
        heard: Heard,
        told: Told,
    ) -> Turn:
        if heard.chosen is not None:  # one more of several, not done yet
            conversation = replace(conversation, chosen=heard.chosen, offered=())
            return conversation, (self.asking.offers(conversation, answers, question),)
        if heard.offered:
            return self._offer(conversation, answers, question, heard.offered)
        misses = conversation.misses + 1
        if misses >= MISSES_MOST:
            words = Unheard(question.key, told.what)
            kept = Keeps(question.key, SKIPPED, "unmatched")
            says = Says("note", self._say("kept_words", conversation))
            after = answers.given(question.key, SKIPPED)
            conversation, events = self._ask_next(conversation, after)
            return conversation, (words, kept, says, *events)
        says = Says("miss", self._say("miss" if misses == 1 else "miss_again", conversation))
        conversation = replace(conversation, misses=misses, offered=())
        return conversation, (says, self.asking.offers(conversation, answers, question))

    def _offer(
        self,
        conversation: Conversation,
        answers: Answers,
        question: Question,
        offered: tuple[str, ...],
    ) -> Turn:
        conversation = replace(conversation, offered=offered)
        if len(offered) == 1:
            choice = question.choice(offered[0])
            label = choice.label if choice is not None else ""
            text = self._say("confirm_one", conversation, label=label)
        else:
            text = self._say("confirm", conversation)
        return conversation, (
            Says("confirm", text),
            self.asking.offers(conversation, answers, question),
        )

    def _command(self, conversation: Conversation, answers: Answers, command: str) -> Turn:
        if command in {"stop", "delete"}:
            conversation = replace(conversation, asks=command)
            buttons = (
                Button("yes", self.manners.one["yes"]),
                Button("no", self.manners.one["no"]),
            )
            return conversation, (Says("ask", self._say(command, conversation)), Offers(buttons))
        if command == "send" and conversation.at == REVIEW:
            return conversation.moved(ENDED), (Ends("send"),)
        if command == "back":
            return self._back(conversation, answers)
        if command.startswith("edit:"):
            return self._edit(conversation, answers, command.removeprefix("edit:"))
        if command == "skip" and conversation.at != REVIEW:
            question = self.survey.question(conversation.at)
            return self._keep(
                conversation, answers, question, Heard(value=SKIPPED, how="skip"), worried=False
            )
        says = Says(
            "why" if command == "why" else "help", self._explain(conversation, answers, command)
        )
        conversation, events = self._again(conversation, answers)
        return conversation, (says, *events)

    def _explain(self, conversation: Conversation, answers: Answers, command: str) -> str:
        if command == "why":
            question = None if conversation.at == REVIEW else self.survey.question(conversation.at)
            if question is None or not question.why:
                return self._say("no_why", conversation)
            return self._say(
                "why", conversation, why=route(self.survey, answers).fill(question.why)
            )
        known = command if command in {"help", "present", "language"} else "carry_on"
        return self._say(known, conversation)

    def _sure(self, conversation: Conversation, answers: Answers, told: Told) -> Turn:
        """They were asked whether they are sure; anything but a clear yes is a no."""
        asked = conversation.asks
        conversation = replace(conversation, asks="")
        said = told.what if told.how == "tap" else self.lexis.plain(told.what)
        yes = said == "yes" or said in self.lexis.family("", "Yes").sure
        if yes:
            ends = "delete" if asked == "delete" else "stop"
            text = self._say("deleted" if ends == "delete" else "bye", conversation)
            at = ENDED if ends == "delete" else conversation.at
            return replace(conversation, at=at), (Ends(ends), Says("end", text))
        says = Says("note", self._say("carry_on", conversation))
        conversation, events = self._again(conversation, answers)
        return conversation, (says, *events)

    def _back(self, conversation: Conversation, answers: Answers) -> Turn:
        way = route(self.survey, answers)
        asked = [q for q in way.asked if not q.is_info]
        if conversation.at == REVIEW:
            before = asked[-1:]
        else:
            here = self.survey.positions[conversation.at]
            before = [q for q in asked if self.survey.positions[q.key] < here][-1:]
        if not before:
            says = Says("note", self._say("no_back", conversation))
            conversation, events = self._again(conversation, answers)
            return conversation, (says, *events)
        return self._at(conversation, answers, before[0], self._say("back", conversation))

    def _edit(self, conversation: Conversation, answers: Answers, key: str) -> Turn:
        for question in route(self.survey, answers).asked:
            if question.key == key and not question.is_info:
                return self._at(conversation, answers, question, "")
        return self._again(conversation, answers)

    def _at(
        self, conversation: Conversation, answers: Answers, question: Question, note: str
    ) -> Turn:
        conversation = conversation.moved(question.key)
        says = (Says("note", note),) if note else ()
        return conversation, (*says, *self.asking.asks(conversation, answers, question))

    def _again(self, conversation: Conversation, answers: Answers) -> Turn:
        if conversation.at == REVIEW:
            return self._review(conversation, answers)
        question = self.survey.question(conversation.at)
        return conversation, self.asking.asks(conversation, answers, question)

    def _ask_next(
        self, conversation: Conversation, answers: Answers, *, probing: bool = True
    ) -> Turn:
        """What is not answered yet, after what only needs to be said."""
        events: list[Event] = []
        if not probing:
            for question in self.survey.questions:
                if question.drop_after_hit and question.key not in answers:
                    answers = answers.given(question.key, SKIPPED)
        way = route(self.survey, answers)
        for question in way.asked:
            if question.key in answers:
                continue
            if question.kind is Kind.INFO:
                events.append(Says("info", way.fill(question.ask)))
                events.append(Keeps(question.key, SKIPPED, "said"))
                answers = answers.given(question.key, SKIPPED)
                continue
            conversation = conversation.moved(question.key)
            return conversation, (*events, *self.asking.asks(conversation, answers, question))
        conversation, review = self._review(conversation, answers)
        return conversation, (*events, *review)

    def _review(self, conversation: Conversation, answers: Answers) -> Turn:
        conversation = conversation.moved(REVIEW)
        return conversation, (
            Says("info", self._say("review", conversation)),
            Offers(self.asking.reviews(answers), self.asking.beside(conversation)),
        )

    def _say(self, what: str, conversation: Conversation, **fill: str) -> str:
        return self.manners.say(what, conversation.turn, **fill)

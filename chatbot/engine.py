"""How does a survey hold a conversation, turn by turn? Pure: no web, no store, no clock, no chance.

The answers are the store's own rows, handed in at every turn; what the conversation itself keeps
is its place (chatbot.state). So the form and the conversation are two doors to the same answers,
and a page can be shown again from the place and the answers alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

from chatbot.asking import MISSES_MOST, Asking
from chatbot.events import Ends, Event, Keeps, Speaks, Unheard
from chatbot.hearing import (
    MEANT,
    SAYS,
    Aliases,
    Heard,
    hear_says,
    hear_tap,
    hear_typed,
    meant_text,
    meant_value,
)
from chatbot.lexis import Lexis
from chatbot.manners import Manners
from chatbot.state import ENDED, REVIEW, Conversation
from surveys.answers import SKIPPED, Answers, Value
from surveys.definition import Kind, Survey
from surveys.route import route

TURNS_MOST = 400
Turn = tuple[Conversation, tuple[Event, ...]]
Acts = tuple[Keeps | Unheard | Ends | Speaks, ...]
SPEAK = "lang:"  # before the language a button changes to


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
    taught: Aliases = field(default_factory=dict)  # what staff made an alias of
    languages: tuple[tuple[str, str], ...] = ()  # others to change to: code, own name
    carried: Mapping[str, str] = field(default_factory=dict)  # said in an earlier wave, repeated

    @cached_property
    def asking(self) -> Asking:
        """How this survey's questions are put."""
        return Asking(self.survey, self.manners, self.languages, self.carried)

    def start(self, answers: Answers, at: str = "") -> Turn:
        """Say hello and ask the first thing not yet answered, or the question `at`."""
        conversation = Conversation(self.survey.key, self.survey.version, at)
        if at and at != REVIEW and self._is_here(conversation, answers):
            return conversation, self.show(conversation, answers)
        conversation, acts = self._next(conversation, answers, "hello")
        return self._told(conversation, answers, acts)

    def resume(
        self,
        conversation: Conversation,
        answers: Answers,
        told: Told,
        *,
        worried: bool = False,
        today: date | None = None,
    ) -> Turn:
        """One turn. `answers`: what is stored; `worried`: the scan flagged what was just told.

        The caller stores every Keeps and Unheard before it shows anything. `worried` stops
        follow-ups that would ask more (decisions 17), and never deletes. `today`: the day on which
        "yesterday" is said; without it only whole dates are understood.
        """
        conversation = replace(conversation, turn=conversation.turn + 1)
        conversation, acts = self._turn(conversation, answers, told, worried=worried, today=today)
        return self._told(conversation, answers, acts)

    def show(
        self, conversation: Conversation, answers: Answers, *, whole: bool = False
    ) -> tuple[Event, ...]:
        """What is said and offered at this place: the same for the same place and answers.

        `whole`: with the question even where only a remark on it would be new.
        """
        return self.asking.show(conversation, answers, whole=whole)

    def _told(self, conversation: Conversation, answers: Answers, acts: Acts) -> Turn:
        for act in acts:
            if isinstance(act, Keeps):
                answers = answers.given(act.question_key, act.value)
        return conversation, (*acts, *self.show(conversation, answers))

    def _turn(
        self,
        conversation: Conversation,
        answers: Answers,
        told: Told,
        *,
        worried: bool,
        today: date | None,
    ) -> tuple[Conversation, Acts]:
        if conversation.at == ENDED:
            return conversation, (Ends("send"),)
        if not self._is_here(conversation, answers):
            gone, acts = self._next(conversation, answers, "")
            return gone, (*self._aside(conversation, told), *acts)
        if conversation.turn > TURNS_MOST and conversation.at != REVIEW:
            moved = replace(conversation.moved(REVIEW), note="too_long")
            return moved, self._aside(conversation, told)
        if conversation.asks == SAYS:
            heard = hear_says(self.survey, self.lexis, conversation, told.how, told.what)
        elif conversation.asks.startswith(MEANT):
            heard = self._meant(conversation, told, today, worried=worried)
        elif conversation.asks:
            return self._sure(conversation, told)
        else:
            heard = self._heard(conversation, told, today, worried=worried)
        if heard.command == "delete" and worried:
            heard = Heard(command="help")
        if heard.command:
            return self._command(conversation, answers, heard.command)
        if conversation.at == REVIEW:
            return replace(conversation, note=""), ()
        if heard.value is not None:
            return self._keep(conversation, answers, heard, worried=worried)
        return self._not_heard(conversation, answers, heard, told)

    def _heard(
        self, conversation: Conversation, told: Told, today: date | None, *, worried: bool
    ) -> Heard:
        """What the turn told; nothing is guessed from words that worry."""
        if told.how == "tap":
            return hear_tap(self.survey, conversation, told.what)
        lexis = self.lexis.unguessing if worried else self.lexis
        return hear_typed(self.survey, lexis, conversation, told.what, self.taught, today)

    def _meant(
        self, conversation: Conversation, told: Told, today: date | None, *, worried: bool
    ) -> Heard:
        """A number or day was asked back: a yes takes it, a no asks again, another may follow."""
        if self._is_yes(told):
            question = self.survey.question(conversation.at)
            return Heard(value=meant_value(question, conversation.asks), how="confirmed")
        if told.how == "tap" and told.what == "no":
            return Heard()
        return self._heard(conversation, told, today, worried=worried)

    def _is_yes(self, told: Told) -> bool:
        said = told.what if told.how == "tap" else self.lexis.plain(told.what)
        return said == "yes" or said in self.lexis.family("", "Yes").sure

    def _is_here(self, conversation: Conversation, answers: Answers) -> bool:
        """Whether the place is (still) on the way: another door may have changed the answers."""
        if conversation.at == REVIEW:
            return True
        return any(q.key == conversation.at for q in route(self.survey, answers).asked)

    def _keep(
        self, conversation: Conversation, answers: Answers, heard: Heard, *, worried: bool
    ) -> tuple[Conversation, Acts]:
        value = heard.value or SKIPPED
        if self._wants_words(conversation, value):
            return replace(conversation, asks=SAYS, chosen=value.codes, offered=(), note=""), ()
        kept = Keeps(conversation.at, value, heard.how)
        after = answers.given(conversation.at, value)
        note = "skipped" if value.skipped else ""
        conversation, acts = self._next(conversation, after, note, probing=not worried)
        return conversation, (kept, *acts)

    def _aside(self, conversation: Conversation, told: Told) -> tuple[Unheard, ...]:
        """Typed words that find no place as an answer."""
        is_typed = told.how == "type" and told.what.strip()
        return (Unheard(conversation.at, told.what),) if is_typed else ()

    def _wants_words(self, conversation: Conversation, value: Value) -> bool:
        """Whether "other, please say" was chosen and nothing was said, or asked for, yet."""
        if value.text or conversation.asks == SAYS:
            return False
        choices = self.survey.question(conversation.at).choices
        return any(choice.says and choice.code in value.codes for choice in choices)

    def _not_heard(
        self, conversation: Conversation, answers: Answers, heard: Heard, told: Told
    ) -> tuple[Conversation, Acts]:
        if heard.chosen is not None:  # one more of several, not done yet
            return replace(conversation, chosen=heard.chosen, offered=(), note=""), ()
        if heard.offered:
            return replace(conversation, offered=heard.offered, note=""), ()
        if heard.unsure is not None:
            return replace(conversation, asks=meant_text(heard.unsure), note=""), ()
        conversation = replace(conversation, asks="")
        misses = conversation.misses + 1
        if misses < MISSES_MOST:
            note = "miss" if misses == 1 else "miss_again"
            return replace(conversation, misses=misses, offered=(), note=note), ()
        acts: Acts = (
            *self._aside(conversation, told),
            Keeps(conversation.at, SKIPPED, "unmatched"),
        )
        after = answers.given(conversation.at, SKIPPED)
        conversation, more = self._next(conversation, after, "kept_words")
        return conversation, (*acts, *more)

    def _command(
        self, conversation: Conversation, answers: Answers, command: str
    ) -> tuple[Conversation, Acts]:
        conversation = replace(conversation, asks="")
        if command in {"stop", "delete"}:
            return replace(conversation, asks=command, note=""), ()
        if command == "send" and conversation.at == REVIEW:
            return conversation.moved(ENDED), (Ends("send"),)
        if command.startswith(SPEAK):
            return self._speak(conversation, command.removeprefix(SPEAK))
        if command == "language" and self.languages:
            return replace(conversation, asks="language", note="", offered=()), ()
        if command == "back":
            return self._back(conversation, answers), ()
        if command.startswith("edit:"):
            return self._edit(conversation, answers, command.removeprefix("edit:")), ()
        if command == "skip" and conversation.at != REVIEW:
            return self._keep(
                conversation, answers, Heard(value=SKIPPED, how="skip"), worried=False
            )
        known = command if command in {"help", "why", "present", "language"} else ""
        return replace(conversation, note=known, offered=()), ()

    def _speak(self, conversation: Conversation, told: str) -> tuple[Conversation, Acts]:
        """Into the language of this code or name; any other word carries on in this one."""
        said = self.lexis.plain(told)
        for code, name in self.languages:
            if said in {code, self.lexis.plain(name)}:
                return replace(conversation, asks="", note=""), (Speaks(code),)
        return replace(conversation, asks="", note="carry_on"), ()

    def _sure(self, conversation: Conversation, told: Told) -> tuple[Conversation, Acts]:
        """They were asked whether they are sure; anything but a clear yes is a no."""
        asked = conversation.asks
        if asked == "language":
            return self._speak(conversation, told.what.removeprefix(SPEAK))
        conversation = replace(conversation, asks="")
        if not self._is_yes(told):
            return replace(conversation, note="carry_on"), ()
        if asked == "delete":
            return replace(conversation.moved(ENDED), note="deleted"), (Ends("delete"),)
        return replace(conversation, note="bye"), (Ends("stop"),)

    def _back(self, conversation: Conversation, answers: Answers) -> Conversation:
        asked = [q for q in route(self.survey, answers).asked if not q.is_info]
        if conversation.at != REVIEW:
            here = self.survey.positions[conversation.at]
            asked = [q for q in asked if self.survey.positions[q.key] < here]
        if not asked:
            return replace(conversation, note="no_back")
        return replace(conversation.moved(asked[-1].key), note="back")

    def _edit(self, conversation: Conversation, answers: Answers, key: str) -> Conversation:
        asked = route(self.survey, answers).asked
        if any(question.key == key and not question.is_info for question in asked):
            return conversation.moved(key)
        return replace(conversation, note="")

    def _next(
        self, conversation: Conversation, answers: Answers, note: str, *, probing: bool = True
    ) -> tuple[Conversation, Acts]:
        """On to what is not answered yet; what only needs to be said counts as said."""
        if not probing:
            for question in self.survey.questions:
                if question.drop_after_hit and question.key not in answers:
                    answers = answers.given(question.key, SKIPPED)
        said: list[Keeps] = []
        for question in route(self.survey, answers).asked:
            if question.key in answers:
                continue
            if question.kind is not Kind.INFO:
                return replace(conversation.moved(question.key), note=note), tuple(said)
            said.append(Keeps(question.key, SKIPPED, "said"))
            answers = answers.given(question.key, SKIPPED)
        return replace(conversation.moved(REVIEW), note=note), tuple(said)

"""What did this turn tell: an answer, a command, something to ask about, or nothing we know?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chatbot.commands import find_command
from chatbot.days import Meant, day_in, number_in
from chatbot.guessing import guessed_command
from chatbot.lexis import Lexis
from chatbot.matching import understand
from chatbot.phrases import Match, Option, Outcome
from chatbot.several import understand_several
from chatbot.state import REVIEW, Conversation
from surveys.answers import Problem, Value, read
from surveys.definition import TEXT_KINDS, Kind, Question, Survey

# What staff taught it: scope -> code -> phrases, as `Lexis.plain` gives them.
Aliases = Mapping[str, Mapping[str, tuple[str, ...]]]
SAYS = "says"  # what a conversation asks after "other, please say"
MEANT = "meant:"  # before a number or day that is asked back
TAPPED = frozenset({"skip", "back", "stop", "why", "delete", "help", "send"})


@dataclass(frozen=True, slots=True)
class Heard:
    """One of: a value to keep, a command, codes to offer, or codes chosen so far."""

    value: Value | None = None
    command: str = ""
    offered: tuple[str, ...] = ()
    chosen: tuple[str, ...] | None = None
    unsure: Value | None = None  # a number or day to ask back
    how: str = ""


def hear_typed(
    survey: Survey,
    lexis: Lexis,
    conversation: Conversation,
    text: str,
    taught: Aliases,
    today: date | None,
) -> Heard:
    """What typed words told at the conversation's place; `today`: what "yesterday" is before."""
    if conversation.at == REVIEW:
        return Heard(command=_command_of(lexis, text))
    question = survey.question(conversation.at)
    if question.kind in TEXT_KINDS:
        return _words(lexis, question, text)
    if question.is_closed:
        return _choice(lexis, conversation, question, text, taught)
    return _other(lexis, question, text, today)


def options_of(question: Question, taught: Aliases | None = None) -> tuple[Option, ...]:
    """A question's choices as the matcher takes them, with what staff taught."""
    also = (taught or {}).get(scope_of(question), {})
    return tuple(
        Option(choice.code, choice.label, also.get(choice.code, ())) for choice in question.choices
    )


def scope_of(question: Question) -> str:
    """Where what staff teach holds: every question with these options, or with this item."""
    return question.options or f"item:{question.item}"[:80]


def hear_tap(survey: Survey, conversation: Conversation, told: str) -> Heard:
    """What a tapped button told; a button of another page tells nothing."""
    if told in TAPPED or told.startswith(("edit:", "lang:")):
        return Heard(command=told)
    if conversation.at == REVIEW:
        return Heard()
    question = survey.question(conversation.at)
    if told == "none":
        return Heard()
    if told == "words":
        return Heard(value=Value(skipped=True), how="words")
    if told == "done" and conversation.chosen:
        return Heard(value=_read(question, conversation.chosen), how="tap")
    kind, _, code = told.partition(":")
    if kind != "a" or question.choice(code) is None:
        return Heard()
    if question.kind is Kind.MULTI and not conversation.offered:
        return Heard(chosen=_toggled(question, conversation.chosen, code))
    value = _read(question, (code,))
    return Heard(value=value, how="confirmed" if conversation.offered else "tap")


def hear_says(
    survey: Survey, lexis: Lexis, conversation: Conversation, how: str, told: str
) -> Heard:
    """The words beside "other": what is typed is kept as it is, "skip" keeps the choice alone."""
    question, chosen = survey.question(conversation.at), list(conversation.chosen)
    command = told if how == "tap" else lexis.commands.get(lexis.plain(told), "")
    if command == "skip" or not told.strip():
        return Heard(value=_read(question, conversation.chosen), how="tap")
    if command and (how == "tap" or command not in {"help", "present"}):
        return Heard(command=command if command in TAPPED or how == "type" else "why")
    value = read(question, {question.key: chosen, f"{question.key}-says": [told]})
    return Heard(value=value, how="words") if isinstance(value, Value) else Heard()


def meant_text(value: Value) -> str:
    """A number or day as what a conversation asks back."""
    return f"{MEANT}{value.day.isoformat() if value.day is not None else value.number}"


def meant_value(question: Question, asks: str) -> Value | None:
    """What was asked back; None where it cannot be an answer here."""
    value = read(question, {question.key: [asks.removeprefix(MEANT)]})
    return value if isinstance(value, Value) else None


def _toggled(question: Question, chosen: tuple[str, ...], code: str) -> tuple[str, ...]:
    """Tapped once more it goes; one that stands alone sends the others away."""
    if code in chosen:
        return tuple(one for one in chosen if one != code)
    choice = question.choice(code)
    alone = choice is not None and choice.exclusive
    others = [
        one
        for one in chosen
        if not alone and (held := question.choice(one)) is not None and not held.exclusive
    ]
    return (*others, code)


def _words(lexis: Lexis, question: Question, text: str) -> Heard:
    """At a text question only a message that is a command and nothing else is one."""
    command = lexis.commands.get(lexis.plain(text))
    if command is not None and command not in {"help", "present"}:
        return Heard(command=command)
    value = read(question, {question.key: [text]})
    if isinstance(value, Problem) or value.skipped:
        return Heard(value=Value(skipped=True), how="skip") if not text.strip() else Heard()
    return Heard(value=value, how="words")


def _choice(
    lexis: Lexis, conversation: Conversation, question: Question, text: str, taught: Aliases
) -> Heard:
    if conversation.offered and len(conversation.offered) == 1:
        said = lexis.plain(text)
        if said == "yes" or said in lexis.family("", "Yes").sure:
            return Heard(value=_read(question, conversation.offered), how="confirmed")
    options, set_name = options_of(question, taught), question.options or ""
    if question.kind is Kind.MULTI:
        alone = [choice.code for choice in question.choices if choice.exclusive]
        match = understand_several(lexis, text, options, exclusive=alone, set_name=set_name)
    else:
        match = understand(lexis, text, options, set_name=set_name)
    return _from_match(question, match)


def _from_match(question: Question, match: Match) -> Heard:
    if match.outcome is Outcome.COMMAND:
        return Heard(command=match.values[0])
    if match.outcome is Outcome.ACCEPT:
        return Heard(value=_read(question, match.values), how=match.how)
    if match.outcome is Outcome.CONFIRM:
        return Heard(offered=match.values)
    return Heard()


def _other(lexis: Lexis, question: Question, text: str, today: date | None) -> Heard:
    """A number or a date, read as the form reads it, or in words."""
    said = lexis.plain(text)
    command = find_command(lexis, text)
    if command is not None:
        return Heard(command=command)
    value = read(question, {question.key: [text]})
    if isinstance(value, Value) and not value.skipped:
        return Heard(value=value, how="words")
    meant: Meant[int] | Meant[date] | None = None
    if question.kind is Kind.NUMBER:
        meant = number_in(lexis.calendar, said)
    elif today is not None:
        meant = day_in(lexis.calendar, said, today)
    if meant is None:
        return Heard(command=_command_of(lexis, text))
    value = read(question, {question.key: [str(meant.value)]})
    if isinstance(value, Problem):
        return Heard()
    return Heard(value=value, how="words") if meant.sure else Heard(unsure=value)


def _command_of(lexis: Lexis, text: str) -> str:
    """The command a message is or most likely is; "" for none."""
    guess = guessed_command(lexis, text)
    return find_command(lexis, text) or ("" if guess is None else guess[0])


def _read(question: Question, codes: tuple[str, ...]) -> Value:
    value = read(question, {question.key: list(codes)})
    return value if isinstance(value, Value) else Value(codes=codes)

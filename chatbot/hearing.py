"""What did this turn tell: an answer, a command, something to ask about, or nothing we know?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chatbot.lexis import Lexis
from chatbot.matching import find_command, understand
from chatbot.phrases import Match, Option, Outcome
from chatbot.several import understand_several
from chatbot.state import REVIEW, Conversation
from surveys.answers import Problem, Value, read
from surveys.definition import TEXT_KINDS, Kind, Question, Survey

# What staff taught it: scope -> code -> phrases, as `Lexis.plain` gives them.
Aliases = Mapping[str, Mapping[str, tuple[str, ...]]]
TAPPED = frozenset({"skip", "back", "stop", "why", "delete", "help", "send"})


@dataclass(frozen=True, slots=True)
class Heard:
    """One of: a value to keep, a command, codes to offer, or codes chosen so far."""

    value: Value | None = None
    command: str = ""
    offered: tuple[str, ...] = ()
    chosen: tuple[str, ...] | None = None
    how: str = ""


def hear_typed(
    survey: Survey, lexis: Lexis, conversation: Conversation, text: str, taught: Aliases
) -> Heard:
    """What typed words told at the conversation's place."""
    if conversation.at == REVIEW:
        return Heard(command=find_command(lexis, lexis.plain(text)) or "")
    question = survey.question(conversation.at)
    if question.kind in TEXT_KINDS:
        return _words(lexis, question, text)
    if question.is_closed:
        return _choice(lexis, conversation, question, text, taught)
    return _other(lexis, question, text)


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
    if told in TAPPED or told.startswith("edit:"):
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


def _other(lexis: Lexis, question: Question, text: str) -> Heard:
    """A number or a date, read as the form reads it."""
    command = find_command(lexis, lexis.plain(text))
    if command is not None:
        return Heard(command=command)
    value = read(question, {question.key: [text]})
    if isinstance(value, Problem) or value.skipped:
        return Heard()
    return Heard(value=value, how="words")


def _read(question: Question, codes: tuple[str, ...]) -> Value:
    value = read(question, {question.key: list(codes)})
    return value if isinstance(value, Value) else Value(codes=codes)

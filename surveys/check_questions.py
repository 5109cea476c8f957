"""Is each question whole by itself: its choices, its worrying answers, its bounds?"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from surveys.check_conditions import places
from surveys.definition import FACES, Choice, Kind, Question, Sensitivity, Survey
from surveys.mistakes import Lines, Mistake, Place, meant

_A_LOT_TO_ASK = (Sensitivity.HOME_SAFETY, Sensitivity.ABOUT_YOU)


def check_questions(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    """Everything that can be seen by looking at one question."""
    for place, question in places(survey):
        yield from _check_kind(question, place, lines)
        yield from check_choices(question.choices, (*place, "choices"), lines)
        yield from _check_single(question, place, lines)
        yield from _check_worries(question, place, lines)
        yield from _check_right(question, place, lines)
        if question.sensitive in _A_LOT_TO_ASK and not question.why:
            message = "This is a lot to ask. Add “why”: the reason, in plain words."
            yield lines.warning(place, "no-why", message)


def _check_kind(question: Question, place: Place, lines: Lines) -> Iterator[Mistake]:
    if question.is_closed and len(question.choices) < 2:
        message = f"A {question.kind} question needs two or more choices, or “options”."
        yield lines.error(place, "no-choices", message)
    if question.choices and not question.is_closed:
        message = f"A {question.kind} question has no choices. Take them out, or change “kind”."
        yield lines.error((*place, "choices"), "useless-choices", message)
    if question.min is not None and question.max is not None and question.min > question.max:
        message = "“min” is more than “max”: no number fits. Swap them."
        yield lines.error((*place, "min"), "min-over-max", message)
    if question.kind is Kind.FACES and any(choice.face is None for choice in question.choices):
        message = f"Every choice of a faces question needs a face: {', '.join(FACES)}."
        yield lines.error((*place, "choices"), "no-face", message)


def check_choices(choices: tuple[Choice, ...], place: Place, lines: Lines) -> Iterator[Mistake]:
    """Choices a person, or a later reader of the figures, could not tell apart; unknown faces."""
    readings: tuple[tuple[str, Callable[[Choice], str]], ...] = (
        ("codes", lambda choice: choice.code),
        ("labels", lambda choice: choice.label),
    )
    for name, word_of in readings:
        seen: dict[str, str] = {}
        for number, choice in enumerate(choices):
            word = word_of(choice)
            first = seen.get(as_read(word))
            if first is None:
                seen[as_read(word)] = word
                continue
            message = f"Two {name} read the same: “{first}” and “{word}”. Change one."
            yield lines.error((*place, number), "option-clash", message)
    for number, choice in enumerate(choices):
        if choice.face is not None and choice.face not in FACES:
            message = f"There is no face “{choice.face}”.{meant(choice.face, list(FACES))}"
            message += f" The faces are {', '.join(FACES)}."
            yield lines.error((*place, number), "unknown-face", message)


def as_read(text: str) -> str:
    """The text as somebody reads it in passing: no case, no marks, no blanks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(sign for sign in plain if sign.isalnum())
    return letters or plain.strip()


def _check_single(question: Question, place: Place, lines: Lines) -> Iterator[Mistake]:
    says = [choice.code for choice in question.choices if choice.says]
    if len(says) > 1:
        message = f"Only one choice can open a text: {' and '.join(says)} do. Keep one."
        yield lines.error((*place, "choices"), "two-says", message)
    if question.kind is Kind.MULTI:
        return
    for number, choice in enumerate(question.choices):
        if choice.exclusive:
            message = (
                f"“{choice.label}” is exclusive, but only one answer can be chosen here anyway."
                " Take “exclusive” out, or make the kind multi."
            )
            yield lines.error((*place, "choices", number), "exclusive-on-single", message)


def _check_worries(question: Question, place: Place, lines: Lines) -> Iterator[Mistake]:
    known = [choice.code for choice in question.choices]
    for number, rule in enumerate(question.worry):
        for code in rule.codes:
            if code in known:
                continue
            message = f"“{code}” worries but is not an answer to “{question.key}”."
            message += meant(code, known)
            message += f" Its answers are {', '.join(known)}." if known else " It has no choices."
            yield lines.error((*place, "worry", number), "worry-unknown-code", message)


def _check_right(question: Question, place: Place, lines: Lines) -> Iterator[Mistake]:
    known = [choice.code for choice in question.choices]
    for number, code in enumerate(question.right):
        if code not in known:
            message = f"“{code}” is scored as right but is not an answer to “{question.key}”."
            message += meant(code, known)
            yield lines.error((*place, "right", number), "right-unknown-code", message)
    if question.right and set(question.right) >= set(known):
        message = "Every answer is scored as right, so the score says nothing. Take some out."
        yield lines.error((*place, "right"), "right-every-code", message)

"""How does an invented person answer a survey? By walking the same route as a real one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from feedback.safeguarding.concerns import scanned_as
from feedback.story.words import CHANGE, GOOD
from surveys.answers import SKIPPED, Answers, Value
from surveys.definition import Kind, Question, Survey
from surveys.route import route

# How the invented people lean on each shared set, most likely first.
LEANINGS: dict[str, tuple[float, ...]] = {
    "R5": (0.38, 0.34, 0.16, 0.07, 0.05),
    "YN": (0.78, 0.12, 0.10),
    "FR": (0.52, 0.27, 0.13, 0.03, 0.05),
    "F3": (0.72, 0.18, 0.06, 0.04),
    "AG": (0.30, 0.38, 0.16, 0.08, 0.04, 0.04),
    "CF": (0.04, 0.08, 0.22, 0.36, 0.26, 0.04),
}
# Few want to be rung: otherwise the story's duty officer would have 170 people to call.
OF_ITEM: dict[str, tuple[float, ...]] = {"contact": (0.05, 0.95)}
SKIPS = 0.06
WRITES = 0.55
STEPS_MOST = 200


@dataclass(frozen=True)
class Persona:
    """One invented person: what they surely answer, and what they write."""

    surely: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # item -> codes
    words: Mapping[str, str] = field(default_factory=dict)  # question key -> text
    stops_after: int | None = None  # pages, for an answer that is never sent
    never_skips: bool = False


def fill(survey: Survey, persona: Persona, chance: Random) -> Answers:
    """The persona's answers on the path, page by page."""
    answers = Answers()
    for step in range(STEPS_MOST):
        page = route(survey, answers).next_unanswered()
        if page is None or (persona.stops_after is not None and step >= persona.stops_after):
            break
        for question in page.questions:
            answers = answers.given(question.key, _answer(survey, question, persona, chance))
    return answers


def _answer(survey: Survey, question: Question, persona: Persona, chance: Random) -> Value:
    if question.kind is Kind.INFO:
        return SKIPPED
    if question.key in persona.words:
        return Value(text=persona.words[question.key])
    if question.item in persona.surely:
        return Value(codes=persona.surely[question.item])
    if not persona.never_skips and chance.random() < SKIPS:
        return SKIPPED
    if question.is_closed:
        return Value(codes=_codes(question, chance))
    if question.kind in {Kind.LONG_TEXT, Kind.SHORT_TEXT}:
        return _text(survey, question, chance)
    if question.kind is Kind.NUMBER:
        return Value(number=Decimal(chance.randint(0, 10)))
    return SKIPPED


def _codes(question: Question, chance: Random) -> tuple[str, ...]:
    choices = [choice for choice in question.choices if not choice.says]
    weights = OF_ITEM.get(question.item) or LEANINGS.get(question.options or "", ())
    weights = (*weights, *([0.05] * (len(choices) - len(weights))))[: len(choices)]
    if question.kind is Kind.MULTI:
        many = [c.code for c in choices if not c.exclusive and chance.random() < 0.35]
        return tuple(many) or (choices[0].code,)
    return (chance.choices(choices, weights)[0].code,)


def _text(survey: Survey, question: Question, chance: Random) -> Value:
    if chance.random() > WRITES:
        return SKIPPED
    kind = scanned_as(survey.audience)
    lines = (GOOD if question.key == "good" else CHANGE)[kind]
    return Value(text=chance.choice(lines))

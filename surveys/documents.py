"""How is a survey kept as JSON, and made again from it? (No checking: the loader does that.)"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from surveys.conditions import (
    All,
    Answered,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Is,
    IsNot,
    Not,
)
from surveys.definition import (
    Audience,
    Choice,
    Kind,
    Layout,
    Question,
    Section,
    Sensitivity,
    Start,
    Survey,
    Withhold,
    Worry,
    WorryLevel,
    usual_max_chars,
)

Document = dict[str, Any]


def to_document(survey: Survey) -> Document:
    """The survey as plain JSON values in the YAML's fields; equal surveys give equal documents."""
    document: Document = {
        "key": survey.key,
        "version": survey.version,
        "title": survey.title,
        "audience": survey.audience.value,
        "language": survey.language,
        "level": survey.level,
        "start": {
            "who_asks": list(survey.start.who_asks),
            "who_sees": list(survey.start.who_sees),
        },
        "thanks": list(survey.thanks),
        "withhold": [
            {"sensitive": rule.sensitive.value, "when": condition_document(rule.when)}
            for rule in survey.withhold
        ],
        "quiet_when": _maybe(survey.quiet_when),
        "sections": [_section_document(section) for section in survey.sections],
    }
    if survey.carried:  # left out otherwise: surveys published before it keep their digest
        document["carried"] = list(survey.carried)
    return document


def from_document(document: Mapping[str, Any]) -> Survey:
    """The survey of a document that to_document made; anything else may raise KeyError."""
    start = document["start"]
    return Survey(
        key=document["key"],
        version=document["version"],
        title=document["title"],
        audience=Audience(document["audience"]),
        language=document["language"],
        level=document["level"],
        start=Start(tuple(start["who_asks"]), tuple(start["who_sees"])),
        thanks=tuple(document["thanks"]),
        withhold=tuple(
            Withhold(Sensitivity(rule["sensitive"]), condition_from(rule["when"]))
            for rule in document["withhold"]
        ),
        quiet_when=_maybe_from(document["quiet_when"]),
        sections=tuple(_section_from(section) for section in document["sections"]),
        carried=tuple(document.get("carried", ())),
    )


def condition_document(condition: Condition) -> Document:
    """A condition in the fields of the YAML."""
    match condition:
        case All(parts):
            return {"all": [condition_document(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_document(part) for part in parts]}
        case Not(part):
            return {"not": condition_document(part)}
        case Is(question, codes):
            return {"question": question, "is": list(codes)}
        case IsNot(question, codes):
            return {"question": question, "is_not": list(codes)}
        case Answered(question, answered):
            return {"question": question, "answered": answered}
        case AtLeast(question, number):
            return {"question": question, "at_least": _number(number)}
        case AtMost(question, number):
            return {"question": question, "at_most": _number(number)}


def condition_from(document: Mapping[str, Any]) -> Condition:
    """The condition in these fields; KeyError when they are none."""
    if "all" in document:
        return All(tuple(condition_from(part) for part in document["all"]))
    if "any" in document:
        return AnyOf(tuple(condition_from(part) for part in document["any"]))
    if "not" in document:
        return Not(condition_from(document["not"]))
    question = document["question"]
    if "is" in document:
        return Is(question, tuple(document["is"]))
    if "is_not" in document:
        return IsNot(question, tuple(document["is_not"]))
    if "at_least" in document:
        return AtLeast(question, Decimal(str(document["at_least"])))
    if "at_most" in document:
        return AtMost(question, Decimal(str(document["at_most"])))
    return Answered(question, document["answered"])


def _maybe(condition: Condition | None) -> Document | None:
    return None if condition is None else condition_document(condition)


def _maybe_from(document: Mapping[str, Any] | None) -> Condition | None:
    return None if document is None else condition_from(document)


def _number(number: Decimal) -> int | str:
    """JSON has no exact fractions: a whole number stays one, others become text."""
    return int(number) if number == number.to_integral_value() else str(number)


def _section_document(section: Section) -> Document:
    return {
        "key": section.key,
        "title": section.title,
        "layout": section.layout.value,
        "when": _maybe(section.when),
        "questions": [_question_document(question) for question in section.questions],
    }


def _question_document(question: Question) -> Document:
    """Only what an author would write: what is as usual is left out."""
    document: Document = {"key": question.key, "kind": question.kind.value, "ask": question.ask}
    usual = Question(key=question.key, kind=question.kind, ask="")
    for name in _PLAIN_FIELDS:
        value = getattr(question, name)
        if value != getattr(usual, name):
            document[name] = value
    if question.sensitive is not Sensitivity.NONE:
        document["sensitive"] = question.sensitive.value
    if question.choices:
        document["choices"] = [_choice_document(choice) for choice in question.choices]
    if question.worry:
        document["worry"] = [
            {"is": list(rule.codes), "level": rule.level.value} for rule in question.worry
        ]
    if question.when is not None:
        document["when"] = condition_document(question.when)
    if question.max_chars != usual_max_chars(question.kind):
        document["max_chars"] = question.max_chars
    if question.right:
        document["right"] = list(question.right)
    for name, bound in (("min", question.min), ("max", question.max)):
        if bound is not None:
            document[name] = _number(bound)
    return document


_PLAIN_FIELDS = (
    "ref",
    "item",
    "easy",
    "hint",
    "why",
    "options",
    "quote_consent",
    "published",
    "help_card",
    "drop_after_hit",
    "level",
)


def _choice_document(choice: Choice) -> Document:
    document: Document = {"code": choice.code, "label": choice.label}
    if choice.face is not None:
        document["face"] = choice.face
    if choice.says:
        document["says"] = True
    if choice.exclusive:
        document["exclusive"] = True
    return document


def _section_from(document: Mapping[str, Any]) -> Section:
    return Section(
        key=document["key"],
        title=document["title"],
        layout=Layout(document["layout"]),
        when=_maybe_from(document["when"]),
        questions=tuple(_question_from(question) for question in document["questions"]),
    )


def _question_from(document: Mapping[str, Any]) -> Question:
    get = document.get
    low, high = get("min"), get("max")
    return Question(
        key=document["key"],
        kind=Kind(document["kind"]),
        ask=document["ask"],
        ref=get("ref"),
        item=get("item", ""),
        easy=get("easy"),
        hint=get("hint"),
        why=get("why"),
        sensitive=Sensitivity(get("sensitive", "none")),
        options=get("options"),
        choices=tuple(Choice(**choice) for choice in get("choices", ())),
        worry=tuple(
            Worry(tuple(rule["is"]), WorryLevel(rule["level"])) for rule in get("worry", ())
        ),
        when=_maybe_from(get("when")),
        quote_consent=get("quote_consent", False),
        published=get("published", False),
        help_card=get("help_card", False),
        drop_after_hit=get("drop_after_hit", False),
        max_chars=get("max_chars", 0),
        min=None if low is None else Decimal(str(low)),
        max=None if high is None else Decimal(str(high)),
        level=get("level"),
        right=tuple(get("right", ())),
    )

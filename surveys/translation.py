"""How does a survey read in another language, with the same questions, codes and answers?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from surveys.definition import Question, Survey

Given = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Untranslated:
    """What a translation lacks or has too much; such a survey is not offered in the language."""

    missing: tuple[str, ...]


def translated(survey: Survey, language: str, words: Given) -> Survey | Untranslated:
    """The survey in other words: nothing but what people read is changed.

    `words`: `options` (set name -> code -> label) and `questions` (key -> ask, easy, hint, why,
    and `choices`: code -> label). Whatever the survey says must be said there too.
    """
    missing = tuple(_missing(survey, words))
    if missing:
        return Untranslated(missing)
    sections = tuple(
        replace(section, questions=tuple(_question(one, words) for one in section.questions))
        for section in survey.sections
    )
    return replace(survey, language=language, sections=sections)


def _question(question: Question, words: Given) -> Question:
    own, labels = _own(question, words), _labels(question, words)
    said = {name: str(own[name]) for name in _said(question)}
    return replace(
        question,
        ask=str(own["ask"]),
        easy=said.get("easy"),
        hint=said.get("hint"),
        why=said.get("why"),
        choices=tuple(replace(one, label=labels[one.code]) for one in question.choices),
    )


def _missing(survey: Survey, words: Given) -> Iterator[str]:
    for question in survey.questions:
        own, labels = _own(question, words), _labels(question, words)
        for name in ("ask", *_said(question)):
            if not str(own.get(name, "")).strip():
                yield f"{question.key}: {name}"
        for choice in question.choices:
            if not labels.get(choice.code, "").strip():
                yield f"{question.key}: {choice.code}"
    unknown = set(_mapping(words.get("questions"))) - set(survey.positions)
    yield from (f"{key}: no such question" for key in sorted(unknown))


def _said(question: Question) -> tuple[str, ...]:
    return tuple(name for name in ("easy", "hint", "why") if getattr(question, name))


def _own(question: Question, words: Given) -> Given:
    return _mapping(_mapping(words.get("questions")).get(question.key))


def _labels(question: Question, words: Given) -> Mapping[str, str]:
    """Of the named set of answers, then the question's own."""
    of_set = _mapping(_mapping(words.get("options")).get(question.options or ""))
    own = _mapping(_own(question, words).get("choices"))
    return {code: str(label) for code, label in {**of_set, **own}.items()}


def _mapping(given: object) -> Given:
    return {str(k): v for k, v in given.items()} if isinstance(given, Mapping) else {}

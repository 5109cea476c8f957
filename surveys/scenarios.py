"""How do a course's own situations get into the survey that is asked at its sessions?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from surveys.definition import Choice, Question, Survey


def with_situations(survey: Survey, situations: Sequence[Mapping[str, Any]]) -> Survey:
    """The survey with its scored items replaced, in order, by a course's own.

    Each situation has `ask` and `choices`, the first of which is right; they are shown in an order
    that does not tell which. Situations beyond the survey's scored items are left out, and items
    without a situation stay as they are in the library.
    """
    waiting = list(situations)
    if not waiting:
        return survey
    sections = []
    for section in survey.sections:
        questions = [
            _asked(question, waiting.pop(0)) if question.right and waiting else question
            for question in section.questions
        ]
        sections.append(replace(section, questions=tuple(questions)))
    return replace(survey, sections=tuple(sections))


def _asked(question: Question, situation: Mapping[str, Any]) -> Question:
    ask = str(situation["ask"])
    choices = [Choice(f"s{n}", str(label)) for n, label in enumerate(situation["choices"])]
    # The same order every time, and not the one in which they were written: the first is right.
    mixed = sorted(choices, key=lambda one: sha256(f"{ask}|{one.label}".encode()).digest())
    return replace(question, ask=ask, choices=tuple(mixed), right=(choices[0].code,))

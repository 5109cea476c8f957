"""What are the February instruments, and who is asked by each?"""

from __future__ import annotations

from surveys.answers import SKIPPED, Answers, Value
from surveys.definition import Survey
from surveys.library_index import path_of
from surveys.loading import load_file
from surveys.route import Route, route

CHILDREN = ("child-5-8", "child-8-11", "young-person")
ASKED_WHO_IS_THERE = (*CHILDREN, "parent")
NAMES = (*ASKED_WHO_IS_THERE, "professional")

SURVEYS = {name: survey for name in NAMES if isinstance(survey := load_file(path_of(name)), Survey)}


def asked_with(survey: Survey, presence: str | None, helper: str | None) -> Route:
    """The whole way of somebody who answers nothing else."""
    answers = Answers()
    for key, code in (("presence", presence), ("helper", helper)):
        answers = answers.given(key, Value(codes=(code,)) if code else SKIPPED)
    return route(survey, answers)


def codes_of(survey: Survey, key: str) -> list[str | None]:
    """Every answer to a closed question, and none."""
    return [*(choice.code for choice in survey.question(key).choices), None]

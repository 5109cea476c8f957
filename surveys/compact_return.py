"""How far is a Compact return, what is still missing, and which of two people's words stand?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from surveys.answers import Answers, Value
from surveys.compact import NEEDS_ACTION, STANDARDS
from surveys.definition import Question, Section, Survey

PREFIX = "standard-"
QUOTES = "quotes"
# What an action is made of: each is asked for where a grade needs one.
ACTION_PARTS = {"action": "what you will do", "owner": "who does it", "due": "until when"}
QUOTE_KEYS = ("good_practice", "impact", "barrier")
NOTHING = Value()


@dataclass(frozen=True, slots=True)
class Indicator:
    """One graded sentence of a standard with the questions that belong to it."""

    grade: Question
    evidence: Question
    action: Question
    owner: Question
    due: Question

    @property
    def key(self) -> str:
        """The grade's own key: the indicator's name everywhere."""
        return self.grade.key

    @property
    def questions(self) -> tuple[Question, ...]:
        """All five, as a page shows them."""
        return (self.grade, self.evidence, self.action, self.owner, self.due)


class Progress(StrEnum):
    """How far one standard is."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps a return from being signed off."""

    section: str
    question_key: str
    message: str


@dataclass(frozen=True, slots=True)
class StandardProgress:
    """One standard of one return."""

    standard: int
    section: str
    graded: int  # not applicable is a grade, too
    of: int
    missing: tuple[Missing, ...]

    @property
    def state(self) -> Progress:
        """Done where nothing is missing any more."""
        if not self.missing:
            return Progress.DONE
        return Progress.BEGUN if self.graded else Progress.NOT_BEGUN


def section_of(standard: int) -> str:
    """The key of a standard's section."""
    return f"{PREFIX}{standard}"


def find_section(survey: Survey, key: str) -> Section | None:
    """A page of the return: one of the standards, or the quotes; None for anything else."""
    if key != QUOTES and not key.startswith(PREFIX):
        return None
    return next((one for one in survey.sections if one.key == key), None)


def indicators_of(survey: Survey, standard: int, answers: Answers) -> tuple[Indicator, ...]:
    """The indicators this organisation's form asks for, in their order."""
    section = find_section(survey, section_of(standard))
    if section is None:
        return ()
    graded = [one for one in section.questions if one.options == "GR"]
    asked = [one for one in graded if one.when is None or one.when.met(answers)]
    return tuple(
        Indicator(
            one, *(survey.question(f"{one.key}_{part}") for part in ("evidence", *ACTION_PARTS))
        )
        for one in asked
    )


def grade_of(answers: Mapping[str, Value], indicator: str) -> str:
    """The grade's code; "" where there is none yet."""
    return next(iter(answers.get(indicator, NOTHING).codes), "")


def progress(survey: Survey, answers: Answers) -> tuple[StandardProgress, ...]:
    """Every standard that has an indicator on this organisation's form."""
    found = []
    for standard in STANDARDS:
        indicators = indicators_of(survey, standard, answers)
        if not indicators:
            continue
        section = section_of(standard)
        missing = tuple(
            one for indicator in indicators for one in _missing(section, indicator, answers)
        )
        graded = sum(bool(grade_of(answers, one.key)) for one in indicators)
        found.append(StandardProgress(standard, section, graded, len(indicators), missing))
    return tuple(found)


def grades(survey: Survey, answers: Answers) -> dict[str, tuple[int, str]]:
    """Indicator -> (standard, grade): what a signed-off return is counted by."""
    return {
        indicator.key: (standard, grade)
        for standard in STANDARDS
        for indicator in indicators_of(survey, standard, answers)
        if (grade := grade_of(answers, indicator.key))
    }


def needs_action(answers: Mapping[str, Value], indicator: str) -> bool:
    """Whether the grade asks for an action."""
    return grade_of(answers, indicator) in NEEDS_ACTION


def _missing(section: str, indicator: Indicator, answers: Answers) -> list[Missing]:
    if not grade_of(answers, indicator.key):
        return [Missing(section, indicator.key, f"Give a grade: {indicator.grade.ask}")]
    if not needs_action(answers, indicator.key):
        return []
    return [
        Missing(section, f"{indicator.key}_{part}", f"Say {words}: {indicator.grade.ask}")
        for part, words in ACTION_PARTS.items()
        if is_empty(answers.get(f"{indicator.key}_{part}"))
    ]


# --- two people at one page


class Meeting(StrEnum):
    """What becomes of an answer that was written while others may have been at work."""

    SAME = "same"  # nothing to do
    WRITE = "write"  # nobody else changed it
    KEEP = "keep"  # only somebody else changed it: theirs stands
    CLASH = "clash"  # both did, and differently


def is_empty(value: Value | None) -> bool:
    """Whether nothing was said."""
    return value is None or value.skipped or value == NOTHING


def fingerprint(value: Value | None) -> str:
    """What a page carries to tell whether an answer changed since; "" for none.

    It hides nothing: whoever sees the page sees the answer beside it. It is short.
    """
    if value is None or is_empty(value):
        return ""
    day = value.day.isoformat() if value.day else ""
    told = json.dumps([list(value.codes), value.text, str(value.number or ""), day])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def meet(seen: str, stored: Value | None, written: Value | None) -> Meeting:
    """Which of two people's answers stands. `seen`: the fingerprint on the writer's page."""
    there, here = fingerprint(stored), fingerprint(written)
    if there == here:
        return Meeting.SAME
    if there == seen:
        return Meeting.WRITE
    return Meeting.KEEP if here == seen else Meeting.CLASH

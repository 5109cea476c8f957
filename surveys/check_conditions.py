"""Do conditions and piped answers look at questions that come before them, and at real answers?"""

from __future__ import annotations

from collections.abc import Iterator

from surveys.conditions import (
    All,
    Answered,
    AnyOf,
    AtLeast,
    AtMost,
    Atom,
    Condition,
    Is,
    IsNot,
    Not,
    mentions,
)
from surveys.definition import Kind, Question, Survey
from surveys.mistakes import Lines, Mistake, Place, meant
from surveys.piping import piped, without_fallback
from surveys.reachable import unreachable


def check_conditions(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    """Every comparison of every condition."""
    for condition, place, before in _conditions(survey):
        for atom, at in _walk(condition, place):
            yield from _check_atom(survey, lines, atom, at, before)


def check_piping(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    """Every answer repeated in a later question's words."""
    for number, key in enumerate(survey.carried):
        if key in survey.positions:
            message = f"“{key}” is asked here too: nobody could tell whose words are repeated."
            message += " Rename the question."
            yield lines.error(("carried", number), "carried-and-asked", message)
    for place, question in places(survey):
        for name in ("ask", "easy", "hint"):
            text = getattr(question, name)
            for key in piped(text):
                yield from _check_pipe(survey, lines, question, key, (*place, name))
            if text and without_fallback(text):
                message = "Say what stands here when the answer was skipped: {answer:key|words}."
                yield lines.warning((*place, name), "piping-no-fallback", message)


def check_reachable(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    """Every question that nobody can be asked, unless its condition is broken anyway."""
    broken = _broken(survey)
    never = {question.key for question in unreachable(survey)} - broken
    for place, question in places(survey):
        if question.key in never:
            message = (
                f"Nobody is ever asked “{question.key}”: its conditions cannot all be met."
                " Change a condition, or take the question out."
            )
            yield lines.error((*place, "when"), "unreachable", message)


def places(survey: Survey) -> Iterator[tuple[Place, Question]]:
    """Every question with where it stands."""
    for section_number, section in enumerate(survey.sections):
        for number, question in enumerate(section.questions):
            yield ("sections", section_number, "questions", number), question


def _conditions(survey: Survey) -> Iterator[tuple[Condition, Place, int]]:
    """Each condition, its place, and the position its questions must stand before."""
    positions = survey.positions
    for number, section in enumerate(survey.sections):
        if section.when is not None and section.questions:
            before = positions[section.questions[0].key]
            yield section.when, ("sections", number, "when"), before
    for place, question in places(survey):
        if question.when is not None:
            yield question.when, (*place, "when"), positions[question.key]
    for number, rule in enumerate(survey.withhold):
        kept_back = (
            positions[question.key]
            for question in survey.questions
            if question.sensitive is rule.sensitive
        )
        before = min(kept_back, default=len(positions))
        yield rule.when, ("withhold", number, "when"), before
    if survey.quiet_when is not None:
        yield survey.quiet_when, ("quiet_when",), len(positions)


def _walk(condition: Condition, place: Place) -> Iterator[tuple[Atom, Place]]:
    match condition:
        case All(parts):
            for number, part in enumerate(parts):
                yield from _walk(part, (*place, "all", number))
        case AnyOf(parts):
            for number, part in enumerate(parts):
                yield from _walk(part, (*place, "any", number))
        case Not(part):
            yield from _walk(part, (*place, "not"))
        case _:
            yield condition, place


def _check_atom(
    survey: Survey, lines: Lines, atom: Atom, place: Place, before: int
) -> Iterator[Mistake]:
    position = survey.positions.get(atom.question)
    if position is None:
        guess = meant(atom.question, list(survey.positions))
        message = f"There is no question “{atom.question}”.{guess}"
        yield lines.error((*place, "question"), "unknown-question", message)
        return
    if position >= before:
        message = (
            f"“{atom.question}” is not asked before this. A condition can only look back:"
            " move the question up, or change the condition."
        )
        yield lines.error((*place, "question"), "later-question", message)
    question = survey.questions[position]
    if not _fits(atom, question):
        message = f"A {question.kind} question cannot be compared like this. {_advice(question)}"
        yield lines.error(place, "wrong-comparison", message)
    elif isinstance(atom, Is | IsNot):
        known = [choice.code for choice in question.choices]
        for code in atom.codes:
            if code not in known:
                message = f"“{code}” is not an answer to “{question.key}”.{meant(code, known)}"
                message += f" Its answers are {', '.join(known)}."
                yield lines.error(place, "unknown-code", message)


def _fits(atom: Atom, question: Question) -> bool:
    match atom:
        case Is() | IsNot():
            return question.is_closed
        case AtLeast() | AtMost():
            return question.kind is Kind.NUMBER
        case Answered():
            return not question.is_info


def _advice(question: Question) -> str:
    if question.is_info:
        return "It has no answer: look at another question."
    if question.is_closed:
        return "Use “is” or “is_not” with its codes."
    if question.kind is Kind.NUMBER:
        return "Use “at_least” or “at_most”."
    return "Use “answered: true”."


def _check_pipe(
    survey: Survey, lines: Lines, question: Question, key: str, place: Place
) -> Iterator[Mistake]:
    if key in survey.carried:
        return  # what an earlier wave said; without_fallback sees to those who were not in it
    position = survey.positions.get(key)
    if position is None:
        guess = meant(key, list(survey.positions))
        message = f"There is no question “{key}” whose answer could stand here.{guess}"
        yield lines.error(place, "piping-unknown", message)
    elif survey.questions[position].is_info:
        message = f"“{key}” is an information page: it has no answer to repeat."
        yield lines.error(place, "piping-unknown", message)
    elif position >= survey.positions[question.key]:
        message = f"The answer to “{key}” is not known yet here. Move “{key}” up, or reword this."
        yield lines.error(place, "piping-later", message)


def _broken(survey: Survey) -> set[str]:
    """Questions with a condition that has a mistake of its own (theirs, or their section's)."""
    quiet = Lines()
    bad = {
        place[:4] if place[2:3] == ("questions",) else place[:2]
        for condition, place, before in _conditions(survey)
        for atom, at in _walk(condition, place)
        if any(_check_atom(survey, quiet, atom, at, before))
    }
    broken = {
        question.key for place, question in places(survey) if place in bad or place[:2] in bad
    }
    for number, rule in enumerate(survey.withhold):
        if ("withhold", number) in bad:
            broken |= {q.key for q in survey.questions if q.sensitive is rule.sensitive}
    # What hangs on a broken question is not the author's next thing to mend.
    for question in survey.questions:
        if mentions(question.when) & broken:
            broken.add(question.key)
    return broken

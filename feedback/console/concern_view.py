"""What does an officer see of one concern? Every look is noted before it is given."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy.orm import Session

from feedback.collection.answer_rows import read_answers
from feedback.console import concern_words as words
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.safeguarding.concern_list import (
    ConcernLine,
    OpenedConcern,
    Piece,
    beside,
    open_concern,
    pieces_of,
)
from feedback.safeguarding.concerns import scanned_as
from feedback.safeguarding.conflicts import NAMED
from feedback.safeguarding.handling import proposal
from feedback.safeguarding.identity import contacts_left
from feedback.safeguarding.keeping_out import BY_RULE, keep_out, names_reader
from feedback.safeguarding.screening import screen
from feedback.safeguarding.steps import Opening, Step, openings_of, steps_of
from feedback.sealing.keystore import WordsAreGone
from feedback.store.base import new_id
from feedback.web.access import Role, signed_in
from feedback.web.context import now, services
from surveys.answers import Answers, label_of
from surveys.definition import Survey

LISTENERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)


@dataclass(frozen=True, slots=True)
class Said:
    """One other answer of the same person: a choice in words, or a text with what fired."""

    asked: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One concern as it is shown."""

    opened: OpenedConcern
    steps: tuple[Step, ...]
    openings: tuple[Opening, ...]
    others: tuple[ConcernLine, ...]
    proposed_by: str  # "" where no proposal to do nothing waits
    has_left: bool  # the person left a way to reach them
    rest: tuple[Said, ...] | None  # None: not asked for


def look(concern_id: str, what: str = "concern_viewed", *, rest: bool = False) -> Seen:
    """Note who looks, then give what is seen. Raises NotFound for whoever must not.

    Whoever is named in anything this person wrote is kept out from now on, though the rule did
    not know so when the concern was raised (a name given since, words written since).
    """
    here = signed_in()
    with services().sessions.writing() as session:
        opened = open_concern(session, services().keys, concern_id, here.id)
        answers = _answers(session, opened.line)
        left = contacts_left(session, services().keys, concern_id)
        texts = [opened.said, *(value.text for value in answers.values())]
        texts += [f"{one.first_name}\n{one.reach}" for one in left]
        is_named = names_reader(session, here.id, texts)
        if is_named:
            response_id = opened.line.response_id
            keep_out(session, concern_id, response_id, {here.id: NAMED}, by=BY_RULE, now=now())
        else:
            about = f"concern:{concern_id}"
            note(session, who=here.email, what=what, about=about, now=now())
            told = _rest(session, opened, answers) if rest else None
            seen = _seen(session, opened, bool(left), told)
    if is_named:
        raise NotFound
    return seen


def show(
    seen: Seen, *, problems: tuple[tuple[str, str], ...] = (), status: int = 200
) -> tuple[str, int]:
    """The concern's page, with what was typed where something was wrong."""
    page = render_template(
        "console/concern.html",
        seen=seen,
        line=seen.opened.line,
        words=words,
        now=now(),
        me=signed_in(),
        is_duty_officer=Role.DUTY_OFFICER in signed_in().roles,
        problems=problems,
        wrong_in=dict(problems),
        typed=request.form if problems else {},
        new_step=new_id,
    )
    return page, status


def _seen(
    session: Session, opened: OpenedConcern, has_left: bool, rest: tuple[Said, ...] | None
) -> Seen:
    line = opened.line
    waiting = proposal(session, line.id)
    return Seen(
        opened,
        steps_of(session, services().keys, line.id),
        openings_of(session, line.id),
        beside(session, line, signed_in().id),
        waiting.by if waiting else "",
        has_left,
        rest,
    )


def _answers(session: Session, line: ConcernLine) -> Answers:
    """What the person answered; nothing where it was deleted."""
    response_id = line.response_id
    if response_id is None:
        return Answers()
    try:
        owner = f"response:{response_id}"
        return read_answers(session, response_id, lambda: services().keys.open(owner))
    except WordsAreGone:
        return Answers()


def _rest(session: Session, opened: OpenedConcern, answers: Answers) -> tuple[Said, ...]:
    """The other answers in the survey's order; what was not asked for privacy is none."""
    line = opened.line
    if line.version_id is None:
        return ()
    survey = services().surveys.get(session, line.version_id)
    found = []
    for question in survey.questions:
        value = answers.get(question.key)
        is_this = question.key == line.question_key
        if value is None or value.skipped or (is_this and not value.codes):
            continue
        said = label_of(question, value)
        fired = _spans(survey, value.text, len(said) - len(value.text)) if value.text else []
        found.append(Said(question.ask, pieces_of(said, fired)))
    return tuple(found)


def _spans(survey: Survey, text: str, offset: int) -> list[list[int]]:
    verdict = screen(services().scanner, text, audience=scanned_as(survey.audience))
    return [[start + offset, end + offset] for start, end in verdict.spans]

"""What does the person see at the place where they are?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response

from feedback.collection.doors import Standing
from feedback.collection.resume import code_for
from feedback.participant import after_training
from feedback.participant.contact import CONTACT, LEFT, contact_page, left_page, may_leave
from feedback.participant.help_numbers import help_card
from feedback.participant.reply import leave_no_trace, page
from feedback.participant.talk_page import has_talk, show_talk
from feedback.participant.visit import Visit, language_of
from feedback.web.context import services
from feedback.web.forms import field_of
from surveys.answers import Problem, label_of
from surveys.definition import Audience, Kind, Question, Sensitivity
from surveys.route import Page

# Places that are no page of the survey; a place may carry another behind ">".
WHO_SEES, CARD, REVIEW, SAVE, DELETE, DECLINED = (
    "~sees",
    "~card",
    "~review",
    "~save",
    "~delete",
    "~declined",
)
Raw = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of "check your answers"."""

    key: str
    label: str
    answer: str
    skipped: bool
    hidden: bool


def show(visit: Visit) -> Response:
    """The page at the response's place."""
    ended = _ENDED.get(visit.held.state)
    if ended is not None:
        return ended(visit)
    if visit.held.standing is not Standing.OPEN:
        return page("closed.html", opens_on=visit.held.opens_on, closes_on=visit.held.closes_on)
    place, _, behind = visit.held.at_page.partition(">")
    if visit.ticket.talks and has_talk(visit) and place not in _PAGES_OF_THEIR_OWN:
        return show_talk(visit)
    special = _SPECIAL.get(place or WHO_SEES)
    if special is not None:
        return special(visit, behind)
    found = visit.way.page(behind if place == REVIEW else place) or visit.way.next_unanswered()
    return show_page(visit, found) if found else show_review(visit, "")


def show_page(
    visit: Visit,
    at: Page,
    *,
    problems: Sequence[Problem] = (),
    raw: Raw | None = None,
) -> Response:
    """One page of questions, with what is wrong on it."""
    wrong = {problem.question_key: problem.message for problem in problems}
    pages = visit.asked_pages()
    fields = [
        field_of(
            question,
            visit.answers.get(question.key),
            visit.way.fill,
            error=wrong.get(question.key),
            raw=raw,
            hides=visit.held.hides_earlier,
            easy_first=visit.survey.audience is Audience.CHILD_5_8,
        )
        for question in at.questions
    ]
    place = next((n for n, one in enumerate(pages, 1) if one.key == at.key), len(pages))
    return page(
        "question.html",
        422 if problems else 200,
        visit=visit,
        at=at,
        fields=fields,
        problems=problems,
        number=place,
        total=len(pages),
        is_first=place == 1,
        is_info=all(question.kind is Kind.INFO for question in at.questions),
        has_talk=has_talk(visit),
        came_from_review=visit.held.at_page.startswith(REVIEW + ">"),
        help_card=_beside(visit, at.questions),
        audience=visit.survey.audience.value,
    )


def show_review(visit: Visit, _behind: str) -> Response:
    """Check your answers, then send them."""
    rows = [
        _review_row(visit, question)
        for one in visit.asked_pages()
        for question in one.questions
        if question.kind is not Kind.INFO
    ]
    return page(
        "review.html", visit=visit, rows=rows, anything=any(not row.skipped for row in rows)
    )


def _review_row(visit: Visit, question: Question) -> ReviewRow:
    value = visit.answers.get(question.key)
    skipped = value is None or value.skipped
    return ReviewRow(
        question.key,
        visit.way.fill(question.ask),
        "" if value is None or skipped else label_of(question, value),
        skipped,
        visit.held.hides_earlier and not skipped and _is_private(question),
    )


def _is_private(question: Question) -> bool:
    """Not replayed on another device unless asked for (decisions 8)."""
    return question.takes_words or question.sensitive is Sensitivity.HOME_SAFETY


def _beside(visit: Visit, questions: Sequence[Question]) -> object:
    if any(question.help_card for question in questions):
        return help_card(visit.survey.audience)
    return None


def _who_sees(visit: Visit, _behind: str) -> Response:
    return page("who-sees.html", visit=visit, has_talk=has_talk(visit))


def _card(visit: Visit, behind: str) -> Response:
    language = language_of(visit.ticket, visit.survey) if visit.ticket.talks else None
    card = help_card(visit.survey.audience, language)
    return page("card.html", visit=visit, behind=behind, help_card=card, may_leave=may_leave(visit))


def _contact(visit: Visit, behind: str) -> Response:
    return contact_page(visit, behind) if may_leave(visit) else _edited(visit, behind)


def _save(visit: Visit, behind: str) -> Response:
    code = code_for(services().keys, visit.held.id)
    return page("save.html", visit=visit, behind=behind, code=code)


def _delete(visit: Visit, behind: str) -> Response:
    return page("delete.html", visit=visit, behind=behind)


def _thanks(visit: Visit) -> Response:
    return after_training.thanks(visit)


def _declined(visit: Visit) -> Response:
    return page("declined.html", visit=visit)


def _withdrawn(visit: Visit) -> Response:
    return leave_no_trace(page("deleted.html", visit=visit))


# In a conversation too these are pages; the questions and the review are part of it.
_PAGES_OF_THEIR_OWN = frozenset({"", WHO_SEES, CARD, CONTACT, LEFT, SAVE, DELETE})
_ENDED: dict[str, Callable[[Visit], Response]] = {
    "sent": _thanks,
    "superseded": _thanks,
    "declined": _declined,
    "withdrawn": _withdrawn,
}
_SPECIAL: dict[str, Callable[[Visit, str], Response]] = {
    WHO_SEES: _who_sees,
    CARD: _card,
    CONTACT: _contact,
    LEFT: left_page,
    REVIEW: lambda visit, behind: (
        show_review(visit, behind) if not behind else _edited(visit, behind)
    ),
    SAVE: _save,
    DELETE: _delete,
}


def _edited(visit: Visit, behind: str) -> Response:
    found = visit.way.page(behind)
    return show_page(visit, found) if found else show_review(visit, "")

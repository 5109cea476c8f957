"""What does the conversation look like at the place where it is?"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, current_app, request

from chatbot.engine import Talk
from chatbot.events import Offers, Says
from chatbot.loading import load_lexis, load_manners
from chatbot.state import ENDED, REVIEW, Conversation, StateUnreadable, from_json, to_json
from feedback.collection.languages import Language
from feedback.collection.talk_aliases import aliases, taught
from feedback.participant.help_numbers import help_card
from feedback.participant.reply import is_turn, page
from feedback.participant.visit import PLACE_COOKIE, Visit, came_back, language_of
from feedback.web.context import services
from surveys.answers import SKIPPED, Answers, label_of
from surveys.definition import CHILDREN, TEXT_KINDS, Question, Sensitivity, Survey
from surveys.route import route

OWN_NAMES = {"en": "English"}


@dataclass(frozen=True, slots=True)
class Said:
    """One earlier question and what was answered; tapping the answer goes back to it."""

    key: str
    asked: str
    told: str


def has_talk(visit: Visit) -> bool:
    """Whether this survey can be talked through: the children's can."""
    return visit.survey.audience in CHILDREN


def listening(visit: Visit) -> Talk:
    """The engine with what staff taught the chat up to now."""
    talk = talk_of(visit)
    with services().sessions.reading() as session:
        known = taught(aliases(session, talk.lexis.language))
    return replace(talk, taught=known) if known else talk


def talk_of(visit: Visit) -> Talk:
    """The engine for this survey's version and this visit's language, made once per process."""
    talks: dict[tuple[str, str], Talk] = current_app.extensions.setdefault("feedback_talks", {})
    language = language_of(visit.ticket, visit.survey)
    place = (visit.held.survey_version_id, language.code if language else "")
    if place not in talks:
        talks[place] = _talk(visit.survey, language)
    carried = visit.way.carried
    return replace(talks[place], carried=carried) if carried else talks[place]


def _talk(survey: Survey, language: Language | None) -> Talk:
    offered = services().languages.offered(survey)
    others = [(one.code, one.name) for one in offered if one is not language]
    if language is None:
        lexis, band = load_lexis(), load_manners(survey.audience.value)
        return Talk(survey, lexis, band, languages=tuple(others))
    words = services().languages.survey_in(language.code, survey) or survey
    others.insert(0, (survey.language, OWN_NAMES.get(survey.language, survey.language)))
    band = language.manners[survey.audience.value]
    return Talk(words, language.lexis, band, languages=tuple(others))


def answers_of(visit: Visit) -> Answers:
    """What is stored; after a hit, what would ask for more counts as answered (decisions 17)."""
    answers = visit.answers
    if visit.held.has_hit:
        for question in visit.survey.questions:
            if question.drop_after_hit and question.key not in answers:
                answers = answers.given(question.key, SKIPPED)
    return answers


def spelt(conversation: Conversation) -> str:
    """The place as letters for a cookie or a hidden field."""
    return base64.urlsafe_b64encode(to_json(conversation).encode()).decode()


def conversation_from(visit: Visit, text: str) -> Conversation | None:
    """The place that was carried; None where it is another survey's, cut, or off the survey."""
    try:
        made = from_json(base64.urlsafe_b64decode(text.encode()).decode())
    except (StateUnreadable, binascii.Error, UnicodeError):
        return None
    if (made.survey, made.version) != (visit.survey.key, visit.survey.version):
        return None
    is_known = made.at in visit.survey.positions or made.at in {REVIEW, ENDED}
    return made if is_known else None


def conversation_at(visit: Visit) -> Conversation:
    """Where the response is, with the last remark where our cookie brought it back."""
    place, _, behind = visit.held.at_page.partition(">")
    at = behind or place
    carried = conversation_from(visit, request.cookies.get(PLACE_COOKIE, ""))
    if carried is not None and carried.at == at:
        return carried
    conversation, _events = talk_of(visit).start(answers_of(visit), at)
    return conversation


def show_talk(
    visit: Visit, conversation: Conversation | None = None, *, problem: str = "", typed: str = ""
) -> Response:
    """The whole page: what was said so far, the newest question, and what can be tapped."""
    here = conversation or conversation_at(visit)
    return page(
        "talk.html", 422 if problem else 200, **_given(visit, here, problem, typed, whole=True),
        earlier=() if here.at == REVIEW else _earlier(visit, here),
    )  # fmt: skip


def show_turn(visit: Visit, conversation: Conversation, typed: str, changed: str) -> Response:
    """Only what is new: what was just told, the form's answer to it, and the buttons.

    `typed`: the person's words; where they tapped, the answer `changed` is told back.
    """
    question = talk_of(visit).survey.question(changed) if changed else None
    told = typed or (_told(visit, question) if question else "")
    return page("talk-turn.html", **_given(visit, conversation, "", ""), told=told, changed=changed)


def show_problem(visit: Visit, here: Conversation, problem: str, typed: str) -> Response:
    """The same question with what is wrong, and the words as they were typed."""
    if not is_turn() or not came_back(visit.ticket):
        return show_talk(visit, here, problem=problem, typed=typed)
    given = {**_given(visit, here, problem, typed), "says": []}  # asked already
    return page("talk-turn.html", **given, told="", changed="")


def _given(
    visit: Visit, here: Conversation, problem: str, typed: str, *, whole: bool = False
) -> dict[str, Any]:
    talk = talk_of(visit)
    events = talk.show(here, answers_of(visit), whole=whole)
    offers = [event for event in events if isinstance(event, Offers)]
    question = None if here.at in {REVIEW, ENDED} else talk.survey.question(here.at)
    return {
        "visit": visit,
        "says": [event for event in events if isinstance(event, Says)],
        "offers": offers[0] if offers else Offers(()),
        "is_words": question is not None and question.kind in TEXT_KINDS,
        "is_review": here.at == REVIEW,
        "most": question.max_chars if question is not None else 0,
        "place": spelt(here),
        "by_script": came_back(visit.ticket),
        "words": talk.manners.one,
        "title": talk.survey.title,
        "language": talk.lexis.language,
        "languages": talk.languages,
        "help_card": _beside(visit, question),
        "problem": problem,
        "typed": typed,
    }


def _beside(visit: Visit, question: Question | None) -> object:
    if question is None or not question.help_card:
        return None
    return help_card(visit.survey.audience, language_of(visit.ticket, visit.survey))


def _earlier(visit: Visit, here: Conversation) -> list[Said]:
    survey = talk_of(visit).survey
    end = survey.positions.get(here.at, len(survey.questions))
    way = route(survey, visit.answers, visit.way.carried)
    return [
        Said(question.key, way.fill(question.ask), _told(visit, question))
        for question in way.asked
        if not question.is_info
        and question.key in visit.answers
        and survey.positions[question.key] < end
    ]


def _told(visit: Visit, question: Question) -> str:
    value, words = visit.answers.get(question.key), talk_of(visit).manners.one
    if value is None or value.skipped:
        return words["was_skipped"]
    is_private = question.takes_words or question.sensitive is Sensitivity.HOME_SAFETY
    return (
        words["was_hidden"]
        if visit.held.hides_earlier and is_private
        else label_of(question, value)
    )

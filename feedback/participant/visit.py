"""Who is in front of this page, and where are they? Found by the form's own capability."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from feedback.collection.answer_rows import read_answers
from feedback.collection.doors import Door, find_door
from feedback.collection.languages import Language
from feedback.collection.responses import Held, find
from feedback.safeguarding.concerns import Screener
from feedback.sealing.keystore import OpenKey, WordsAreGone
from feedback.training.linking import carried
from feedback.web.context import now, services
from surveys.answers import SKIPPED, Answers
from surveys.definition import Question, Survey
from surveys.route import Page, Route, route

COOKIE = "v"
PLACE_COOKIE = "p"  # where a conversation is: its last remark, no answer and no word
TALKS = "chat"
BEGAN = "at"  # before the minute in which this visit began: how long it took is kept as a band
SPEAKS = "in-"  # before the language of the chat, where it is not the survey's own
KINDS = frozenset({"i", "o", "k"})
MOST_PARTS = 6
_BEGAN, _SPOKEN = re.compile(r"at\d{1,10}"), re.compile(r"in-[a-z]{2,8}")
PRESENCE_LETTERS = 400  # longest cookie or hidden field read as ours


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the form and the cookie carry: the capability and the link it was begun from.

    `talks`: the person answers in the conversation, not page by page.
    """

    capability: str
    kind: str  # i | o | k
    token: str
    talks: bool = False
    began: int = 0  # minutes since 1970; 0: not known
    spoken: str = ""  # the language of the chat; "": the survey's own

    def spelt(self) -> str:
        """As one text for the cookie."""
        return f"{self.capability}.{self.link}"

    @property
    def link(self) -> str:
        """As the form's hidden field."""
        more = (
            f"{BEGAN}{self.began}" if self.began else "",
            f"{SPEAKS}{self.spoken}" if self.spoken else "",
            TALKS if self.talks else "",
        )
        return ".".join(part for part in (self.kind, self.token, *more) if part)


@dataclass(frozen=True, slots=True)
class Visit:
    """A response with its survey and answers, and the way through it."""

    ticket: Ticket
    held: Held
    survey: Survey
    answers: Answers
    way: Route
    get_key: Callable[[], OpenKey]

    def asked_pages(self) -> tuple[Page, ...]:
        """The pages, without questions that would probe after a hit (decisions 17)."""
        return pages_of(self.way, probing=not self.held.has_hit)


def pages_of(way: Route, *, probing: bool) -> tuple[Page, ...]:
    """The pages of a way; without `probing`, follow-ups that ask more after a hit are left out."""
    if probing:
        return way.pages
    return tuple(p for p in way.pages if not all(asks_more(q) for q in p.questions))


def way_of(
    survey: Survey, answers: Answers, *, probing: bool, said: Mapping[str, str] | None = None
) -> Route:
    """The way through the survey; without `probing`, what would ask for more counts as answered.

    `said`: the person's words of an earlier wave that this survey repeats.
    """
    if not probing:
        for question in survey.questions:
            if asks_more(question) and question.key not in answers:
                answers = answers.given(question.key, SKIPPED)
    return route(survey, answers, said)


def asks_more(question: Question) -> bool:
    """Whether a question must not follow a hit."""
    return question.drop_after_hit


def ticket_of(spelt: str) -> Ticket | None:
    """Read a ticket; None for anything that is not one of ours."""
    capability, kind, token, *more = [*spelt.split("."), "", ""][:MOST_PARTS]
    if len(spelt) > PRESENCE_LETTERS or kind not in KINDS or not capability.isalnum():
        return None
    if not token:
        return None
    return Ticket(
        capability,
        kind,
        token,
        talks=TALKS in more,
        began=next((int(one[2:]) for one in more if _BEGAN.fullmatch(one)), 0),
        spoken=next((one[3:] for one in more if _SPOKEN.fullmatch(one)), ""),
    )


def minute(at: datetime) -> int:
    """An instant in whole minutes since 1970."""
    return int(at.timestamp()) // 60


def cookie_ticket() -> Ticket | None:
    """The ticket in the cookie, if one came back."""
    return ticket_of(request.cookies.get(COOKIE, ""))


def form_ticket() -> Ticket | None:
    """The ticket in the posted form."""
    return ticket_of(f"{request.form.get('_c', '')}.{request.form.get('_t', '')}")


def came_back(ticket: Ticket) -> bool:
    """Whether our cookie came back, so that POST → 303 → GET will work (decisions 7)."""
    cookie = cookie_ticket()
    return cookie is not None and cookie.capability == ticket.capability


def load_visit(session: Session, ticket: Ticket) -> Visit | None:
    """Everything about a visit, or None where the capability opens nothing."""
    held = find(session, ticket.capability, now())
    if held is None:
        return None
    survey = services().surveys.get(session, held.survey_version_id)
    get_key = key_getter(held)
    try:
        answers = read_answers(session, held.id, get_key)
    except WordsAreGone:
        answers = Answers()
    said = _said_before(session, held, survey)
    way = way_of(survey, answers, probing=not held.has_hit, said=said)
    return Visit(ticket, held, survey, answers, way, get_key)


def _said_before(session: Session, held: Held, survey: Survey) -> Mapping[str, str]:
    """What an earlier wave is repeated of; not on another device before the person asks."""
    if not survey.carried or held.member_id is None or held.hides_earlier:
        return {}
    return carried(session, services().keys, survey, held.member_id)


def key_getter(held: Held) -> Callable[[], OpenKey]:
    """Fetches the response's key once, when first needed."""
    kept: list[OpenKey] = []

    def get() -> OpenKey:
        if not kept:
            kept.append(services().keys.open(held.key_owner))
        return kept[0]

    return get


def door_of(session: Session, ticket: Ticket) -> Door | None:
    """The door of the ticket's link."""
    return find_door(session, ticket.kind, ticket.token, now())


def member_behind(session: Session, visit: Visit) -> str | None:
    """Whom to tick in the register; in an anonymous round only the form's link knows."""
    if visit.held.member_id is not None or not visit.held.is_anonymous:
        return visit.held.member_id
    door = door_of(session, visit.ticket)
    if door is None or door.round_instrument_id != visit.held.round_instrument_id:
        return None
    return door.member_id


def language_of(ticket: Ticket, survey: Survey) -> Language | None:
    """The language the chat was changed to; None for the survey's own."""
    found = services().languages.get(ticket.spoken)
    is_whole = found and services().languages.survey_in(found.code, survey) is not None
    return found if is_whole else None


def screener(language: Language | None = None) -> Screener:
    """The scan with this process's clock and budget; in a language, its lexicon beside ours."""
    served = services()
    scanner = language.scanner(served.scanner) if language else served.scanner
    return Screener(scanner, served.clock.monotonic, served.settings.scan_budget_ms / 1000)

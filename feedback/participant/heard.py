"""What did we hear, and what did we do about it? Open to everybody, without a cookie."""

from __future__ import annotations

from flask import Response

from feedback.participant.reply import page
from feedback.reports.heard import public_page, public_pages
from feedback.web.context import services
from feedback.web.pages import ANYONE, Page


def you_said() -> Response:
    """GET /you-said: every round's page, the newest first."""
    with services().sessions.reading() as session:
        return page("you-said.html", pages=public_pages(session))


def one_round(page_id: str) -> Response:
    """GET /you-said/…: one round's, in plain words."""
    return _one(page_id, "plain")


def easy(page_id: str) -> Response:
    """GET /you-said/…/easy: the same in easy words."""
    return _one(page_id, "easy")


def postcard(page_id: str) -> Response:
    """GET /you-said/…/postcard: a card for each line, for children, to be printed."""
    return _one(page_id, "postcard")


def _one(page_id: str, how: str) -> Response:
    with services().sessions.reading() as session:
        found = public_page(session, page_id)
    return page("you-said-round.html", found=found, how=how)


ONE = "/you-said/<page_id>"
PAGES: tuple[Page, ...] = (
    Page("/you-said", "you_said", you_said, ANYONE),
    Page(ONE, "you_said_round", one_round, ANYONE),
    Page(f"{ONE}/easy", "you_said_easy", easy, ANYONE),
    Page(f"{ONE}/postcard", "you_said_postcard", postcard, ANYONE),
)

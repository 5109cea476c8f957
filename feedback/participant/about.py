"""What is this place, how does somebody leave at once, get help, or read what we do?"""

from __future__ import annotations

from flask import Response, make_response, redirect
from sqlalchemy.exc import DBAPIError

from feedback.collection.demonstration import doors_to_try
from feedback.participant.reply import leave_no_trace, page
from feedback.safeguarding.help_numbers import SHIPPED, lines
from feedback.web.context import now, services


def front() -> Response:
    """GET /: whoever comes without a link is told what they need; a demonstration lets them try."""
    served = services()
    with served.sessions.reading() as session:
        to_try = doors_to_try(session, served.keys, now())
    return page("front.html", partnership=served.settings.partnership, to_try=to_try)


def leave() -> Response:
    """GET or POST /exit: forget the visit on this device and go to a neutral site."""
    away = make_response(redirect(services().settings.exit_url, 303))
    return leave_no_trace(away)


def help_page() -> Response:
    """GET /help: the same page for everybody, also while the store is away."""
    try:
        with services().sessions.reading() as session:
            found = lines(session)
    except DBAPIError:
        found = ()
    return page("help.html", lines=found or SHIPPED)


def privacy() -> Response:
    """GET /privacy: the layered notice."""
    return page("privacy.html", partnership=services().settings.partnership)


def accessibility() -> Response:
    """GET /accessibility: the statement public bodies must give."""
    return page("accessibility.html", partnership=services().settings.partnership)

"""How does the next page reach somebody whose browser may refuse our cookie?"""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for

from feedback.participant.visit import COOKIE, PLACE_COOKIE, Ticket, cookie_ticket
from feedback.web.context import services
from feedback.web.security import CLEAR_SITE_DATA


def page(template: str, status: int = 200, **given: object) -> Response:
    """A participant page: one neutral title, the exit, the same support footer for everybody."""
    return make_response(render_template(f"participant/{template}", **given), status)


def set_ticket(response: Response, ticket: Ticket) -> Response:
    """Offer the cookie; everything works without it too. It ends with the browser's session."""
    held = cookie_ticket()
    if held is None or held.spelt() != ticket.spelt():
        response.set_cookie(
            COOKIE,
            ticket.spelt(),
            httponly=True,
            samesite="Lax",
            secure=services().settings.base_url.startswith("https://"),
            path="/",
        )
    return response


def forget_visit(response: Response) -> Response:
    """Let go of the visit this browser was in, if it was in one. The store does not change."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path="/")
    return response


def leave_no_trace(response: Response) -> Response:
    """Ask the browser to forget us."""
    response.delete_cookie(COOKIE, path="/")
    response.delete_cookie(PLACE_COOKIE, path="/")
    # Browsers heed this header only on secure addresses.
    if request.is_secure:
        response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return response


def go_on() -> Response:
    """303 to the one address of the whole visit."""
    return make_response(redirect(url_for("survey"), 303))


def is_turn() -> bool:
    """Whether the page's script asks for the new turn only."""
    return request.headers.get("X-Turn") == "1"


def go_on_whole() -> Response:
    """Tell the page's script that another page follows."""
    response = make_response("", 204)
    response.headers["X-Whole-Page"] = url_for("survey")
    return response

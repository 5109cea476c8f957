"""How does somebody come in: by a personal link, an open link, or a worker's tablet?"""

from __future__ import annotations

from dataclasses import replace

from flask import Response, make_response, redirect, request, url_for

from feedback.collection.doors import Door, Standing, find_door
from feedback.collection.links import new_capability, response_id_for
from feedback.collection.responses import begin, key_owner
from feedback.collection.resume import Tried, resume
from feedback.collection.sending import started_elsewhere
from feedback.participant.kept import kept_page
from feedback.participant.reply import forget_visit, go_on, page, set_ticket
from feedback.participant.show import show
from feedback.participant.visit import (
    Ticket,
    came_back,
    cookie_ticket,
    form_ticket,
    load_visit,
    minute,
    ticket_of,
)
from feedback.web.context import now, services, today
from surveys.definition import Audience

CLOSED_PAGES = {
    Standing.NOT_YET: "not-yet-open.html",
    Standing.CLOSED: "closed.html",
    Standing.SPENT: "spent.html",
    Standing.REPLACED: "replaced.html",
    Standing.HELD: "unknown-link.html",
}


def personal(token: str) -> Response:
    """GET /i/<token>: the first screen. A mail scanner that opens it changes nothing."""
    return _first_screen("i", token)


def open_link(token: str) -> Response:
    """GET /o/<token>: the first screen of an open link."""
    return _first_screen("o", token)


def kiosk(token: str) -> Response:
    """GET /k/<token>: the first screen on a worker's tablet, which forgets the person before."""
    return forget_visit(_first_screen("k", token))


def begin_here() -> Response:
    """POST /survey with "begin": start; the address never carries the token after this hop."""
    ticket = form_ticket()
    if ticket is None:
        return kept_page("unknown_form")
    served = services()
    with served.sessions.reading() as session:
        door = find_door(session, ticket.kind, ticket.token, now())
    refused = _refusal(door)
    if refused is not None or door is None:
        return refused or page("unknown-link.html", 404)
    ticket = replace(ticket, began=minute(now()))
    served.keys.make(key_owner(response_id_for(ticket.capability)))
    with served.sessions.writing() as session:
        begin(session, door, ticket.capability, today())
    return _enter(ticket)


def coming_back() -> Response:
    """GET /resume: a box for the three words."""
    link = cookie_ticket()
    return page(
        "resume.html", capability=new_capability(), link=link.link if link else "", wrong=""
    )


def come_back() -> Response:
    """POST /resume: go on with three words, on whatever device."""
    capability = request.form.get("_c", "")
    link = request.form.get("_t", "") or "i.none"
    ticket = ticket_of(f"{capability}.{link}") or ticket_of(f"{capability}.i.none")
    if ticket is None:
        return page("resume.html", 400, capability=new_capability(), link="", wrong="wrong")
    served = services()
    with served.sessions.writing() as session:
        door = find_door(session, ticket.kind, ticket.token, now())
        done = resume(
            session,
            served.keys,
            request.form.get("code", ""),
            ticket.capability,
            now(),
            member_id=door.member_id if door else None,
        )
    if done.tried is not Tried.OPENED:
        status = 429 if done.tried is Tried.TOO_MANY else 422
        return page(
            "resume.html",
            status,
            capability=ticket.capability,
            link=ticket.link,
            wrong=done.tried.value,
        )
    return _enter(replace(ticket, began=minute(now())))


def _enter(ticket: Ticket) -> Response:
    if came_back(ticket):
        return go_on()
    with services().sessions.reading() as session:
        visit = load_visit(session, ticket)
    if visit is None:
        return page("lost.html", 404)
    return set_ticket(show(visit), ticket)


def _first_screen(kind: str, token: str) -> Response:
    served = services()
    with served.sessions.reading() as session:
        door = find_door(session, kind, token, now())
        refused = _refusal(door)
        if refused is not None or door is None:
            return refused or page("unknown-link.html", 404)
        survey = served.surveys.get(session, door.survey_version_id)
        if survey.audience is Audience.ORGANISATION:  # several people fill it in: other pages
            return make_response(redirect(url_for("compact_return", token=token), 303))
        held = cookie_ticket()
        mine = load_visit(session, held) if held and held.token == token else None
        elsewhere = started_elsewhere(session, door.member_id)
    return page(
        "start.html",
        survey=survey,
        door=door,
        ticket=Ticket(new_capability(), kind, token),
        can_go_on=mine is not None and mine.held.state == "open" and kind != "k",
        started_elsewhere=elsewhere and mine is None,
    )


def _refusal(door: Door | None) -> Response | None:
    if door is None:
        return page("unknown-link.html", 404)
    if door.standing is Standing.OPEN:
        return None
    return page(
        CLOSED_PAGES[door.standing],
        404 if door.standing is Standing.HELD else 410 if door.standing is Standing.CLOSED else 200,
        opens_on=door.opens_on,
        closes_on=door.closes_on,
    )

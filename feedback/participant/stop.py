"""How does somebody stop our e-mails? A page that says so, and a button that does it."""

from __future__ import annotations

from flask import Response

from feedback.collection.doors import find_door
from feedback.collection.opting_out import opt_out
from feedback.participant.reply import page
from feedback.web.context import now, services, today
from feedback.web.pages import ANYONE, Page


def ask(token: str) -> Response:
    """GET /stop/<token>: changes nothing, whoever opens the link."""
    return page("stop.html", token=token, stopped=False)


def stop(token: str) -> Response:
    """POST /stop/<token>: no e-mail from now on; also what a mail program's own button sends."""
    with services().sessions.writing() as session:
        door = find_door(session, "i", token, now())
        if door is not None and door.member_id is not None:
            opt_out(session, door.member_id, today())
    # The same answer for a link we do not know: nobody learns which links exist.
    return page("stop.html", token=token, stopped=True)


PAGES: tuple[Page, ...] = (
    Page("/stop/<token>", "stop", ask, ANYONE),
    Page("/stop/<token>", "stop_now", stop, ANYONE, ("POST",)),
)

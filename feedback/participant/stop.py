"""How does somebody stop our e-mails? A page that says so, and a button that does it."""

from __future__ import annotations

from contextlib import suppress

from flask import Response, request

from feedback.collection.doors import find_door
from feedback.collection.opting_out import opt_out
from feedback.errors import NotFound
from feedback.participant.reply import page
from feedback.training.leaving import LEFT_ROLE, left_the_role
from feedback.training.linking import wave_of
from feedback.web.context import now, services, today
from feedback.web.pages import ANYONE, Page


def ask(token: str) -> Response:
    """GET /stop/<token>: changes nothing, whoever opens the link."""
    with services().sessions.reading() as session:
        door = find_door(session, "i", token, now())
        of_course = door is not None and wave_of(session, door.round_instrument_id) is not None
    return page("stop.html", token=token, stopped=False, after_training=of_course)


def stop(token: str) -> Response:
    """POST /stop/<token>: no e-mail from now on; also what a mail program's own button sends.

    Who has left the role a course was for is out of the count of those asked, too.
    """
    left = request.form.get("why") == LEFT_ROLE
    with services().sessions.writing() as session:
        door = find_door(session, "i", token, now())
        if door is not None and door.member_id is not None:
            opt_out(session, door.member_id, today())
            if left:
                with suppress(NotFound):  # a link of no course: stopping is all there is to do
                    left_the_role(
                        session, door.member_id, by="the person", now=now(), today=today()
                    )
    # The same answer for a link we do not know: nobody learns which links exist.
    return page("stop.html", token=token, stopped=True, left=left)


PAGES: tuple[Page, ...] = (
    Page("/stop/<token>", "stop", ask, ANYONE),
    Page("/stop/<token>", "stop_now", stop, ANYONE, ("POST",)),
)

"""How does somebody stop our e-mails? A page that says so, and a button that does it."""

from __future__ import annotations

from contextlib import suppress

from flask import Response, request

from feedback.collection.doors import find_door
from feedback.collection.opting_out import opt_out
from feedback.errors import NotFound
from feedback.participant.reply import page
from feedback.training.contacts import members_reached_by
from feedback.training.leaving import LEFT_ROLE, left_the_role
from feedback.training.linking import wave_of
from feedback.training.stopping import stop_every_course
from feedback.web.context import now, services, today
from feedback.web.pages import ANYONE, Page

EVERY = "every_course"
ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058: the body a mail program posts


def ask(token: str) -> Response:
    """GET /stop/<token>: changes nothing, whoever opens the link."""
    with services().sessions.reading() as session:
        door = find_door(session, "i", token, now())
        of_course = door is not None and wave_of(session, door.round_instrument_id) is not None
    return page("stop.html", token=token, stopped="", after_training=of_course)


def stop(token: str) -> Response:
    """POST /stop/<token>: no message from now on; also what a mail program's own button sends.

    Who has left the role a course was for is out of the count of those asked, too. A mail
    program's button names the sender, not a course, so it stops every course.
    """
    served = services()
    why = request.form.get("why", "")
    every = why == EVERY or request.form.get(ONE_CLICK[0]) == ONE_CLICK[1]
    with served.sessions.reading() as session:
        door = find_door(session, "i", token, now())
        member_id = door.member_id if door is not None else None
        of_course = door is not None and wave_of(session, door.round_instrument_id) is not None
        here = member_id if of_course and every else None
        elsewhere = members_reached_by(session, served.keys, here) if here else ()
    if member_id is not None:
        with served.sessions.writing() as session:
            opt_out(session, member_id, today())
            if of_course and every:
                stop_every_course(session, served.keys, member_id, elsewhere, today())
            if why == LEFT_ROLE:
                with suppress(NotFound):  # a link of no course: stopping is all there is to do
                    left_the_role(session, member_id, by="the person", now=now(), today=today())
    stopped = EVERY if every else why if why == LEFT_ROLE else "this"
    # A link we do not know gets an answer too: nobody learns which rounds there are.
    return page("stop.html", token=token, stopped=stopped, after_training=of_course)


PAGES: tuple[Page, ...] = (
    Page("/stop/<token>", "stop", ask, ANYONE),
    Page("/stop/<token>", "stop_now", stop, ANYONE, ("POST",)),
)

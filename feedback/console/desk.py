"""What waits for a duty officer, and for how long? The gravest first, one tap to take it on."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.console import concern_words as words
from feedback.console.concern_view import LISTENERS
from feedback.errors import NotFound
from feedback.safeguarding.concern_list import GRAVEST_FIRST, OPEN_STATES, list_concerns
from feedback.store.base import new_id
from feedback.web.access import signed_in, staff
from feedback.web.context import now, services
from feedback.web.pages import Page

VIEWS = {
    "open": ("Not closed", OPEN_STATES),
    "new": ("Not acknowledged", ("new",)),
    "taken": ("Being handled", ("acknowledged", "triaged", "acted")),
    "closed": ("Closed", ("closed",)),
}


def desk() -> ResponseReturnValue:
    """The list, without words: what this member of staff is kept out of is not in it."""
    view, level = request.args.get("view", "open"), request.args.get("level", "")
    if view not in VIEWS or level not in {"", *GRAVEST_FIRST}:
        raise NotFound
    here = signed_in()
    with services().sessions.reading() as session:
        lines = list_concerns(session, here.id, here.sight, states=VIEWS[view][1], level=level)
    return render_template(
        "console/desk.html", lines=lines, view=view, views=VIEWS, level=level, words=words,
        now=now(), new_step=new_id,
    )  # fmt: skip


def to_desk() -> ResponseReturnValue:
    """Where the list stood before."""
    return redirect(url_for("desk"), 308)


PAGES = (
    Page("/staff/desk", "desk", desk, staff(*LISTENERS)),
    Page("/staff/concerns", "concerns", to_desk, staff(*LISTENERS)),
)

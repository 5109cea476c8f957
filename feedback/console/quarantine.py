"""What did people write that could not be taken as an answer? A person reads each."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.quarantine import list_aside, mark_read, open_aside
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.web.access import Role, signed_in, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

LISTENERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)
WHY = {
    "closed": "The survey had closed.",
    "unknown_form": "We did not know the form.",
    "question_gone": "The question was not there any more.",
    "too_long": "It was longer than fits.",
    "already_sent": "The answers had been sent already.",
}


def quarantine() -> ResponseReturnValue:
    """The list, without words."""
    every = request.args.get("all") == "1"
    with services().sessions.reading() as reading:
        items = list_aside(reading, unread_only=not every, sight=signed_in().sight)
    return render_template("console/quarantine.html", items=items, every=every, why=WHY)


def quarantine_item(item_id: str) -> ResponseReturnValue:
    """One entry with its words; that it was looked at is noted first."""
    with services().sessions.writing() as writing:
        item = open_aside(writing, services().keys, item_id)
        if item is None:
            raise NotFound
        about = f"quarantine:{item_id}"
        note(writing, who=staff_email(), what="quarantine_viewed", about=about, now=now())
    return render_template("console/quarantine-item.html", item=item, why=WHY)


def read_item(item_id: str) -> ResponseReturnValue:
    """A person has read it and done what had to be done."""
    with services().sessions.writing() as writing:
        mark_read(writing, item_id, staff_email(), now())
        about = f"quarantine:{item_id}"
        note(writing, who=staff_email(), what="quarantine_read", about=about, now=now())
    flash("Marked as read.")
    return redirect(url_for("quarantine"), 303)


PAGES = (
    Page("/staff/kept-aside", "quarantine", quarantine, staff(*LISTENERS)),
    Page("/staff/kept-aside/<item_id>", "quarantine_item", quarantine_item, staff(*LISTENERS)),
    Page("/staff/kept-aside/<item_id>/read", "read_item", read_item, staff(*LISTENERS), ("POST",)),
)

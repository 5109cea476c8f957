"""Who may not be safe? The first look, until triage is built."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from feedback.collection.calendar import local_day
from feedback.privacy.audit import note
from feedback.safeguarding.concern_list import list_concerns, open_concern
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

LISTENERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)
LEVELS = {
    "urgent": "Urgent",
    "same_day": "Look today",
    "unscreened": "Not screened: read it",
    "review": "To read",
}
KINDS = {
    "exploitation_online": "exploitation or online",
    "self_harm": "self-harm",
    "unsafe_home": "unsafe at home",
    "domestic_abuse": "domestic abuse",
    "staff_allegation": "about a member of staff",
}


def concerns() -> ResponseReturnValue:
    """Every concern, the gravest first; without words."""
    with services().sessions.reading() as reading:
        lines = list_concerns(reading)
    return render_template(
        "console/concerns.html", lines=lines, levels=LEVELS, kinds=KINDS, local_day=local_day
    )


def concern(concern_id: str) -> ResponseReturnValue:
    """One concern with the words and what made the machine look; the look is noted first."""
    with services().sessions.writing() as writing:
        opened = open_concern(writing, services().keys, concern_id)
        about = f"concern:{concern_id}"
        note(writing, who=staff_email(), what="concern_viewed", about=about, now=now())
    return render_template(
        "console/concern.html", opened=opened, levels=LEVELS, kinds=KINDS, local_day=local_day
    )


PAGES = (
    Page("/staff/concerns", "concerns", concerns, staff(*LISTENERS)),
    Page("/staff/concerns/<concern_id>", "concern", concern, staff(*LISTENERS)),
)

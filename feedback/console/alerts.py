"""Did the messages to staff leave, and what went wrong that a person must deal with?"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.alert_delivery import alerts
from feedback.collection.calendar import LONDON
from feedback.privacy.audit import note
from feedback.safeguarding.incidents import close_incident, incidents
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

READERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)
STEPS = {
    "first": "at once", "deputy": "the deputy again", "manager": "the manager",
    "everybody": "everybody", "second": "second recipient",
}  # fmt: skip
LEVELS = {"urgent": "Urgent", "same_day": "Look today", "unscreened": "Not screened"}


def staff_alerts(problem: str = "") -> ResponseReturnValue:
    """Messages to staff, stuck ones first and red; incidents, open ones first."""
    with services().sessions.reading() as reading:
        lines = alerts(reading, now())
        wrong = incidents(reading)
    return render_template(
        "console/alerts.html", lines=lines, incidents=wrong, steps=STEPS, levels=LEVELS,
        london=LONDON, problem=problem,
    ), 422 if problem else 200  # fmt: skip


def incident_close(incident_id: str) -> ResponseReturnValue:
    """A person has dealt with it, and says how."""
    reason = request.form.get("reason", "").strip()
    if not reason:
        return staff_alerts("Write what was done about it.")
    with services().sessions.writing() as writing:
        closed = close_incident(writing, incident_id, by=staff_email(), now=now())
        note(writing, who=staff_email(), what="incident_closed", about=f"incident:{incident_id}",
             now=now(), details={"reason": reason[:500]})  # fmt: skip
    flash("Closed." if closed else "It was closed already.")
    return redirect(url_for("staff_alerts"), 303)


PAGES = (
    Page("/staff/alerts", "staff_alerts", staff_alerts, staff(*READERS)),
    Page(
        "/staff/alerts/<incident_id>/close", "incident_close", incident_close, staff(*READERS),
        ("POST",),
    ),
)  # fmt: skip

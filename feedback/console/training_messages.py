"""What will the people of a course be sent? Each message as it goes, and one to oneself."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.outbox import FOLLOW_UPS
from feedback.console.training import LEADS
from feedback.ports import DeliveryFailed, Letter
from feedback.store.base import new_id
from feedback.training.addresses import Addressed
from feedback.training.courses import CourseView, find_course, sessions_of
from feedback.training.messages import follow_up_letter
from feedback.web.access import staff, staff_email
from feedback.web.context import services, today
from feedback.web.pages import Page

NAMES = dict(zip(FOLLOW_UPS, ("When it is due", "After 7 days", "After 14 days"), strict=True))
NOBODYS = "nobodys-link"  # in a preview no link leads to anybody's answers


def messages(course_id: str) -> ResponseReturnValue:
    """The three messages with this course's own words."""
    with services().sessions.reading() as reading:
        course = find_course(reading, course_id)
    letters = [(kind, NAMES[kind], _letter(course, kind)) for kind in FOLLOW_UPS]
    return render_template(
        "console/course-messages.html", course=course, letters=letters, me=staff_email()
    )


def send_to_me(course_id: str) -> ResponseReturnValue:
    """One of them to whoever is signed in, at once: nothing else is sent or noted."""
    with services().sessions.reading() as reading:
        course = find_course(reading, course_id)
    kind = request.form.get("kind", "")
    if kind not in NAMES:
        abort(404)
    try:
        services().postman.send(_letter(course, kind))
        flash(f"Sent to {staff_email()}. Its link leads nowhere.")
    except DeliveryFailed as failure:
        flash(f"It could not be sent: {failure}.")
    return redirect(url_for("course_messages", course_id=course_id), 303)


def _letter(course: CourseView, kind: str) -> Letter:
    """As it would go out now, with the newest session's day and a link that opens nothing."""
    with services().sessions.reading() as reading:
        held = sessions_of(reading, course.id)
    settings = services().settings
    day = held[0].held_on if held else today()
    whose = Addressed(staff_email(), course.occasion, course.title, day)
    return follow_up_letter(
        kind, whose, reference=f"test-{new_id()}", base_url=settings.base_url, token=NOBODYS,
        partnership=settings.partnership,
    )  # fmt: skip


HERE = "/staff/training/courses/<course_id>/messages"
PAGES = (
    Page(HERE, "course_messages", messages, staff(*LEADS)),
    Page(HERE, "course_message_to_me", send_to_me, staff(*LEADS), ("POST",)),
)

"""What will the people of a course be sent? Each message as it goes, and one to oneself."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.outbox import FOLLOW_UPS
from feedback.console.message_previews import (
    NOBODYS,
    preview_of,
    previews_page,
    send_one_to_me,
)
from feedback.console.training import LEADS
from feedback.ports import Letter, TextMessage
from feedback.store.base import new_id
from feedback.training.addresses import Addressed
from feedback.training.courses import CourseView, find_course, sessions_of
from feedback.training.messages import Sender, follow_up_letter, follow_up_text
from feedback.web.access import staff, staff_email
from feedback.web.context import services, today
from feedback.web.pages import Page

NAMES = dict(zip(FOLLOW_UPS, ("When it is due", "After 7 days", "After 14 days"), strict=True))
LEAD = (
    "At 10:00 on the day a wave is due, and again after 7 and 14 days to those who have not "
    "answered. Who left a mobile number only gets the text message. What somebody promised "
    "themselves is never in a message."
)


def messages(course_id: str) -> ResponseReturnValue:
    """The three messages with this course's own words."""
    course, whose = _to_me(course_id)
    texts = services().settings.can_text
    previews = [
        preview_of(
            kind, name, _letter(kind, whose), _text(kind, whose) if texts else None
        )
        for kind, name in NAMES.items()
    ]  # fmt: skip
    return previews_page(
        here="training", back=(course.title, url_for("course", course_id=course_id)), lead=LEAD,
        previews=previews, action=url_for("course_message_to_me", course_id=course_id),
        about={"course": course},
    )  # fmt: skip


def send_to_me(course_id: str) -> ResponseReturnValue:
    """One of them to whoever is signed in."""
    _, whose = _to_me(course_id)
    send_one_to_me(NAMES, lambda kind: _letter(kind, whose))
    return redirect(url_for("course_messages", course_id=course_id), 303)


def _to_me(course_id: str) -> tuple[CourseView, Addressed]:
    """The course, and whoever is signed in as if they had come to its newest session."""
    with services().sessions.reading() as reading:
        course = find_course(reading, course_id)
        held = sessions_of(reading, course_id)
    day = held[0].held_on if held else today()
    return course, Addressed(staff_email(), course.occasion, course.title, day)


def _letter(kind: str, whose: Addressed) -> Letter:
    return follow_up_letter(
        kind, whose, reference=f"test-{new_id()}", token=NOBODYS, sender=_sender()
    )


def _text(kind: str, whose: Addressed) -> TextMessage:
    return follow_up_text(
        kind, whose, reference=f"test-{new_id()}", token=NOBODYS, sender=_sender()
    )


def _sender() -> Sender:
    settings = services().settings
    return Sender(settings.base_url, settings.partnership)


HERE = "/staff/training/courses/<course_id>/messages"
PAGES = (
    Page(HERE, "course_messages", messages, staff(*LEADS)),
    Page(HERE, "course_message_to_me", send_to_me, staff(*LEADS), ("POST",)),
)

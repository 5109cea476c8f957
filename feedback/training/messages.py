"""What does a follow-up say? Plain words, a neutral subject, and never a word of theirs."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.collection.message_words import plain, written
from feedback.ports import Letter, TextMessage
from feedback.training.addresses import Addressed
from surveys.kirkpatrick import Occasion

SUBJECT = "A few minutes about your training"
RETHINK_SUBJECT = "A few minutes about a session you took part in"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks, and where our pages are."""

    base_url: str
    partnership: str


def follow_up_letter(
    kind: str, whose: Addressed, *, reference: str, token: str, sender: Sender
) -> Letter:
    """The e-mail of one wave to somebody who came: never a word of theirs, the pledge neither."""
    is_course = whose.occasion is Occasion.COURSE
    subject = SUBJECT if is_course else RETHINK_SUBJECT
    stop = f"{sender.base_url}/stop/{token}"
    told = written(
        f"{kind}.txt",
        subject=subject,
        links={
            "link": (f"{sender.base_url}/i/{token}", "Answer the questions"),
            "stop": (stop, "Stop these messages"),
        },
        partnership=sender.partnership,
        # What a Re-think was about is nobody's business who reads over a shoulder.
        came_to=f"our course “{whose.title}”" if is_course else "one of our sessions",
        held_on=f"{whose.held_on:%-d %B %Y}",
        minutes=_minutes(is_course),
    )
    return Letter(
        to=whose.email, subject=subject, text=told.text, reference=reference,
        unsubscribe_url=stop, html=told.html,
    )  # fmt: skip


def follow_up_text(
    kind: str, whose: Addressed, *, reference: str, token: str, sender: Sender
) -> TextMessage:
    """The text message of one wave: it shows on a locked phone, so it does not name the course."""
    is_course = whose.occasion is Occasion.COURSE
    words = plain(
        f"{kind}_text.txt",
        link=f"{sender.base_url}/i/{token}",
        stop=f"{sender.base_url}/stop/{token}",
        partnership=sender.partnership,
        came_to="our course" if is_course else "our session",
        held_on=f"{whose.held_on:%-d %B %Y}",
        minutes=_minutes(is_course),
    )
    return TextMessage(whose.mobile, words.strip(), reference)


def _minutes(is_course: bool) -> int:
    return 5 if is_course else 2

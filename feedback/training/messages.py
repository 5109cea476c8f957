"""What does a follow-up say? Plain words, a neutral subject, and never a word of theirs."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feedback.ports import Letter
from feedback.training.addresses import Addressed
from surveys.kirkpatrick import Occasion

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "messages"
SUBJECT = "A few minutes about your training"
RETHINK_SUBJECT = "A few minutes about a session you took part in"

# Plain text needs no escaping; there is no markup for anything to break out of.
_messages = Environment(  # noqa: S701 - text/plain only
    loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, keep_trailing_newline=True
)


def follow_up_letter(
    kind: str, whose: Addressed, *, reference: str, base_url: str, token: str, partnership: str
) -> Letter:
    """The e-mail of one wave to somebody who came: never a word of theirs, the pledge neither."""
    is_course = whose.occasion is Occasion.COURSE
    text = _messages.get_template(f"{kind}.txt").render(
        link=f"{base_url}/i/{token}",
        stop=f"{base_url}/stop/{token}",
        partnership=partnership,
        # What a Re-think was about is nobody's business who reads over a shoulder.
        came_to=f"our course “{whose.title}”" if is_course else "one of our sessions",
        held_on=f"{whose.held_on:%-d %B %Y}",
        minutes=5 if is_course else 2,
    )
    return Letter(
        to=whose.email, subject=SUBJECT if is_course else RETHINK_SUBJECT, text=text,
        reference=reference, unsubscribe_url=f"{base_url}/stop/{token}",
    )  # fmt: skip

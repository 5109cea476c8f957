"""What will the people of a round be sent by e-mail? Each as it goes, and one to oneself."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.invitation_words import KINDS, letter_for
from feedback.collection.round_views import RoundView
from feedback.console.letters import MAKERS
from feedback.console.message_previews import (
    NOBODYS,
    preview_of,
    previews_page,
    send_one_to_me,
)
from feedback.ports import Letter
from feedback.store.base import new_id
from feedback.web.access import round_here, staff, staff_email
from feedback.web.context import services
from feedback.web.pages import Page

NAMES = dict(zip(KINDS, ("The invitation", "After 7 days", "After 14 days"), strict=True))
LEAD = (
    "The invitation goes when the round opens, and a reminder after 7 and 14 days to those we "
    "have not heard from."
)


def messages(round_id: str) -> ResponseReturnValue:
    """The invitation and its reminders."""
    around = _round(round_id)
    return previews_page(
        here="rounds", back=("Letters and e-mails", url_for("letters", round_id=round_id)),
        lead=LEAD, previews=[preview_of(kind, name, _letter(kind)) for kind, name in NAMES.items()],
        action=url_for("round_message_to_me", round_id=round_id), about={"around": around},
    )  # fmt: skip


def send_to_me(round_id: str) -> ResponseReturnValue:
    """One of them to whoever is signed in."""
    _round(round_id)
    send_one_to_me(NAMES, _letter)
    return redirect(url_for("round_messages", round_id=round_id), 303)


def _letter(kind: str) -> Letter:
    settings = services().settings
    return letter_for(
        kind, to=staff_email(), reference=f"test-{new_id()}", base_url=settings.base_url,
        token=NOBODYS, partnership=settings.partnership,
    )  # fmt: skip


def _round(round_id: str) -> RoundView:
    with services().sessions.reading() as reading:
        return round_here(reading, round_id)


HERE = "/staff/rounds/<round_id>/messages"
PAGES = (
    Page(HERE, "round_messages", messages, staff(*MAKERS)),
    Page(HERE, "round_message_to_me", send_to_me, staff(*MAKERS), ("POST",)),
)

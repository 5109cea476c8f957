"""How does a message look before it goes, and how does somebody send one to themselves?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import abort, flash, render_template, request
from markupsafe import Markup

from feedback.collection.message_words import shown
from feedback.ports import DeliveryFailed, Letter, TextMessage
from feedback.web.access import staff_email
from feedback.web.context import services

NOBODYS = "nobodys-link"  # in a preview no link leads to anybody's answers


@dataclass(frozen=True, slots=True)
class Preview:
    """One message both ways; `text`: the same by text message, where one may go."""

    kind: str
    name: str
    letter: Letter
    markup: Markup
    text: TextMessage | None = None


def preview_of(kind: str, name: str, letter: Letter, text: TextMessage | None = None) -> Preview:
    """A letter as it would go, and its HTML as a page can show it."""
    return Preview(kind, name, letter, shown(letter.html), text)


def previews_page(
    *,
    here: str,
    back: tuple[str, str],
    lead: str,
    previews: list[Preview],
    action: str,
    about: Mapping[str, object],
) -> str:
    """The page. `here`: the menu's place; `back`: words and address; `lead`: when they go.

    `about`: the course or round under the name the layout knows it by: it says what is invented.
    """
    return render_template(
        "console/messages.html", menu=here, back=back, lead=lead, previews=previews,
        action=action, me=staff_email(), **about,
    )  # fmt: skip


def send_one_to_me(names: Mapping[str, str], letter_of: Callable[[str], Letter]) -> None:
    """The chosen kind to whoever is signed in, at once: nothing else is sent or noted."""
    kind = request.form.get("kind", "")
    if kind not in names:
        abort(404)
    try:
        services().postman.send(letter_of(kind))
        flash(f"Sent to {staff_email()}. Its link leads nowhere.")
    except DeliveryFailed as failure:
        flash(f"It could not be sent: {failure}.")

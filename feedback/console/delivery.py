"""What became of our e-mails, and which did not arrive?"""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from feedback.collection.outbox import Delivery, delivery_of, troubled
from feedback.collection.round_views import find_round
from feedback.web.access import Role, staff
from feedback.web.context import now, services
from feedback.web.pages import Page

READERS = (Role.ADMINISTRATOR, Role.ANALYST)
# (field of Delivery, words)
FIGURES = (
    ("due", "waiting to be sent"),
    ("retried", "being tried again"),
    ("sent", "sent"),
    ("failed", "not delivered"),
    ("stopped", "stopped: opted out, on hold, or had taken part"),
)


def delivery(round_id: str) -> ResponseReturnValue:
    """Messages by state, and each that failed or is being tried again."""
    with services().sessions.reading() as reading:
        around = find_round(reading, round_id, now())
        told: Delivery = delivery_of(reading, round_id)
        wrong = troubled(reading, round_id)
    return render_template(
        "console/delivery.html", around=around, told=told, wrong=wrong, figures=FIGURES
    )


PAGES = (Page("/staff/rounds/<round_id>/delivery", "delivery", delivery, staff(*READERS)),)

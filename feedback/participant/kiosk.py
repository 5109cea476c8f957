"""Is this a worker's tablet, and where does it start again for the next person?"""

from __future__ import annotations

from flask import request, url_for
from werkzeug.exceptions import HTTPException

from feedback.participant.visit import Ticket, cookie_ticket, form_ticket

KIOSK = "k"


def kiosk_start() -> str | None:
    """The address the tablet returns to when nobody touches it; None on a person's own device.

    Asks the store nothing, so that an error page on the tablet goes away by itself too.
    """
    if request.endpoint == "kiosk":
        return request.path
    ticket = _posted() or cookie_ticket()
    if ticket is None or ticket.kind != KIOSK:
        return None
    return url_for("kiosk", token=ticket.token)


def _posted() -> Ticket | None:
    try:
        return form_ticket()
    except HTTPException:
        return None  # a form too long to be read: the page that says so is being drawn

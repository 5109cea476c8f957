"""How do we learn that a message we took for sent never arrived?"""

from __future__ import annotations

import structlog

from feedback.collection.returned_mail import came_back, not_noted
from feedback.ports import DeliveryFailed, TellsReturned
from feedback.services import Services

log = structlog.get_logger(__name__)
EVERY_SECONDS = 15 * 60.0


def ask_what_came_back(services: Services) -> int:
    """Ask each carrier that can tell; how many messages were newly found not to have arrived."""
    count = 0
    for carrier in (services.postman, services.texter):
        if not isinstance(carrier, TellsReturned):
            continue
        try:
            returned = carrier.returned()
        except DeliveryFailed as failure:  # it is asked again in a quarter of an hour
            log.warning("not told what came back", reason=str(failure))
            continue
        with services.sessions.reading() as session:  # a week's are told again each time
            fresh = not_noted(session, returned)
        for one in fresh:
            with services.sessions.writing() as session:
                count += came_back(session, one, services.clock.now())
    return count

"""How does somebody nobody can find leave a first name and a safe way to reach them?

Only after an answer that worries us, in an anonymous round, and never where somebody may be
looking. It is an offer: nothing is asked about what happened.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from feedback.collection.responses import move
from feedback.participant.kept import keep
from feedback.participant.reply import page
from feedback.participant.visit import Visit, screener
from feedback.safeguarding.concerns import (
    Finding,
    PreparedConcern,
    prepare,
    raise_concern,
    scanned_as,
)
from feedback.safeguarding.identity import leave_contact
from feedback.safeguarding.verdict import Level
from feedback.web.context import now, services

CONTACT, LEFT = "~contact", "~left"
# Field -> what stood over it, for whoever reads what was written.
BOXES = {"first_name": "First name", "reach": "A safe way to reach you"}


def may_leave(visit: Visit) -> bool:
    """Whether the offer stands: we cannot find this person, and nobody is beside them."""
    return visit.held.is_anonymous and visit.held.has_hit and not visit.way.quiet


def contact_page(visit: Visit, behind: str) -> Response:
    """The page of its own, with two boxes, both free to stay empty."""
    return page("contact.html", visit=visit, behind=behind, spoken_to=spoken_to(visit))


def left_page(visit: Visit, behind: str) -> Response:
    """It is kept; no promise of more than that."""
    return page("contact-left.html", visit=visit, behind=behind, spoken_to=spoken_to(visit))


def spoken_to(visit: Visit) -> str:
    """child | parent | professional."""
    return scanned_as(visit.survey.audience)


def leave(visit: Visit, behind: str) -> None:
    """Keep what was left with the person's newest concern; the same words twice are kept once.

    The boxes are free words, so they are looked at like any others.
    """
    told = _typed()
    concerns = _worrying(visit, told)
    place = f"{LEFT}>{behind}" if told and may_leave(visit) else behind
    with services().sessions.writing() as session:
        move(session, visit.held, place[:80])
        kept = not told or leave_contact(session, services().keys, visit.held.id, told, now())
        for concern in concerns:
            raise_concern(session, concern, now())
    if not kept:
        keep("contact_without_concern", visit, told)


def heed(visit: Visit) -> None:
    """Words typed beside "Skip" are not kept as a way to reach anybody, but they are looked at."""
    concerns = _worrying(visit, _typed())
    if concerns:
        with services().sessions.writing() as session:
            for concern in concerns:
                raise_concern(session, concern, now())


def _typed() -> dict[str, str]:
    told = {box: request.form.get(box, "").strip() for box in BOXES}
    return {box: words for box, words in told.items() if words}


def _worrying(visit: Visit, told: Mapping[str, str]) -> list[PreparedConcern]:
    found = []
    for box, words in told.items():
        level, kinds, spans, version = screener().words(words, audience=spoken_to(visit))
        if level == Level.NONE.value:
            continue
        finding = Finding(box, BOXES[box], words, "contact", level, kinds, spans, version)
        one = prepare(
            services().keys, finding, response_id=visit.held.id,
            round_instrument_id=visit.held.round_instrument_id, shown="footer",
        )  # fmt: skip
        found.append(one)
    return found

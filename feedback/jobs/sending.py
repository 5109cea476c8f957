"""How does a worker send what is due?"""

from __future__ import annotations

import structlog
from sqlalchemy import select

from feedback.collection.calendar import local_day
from feedback.collection.cohorts import contact_of, round_key
from feedback.collection.invitations import invitation_for
from feedback.collection.outbox import Claimed, claim, mark_failed, mark_sent, may_still_send
from feedback.jobs.messages import letter_for
from feedback.ports import DeliveryFailed, Letter
from feedback.sealing.keystore import WordsAreGone
from feedback.services import Services
from feedback.store.rounds import CohortMember

log = structlog.get_logger(__name__)


def send_due(services: Services) -> int:
    """Send everything that is due now; how many messages the provider took."""
    sent = 0
    while True:
        with services.sessions.writing() as session:
            claimed = claim(session, services.clock.now())
        if not claimed:
            return sent
        sent += sum(send_one(services, message) for message in claimed)


def send_one(services: Services, message: Claimed) -> bool:
    """Send one claimed message; whether the provider took it.

    Killed before the mark, the message goes once more under the same Message-ID and link.
    """
    letter = _letter(services, message)
    if letter is None:
        return False
    try:
        services.postman.send(letter)
    except DeliveryFailed as failure:
        log.warning("not sent", reference=message.reference, tries=message.tries + 1)
        with services.sessions.writing() as session:
            mark_failed(
                session, message, str(failure), services.clock.now(), permanent=failure.permanent
            )
        return False
    with services.sessions.writing() as session:
        mark_sent(session, message, services.clock.now())
    return True


def _letter(services: Services, message: Claimed) -> Letter | None:
    """The e-mail, or None where it must not go (any more)."""
    now = services.clock.now()
    with services.sessions.writing() as session:
        if not may_still_send(session, message):
            return None
        row = session.execute(
            select(CohortMember.id, CohortMember.contact).where(
                CohortMember.id == message.subject_id
            )
        ).one()
        token = invitation_for(session, services.keys, row.id, by="email", today=local_day(now))
    try:
        key = services.keys.open(round_key(message.round_id or ""))
        address = contact_of(row.id, row.contact, key)["email"]
    except WordsAreGone:
        address = ""
    if not address:
        with services.sessions.writing() as session:
            mark_failed(session, message, "there is no address", now, permanent=True)
        return None
    kind = message.kind if message.kind != "again" else "invitation"
    return letter_for(
        kind, to=address, reference=message.reference,
        base_url=services.settings.base_url, token=token,
        partnership=services.settings.partnership,
    )  # fmt: skip

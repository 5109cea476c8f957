"""How does a worker send what is due?"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from feedback.collection.calendar import local_day
from feedback.collection.cohorts import contact_of, round_key, sealed_contact
from feedback.collection.invitations import invitation_for
from feedback.collection.outbox import (
    COMPACT_AFTERWARDS,
    COMPACT_ASKS,
    FOLLOW_UPS,
    Claimed,
    claim,
    mark_failed,
    mark_sent,
    may_still_send,
    release,
)
from feedback.compact.messages import about_member, compact_letter
from feedback.jobs.alerting import send_alert
from feedback.jobs.messages import letter_for
from feedback.ports import DeliveryFailed, Letter
from feedback.safeguarding.alarms import ALERT
from feedback.sealing.keystore import WordsAreGone
from feedback.services import Services
from feedback.training.addresses import address_of
from feedback.training.messages import follow_up_letter

log = structlog.get_logger(__name__)


def never() -> bool:
    """Nobody asks us to end."""
    return False


def send_due(services: Services, *, ending: Callable[[], bool] = never) -> int:
    """Send everything that is due now; how many messages the provider took.

    `ending` is asked between two messages: what is not begun is given back.
    """
    sent = 0
    while not ending():
        with services.sessions.writing() as session:
            claimed = claim(session, services.clock.now())
        if not claimed:
            break
        for place, message in enumerate(claimed):
            if ending():
                with services.sessions.writing() as session:
                    release(session, claimed[place:])
                break
            sent += _safely_one(services, message)
    return sent


def _safely_one(services: Services, message: Claimed) -> bool:
    """One message nobody foresaw must not keep the others from leaving."""
    try:
        return send_one(services, message)
    except Exception as error:
        _failed(services, message, DeliveryFailed(f"not made ({type(error).__name__})"))
        return False


def send_one(services: Services, message: Claimed) -> bool:
    """Send one claimed message; whether the provider took it.

    Killed before the mark, the message goes once more under the same Message-ID and link.
    """
    if message.kind == ALERT:
        return send_alert(services, message)
    letter = _letter(services, message)
    if letter is None:
        _failed(services, message, DeliveryFailed("there is no address", permanent=True))
        return False
    with services.sessions.writing() as session:
        may = may_still_send(session, message)
    if not may:
        return False
    try:
        services.postman.send(letter)
    except DeliveryFailed as failure:
        _failed(services, message, failure)
        return False
    with services.sessions.writing() as session:
        mark_sent(session, message, services.clock.now())
    return True


def _failed(services: Services, message: Claimed, failure: DeliveryFailed) -> None:
    log.warning("not sent", reference=message.reference, tries=message.tries + 1)
    with services.sessions.writing() as session:
        mark_failed(
            session, message, str(failure), services.clock.now(), permanent=failure.permanent
        )


def _letter(services: Services, message: Claimed) -> Letter | None:
    """The e-mail, or None where nobody's address is known (any more)."""
    if message.kind in FOLLOW_UPS:
        return _follow_up(services, message)
    today = local_day(services.clock.now())
    with services.sessions.writing() as session:
        sealed = sealed_contact(session, message.subject_id)
        if sealed is None:
            return None
        token = invitation_for(session, services.keys, message.subject_id, by="email", today=today)
    try:
        key = services.keys.open(round_key(message.round_id or ""))
    except WordsAreGone:
        return None
    address = contact_of(message.subject_id, sealed, key)["email"]
    if not address:
        return None
    if message.kind in {*COMPACT_ASKS, *COMPACT_AFTERWARDS}:
        return _compact(services, message, address, token)
    return letter_for(
        message.kind, to=address, reference=message.reference,
        base_url=services.settings.base_url, token=token,
        partnership=services.settings.partnership,
    )  # fmt: skip


def _compact(services: Services, message: Claimed, address: str, token: str) -> Letter | None:
    with services.sessions.reading() as session:
        about = about_member(session, message.subject_id)
    if about is None:
        return None
    return compact_letter(
        message.kind, about, to=address, reference=message.reference,
        base_url=services.settings.base_url, token=token,
        partnership=services.settings.partnership,
    )  # fmt: skip


def _follow_up(services: Services, message: Claimed) -> Letter | None:
    today = local_day(services.clock.now())
    with services.sessions.writing() as session:
        whose = address_of(session, services.keys, message.subject_id)
        if whose is None:
            return None
        token = invitation_for(session, services.keys, message.subject_id, by="email", today=today)
    return follow_up_letter(
        message.kind, whose, reference=message.reference, base_url=services.settings.base_url,
        token=token, partnership=services.settings.partnership,
    )  # fmt: skip

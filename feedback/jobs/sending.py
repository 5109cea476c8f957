"""How does a worker send what is due?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from feedback.collection.calendar import local_day
from feedback.collection.cohorts import contact_of, round_key, sealed_contact
from feedback.collection.invitation_words import letter_for
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
from feedback.ports import DeliveryFailed, Letter, TextMessage
from feedback.safeguarding.alarms import ALERT
from feedback.sealing.keystore import WordsAreGone
from feedback.services import Services
from feedback.training.addresses import address_of
from feedback.training.messages import Sender, follow_up_letter, follow_up_text
from feedback.training.stopping import may_be_asked

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A message ready to go. `addresses`: those whose owner may have said stop to every course."""

    message: Letter | TextMessage
    addresses: tuple[str, ...] = ()


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
    made = _made(services, message)
    if made is None:
        _failed(services, message, DeliveryFailed("there is no address", permanent=True))
        return False
    with services.sessions.writing() as session:
        may = may_still_send(session, message) and may_be_asked(
            session, services.keys, message.id, made.addresses
        )
    if not may:
        return False
    try:
        _hand_over(services, made.message)
    except DeliveryFailed as failure:
        _failed(services, message, failure)
        return False
    with services.sessions.writing() as session:
        mark_sent(session, message, services.clock.now())
    return True


def _hand_over(services: Services, message: Letter | TextMessage) -> None:
    if isinstance(message, TextMessage):
        services.texter.send(message)
    else:
        services.postman.send(message)


def _failed(services: Services, message: Claimed, failure: DeliveryFailed) -> None:
    log.warning("not sent", reference=message.reference, tries=message.tries + 1)
    with services.sessions.writing() as session:
        mark_failed(
            session, message, str(failure), services.clock.now(), permanent=failure.permanent
        )


def _made(services: Services, message: Claimed) -> Made | None:
    """The message, or None where nobody's address is known (any more)."""
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
        compact = _compact(services, message, address, token)
        return Made(compact) if compact else None
    letter = letter_for(
        message.kind, to=address, reference=message.reference,
        base_url=services.settings.base_url, token=token,
        partnership=services.settings.partnership,
    )  # fmt: skip
    return Made(letter)


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


def _follow_up(services: Services, message: Claimed) -> Made | None:
    """An e-mail where one was left, else a text message to the mobile."""
    today = local_day(services.clock.now())
    with services.sessions.writing() as session:
        whose = address_of(session, services.keys, message.subject_id)
        if whose is None or not (whose.email or whose.mobile):
            return None
        by = "email" if whose.email else "text"
        token = invitation_for(session, services.keys, message.subject_id, by=by, today=today)
    make = follow_up_letter if whose.email else follow_up_text
    sender = Sender(services.settings.base_url, services.settings.partnership)
    made = make(message.kind, whose, reference=message.reference, token=token, sender=sender)
    return Made(made, whose.addresses)

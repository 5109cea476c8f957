"""How does a worker tell staff that somebody must look? A link and a level, never a word more."""

from __future__ import annotations

import structlog
from sqlalchemy import select

from feedback.collection.outbox import Claimed, mark_failed, mark_sent, may_still_send
from feedback.jobs.messages import alert_letter, alert_text
from feedback.ports import DeliveryFailed, TextMessage
from feedback.safeguarding.alarms import SMS, AlarmRules, escalate_due
from feedback.safeguarding.incidents import MAIL_DOWN, close_kind, open_incident
from feedback.services import Services
from feedback.store.concerns import Concern
from feedback.store.staff import Staff

log = structlog.get_logger(__name__)


def tell_next(services: Services) -> int:
    """Tell the next people about what nobody has taken on in time; how many concerns."""
    rules = AlarmRules(services.settings.acknowledge_minutes, services.office)
    with services.sessions.writing() as session:
        return escalate_due(session, rules, services.clock.now())


def send_alert(services: Services, message: Claimed) -> bool:
    """Send one claimed alert; whether the provider took it.

    One that could not leave opens an incident, and with it the banner on every page of the
    console, in the same transaction as the note that it failed.
    """
    with services.sessions.writing() as session:
        if not may_still_send(session, message):
            return False
        email = session.scalar(select(Staff.email).where(Staff.id == message.details["to"]))
        level = session.scalar(select(Concern.level).where(Concern.id == message.subject_id))
    try:
        _hand_over(services, message, email or "", level or "")
    except DeliveryFailed as failure:
        log.warning("alert not sent", reference=message.reference, tries=message.tries + 1)
        now = services.clock.now()
        with services.sessions.writing() as session:
            mark_failed(session, message, str(failure), now, permanent=failure.permanent)
            open_incident(session, MAIL_DOWN, now)
        return False
    with services.sessions.writing() as session:
        mark_sent(session, message, services.clock.now())
        close_kind(session, MAIL_DOWN, services.clock.now())
    return True


def _hand_over(services: Services, message: Claimed, email: str, level: str) -> None:
    base_url, reference = services.settings.staff_base_url, message.reference
    if message.details.get("by") == SMS:
        text = alert_text(level, base_url)
        services.texter.send(TextMessage(message.details.get("phone", ""), text, reference))
        return
    services.postman.send(
        alert_letter(level, to=email, reference=reference, base_url=base_url,
                     concern_id=message.subject_id)
    )  # fmt: skip

"""Which of our messages came back, and why? Read from the notices that mail servers send."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.collection.outbox import PERSONAL, note_delivery
from feedback.ports import Returned
from feedback.store.outbox import OutboxMessage

AT_ONCE = 500  # references in one question to the database
_ID = re.compile(r"<([^<>@\s]+)@[^<>\s]*>")
_STATUS = re.compile(r"^[245]\.\d{1,3}\.\d{1,3}")
# RFC 3463, the classes that tell staff what to do. Nothing of a notice's own words is kept.
_REASONS = {
    "5.1": "the address is not known there",
    "5.2": "the mailbox takes no e-mail",
    "5.4": "the mail system was not reached",
    "5.7": "it was refused by the mail system's rules",
}


def returned_in(raw: bytes) -> tuple[Returned, ...]:
    """What a notice by RFC 3464 says did not arrive; nothing for any other e-mail.

    Only a final failure counts: "delayed" is tried again by the mail server, not by us. Never
    raises: a mailbox holds whatever people send.
    """
    notice = message_from_bytes(raw, policy=policy.compat32)
    if notice.get_content_type() != "multipart/report":
        return ()
    parts = list(notice.walk())
    failed = [one for part in parts for one in _failures(part)]
    if not failed:
        return ()
    found = dict.fromkeys(name for part in parts for name in _references(part))
    return tuple(Returned(one, failed[0]) for one in found)


def came_back(session: Session, returned: Returned, now: datetime) -> bool:
    """Note that a message we took for sent did not arrive, and tick the register.

    False where no such message was sent, or it was noted before.
    """
    row = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.reference == returned.reference, OutboxMessage.state == "sent")
        .with_for_update()
    ).first()
    if row is None:
        return False
    row.state, row.trouble = "failed", f"it came back: {returned.reason}"
    later = exists().where(
        OutboxMessage.subject_id == row.subject_id,
        OutboxMessage.kind.in_(PERSONAL),
        OutboxMessage.state == "sent",
        OutboxMessage.done_at > row.done_at,
    )
    # A newer message, to a corrected address perhaps, is what the register tells of.
    if row.kind in PERSONAL and not session.scalar(select(later)):
        note_delivery(session, row.subject_id, local_day(now))
    return True


def not_noted(session: Session, returned: Sequence[Returned]) -> list[Returned]:
    """Those of which we still think that they arrived."""
    found: set[str] = set()
    for start in range(0, len(returned), AT_ONCE):
        part = [one.reference for one in returned[start : start + AT_ONCE]]
        found |= set(
            session.scalars(
                select(OutboxMessage.reference).where(
                    OutboxMessage.reference.in_(part), OutboxMessage.state == "sent"
                )
            )
        )
    return [one for one in returned if one.reference in found]


def _failures(part: Message) -> Iterator[str]:
    """The reason for each address that the notice gives up on."""
    if part.get_content_type() != "message/delivery-status":
        return
    for block in part.get_payload():
        if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
            status = _STATUS.match(str(block.get("Status", "")).strip())
            code = status[0] if status else ""
            known = _REASONS.get(code.rpartition(".")[0], "the mail system gave it up")
            yield f"{known} ({code})" if code else known


def _references(part: Message) -> Iterator[str]:
    """Our references in the message that the notice gives back, whole or its headers only."""
    kind = part.get_content_type()
    if kind == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        lines = payload if isinstance(payload, bytes) else b""
        part = message_from_bytes(lines, policy=policy.compat32)
    elif kind == "message/rfc822":
        inner = part.get_payload()
        part = inner[0] if isinstance(inner, list) and isinstance(inner[0], Message) else part
    else:
        return
    yield from _ID.findall(str(part.get("Message-ID", "")))

"""Where do text messages go while no provider is set? Nowhere; their references are noted."""

from __future__ import annotations

import structlog

from feedback.ports import TextMessage

log = structlog.get_logger(__name__)


class QuietTexter:
    """Keeps the references of what it was given, and says so; never a number or a word."""

    def __init__(self) -> None:
        self.references: list[str] = []

    def send(self, message: TextMessage) -> None:
        """Note the message's reference."""
        self.references.append(message.reference)
        log.info("no text provider is set: not sent", reference=message.reference)

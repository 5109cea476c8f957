"""Where do e-mails go while no mail server is set? Nowhere; their references are noted."""

from __future__ import annotations

import structlog

from feedback.ports import Letter

log = structlog.get_logger(__name__)


class QuietPostman:
    """Keeps the references of what it was given, and says so; never an address or a word."""

    def __init__(self) -> None:
        self.references: list[str] = []

    def send(self, letter: Letter) -> None:
        """Note the e-mail's reference."""
        self.references.append(letter.reference)
        log.info("no mail server is set: not sent", reference=letter.reference)

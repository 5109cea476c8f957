"""How does every process scan with the lexicon as staff changed it, without a restart?"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from feedback.safeguarding.lexicon import Lexicon
from feedback.safeguarding.lexicon_changes import decisions, living_lexicon
from feedback.safeguarding.lexicon_file import SHIPPED, load_lexicon
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.verdict import Verdict
from feedback.store.database import Database

log = structlog.get_logger(__name__)
LOOK_EVERY_SECONDS = 5.0


class LivingScanner:
    """Scans with the newest lexicon; asks the store every few seconds whether it changed.

    Where the store does not answer, the lexicon in hand goes on being used: the worker scans
    everything again once it has the newer one.
    """

    def __init__(
        self,
        sessions: Database,
        elapsed: Callable[[], float] = time.monotonic,
        *,
        hints: bool = True,
    ) -> None:
        """Start with the shipped lexicon: no connection is opened before the first scan.

        Without `hints` the worker's second look weighs them within the minute.
        """
        self._hints = hints
        self._sessions = sessions
        self._elapsed = elapsed
        self._scanner = Scanner(load_lexicon(SHIPPED), hints=hints)
        self._decisions = 0
        self._look_at = 0.0

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon in use."""
        return self._newest().lexicon

    def scan(self, text: str, *, audience: str = "child") -> Verdict:
        """Give the verdict on one text; see Scanner."""
        return self._newest().scan(text, audience=audience)

    def _newest(self) -> Scanner:
        now = self._elapsed()
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY_SECONDS
            try:
                self._refresh()
            except Exception as error:  # an older lexicon is better than none
                log.error("lexicon not refreshed", kind=type(error).__name__)
        return self._scanner

    def _refresh(self) -> None:
        with self._sessions.reading() as session:
            decided = decisions(session)
            if decided == self._decisions:
                return
            lexicon = living_lexicon(session)
        self._scanner, self._decisions = Scanner(lexicon, hints=self._hints), decided

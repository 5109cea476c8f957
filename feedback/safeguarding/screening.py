"""How is a text screened so that no failure of the scan can ever lose it?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from feedback.safeguarding.language import looks_foreign
from feedback.safeguarding.lexicon import Lexicon
from feedback.safeguarding.verdict import Level, Verdict

LETTERS_MOST = 64_000  # beyond this a text goes to a person unscanned (T13)
BUDGET_SECONDS = 2.0
UNKNOWN_VERSION = "unknown"


class AnyScanner(Protocol):
    """What screening needs of a scanner."""

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon in use."""
        ...

    def scan(self, text: str, *, audience: str = "child") -> Verdict:
        """Give a verdict; may raise, may be slow."""
        ...


def screen(
    scanner: AnyScanner,
    text: str,
    *,
    audience: str = "child",
    elapsed: Callable[[], float] = time.monotonic,
    budget_seconds: float = BUDGET_SECONDS,
) -> Verdict:
    """Scan one text; never raises.

    `elapsed` gives seconds on any steady clock (time.monotonic). UNSCREENED, so that a person
    reads it, when the scan raises, gives something that is no verdict, takes longer than the
    budget, or when the text is too long or looks like another language. A hit found before that
    keeps its kinds and spans.
    """
    version = UNKNOWN_VERSION
    try:
        lexicon = scanner.lexicon
        version = str(lexicon.version)
        started = elapsed()
        if len(text) > LETTERS_MOST:
            return _unscreened(version)
        verdict: object = scanner.scan(text, audience=audience)
        if not isinstance(verdict, Verdict):
            return _unscreened(version)
        if verdict.level in (Level.NONE, Level.UNSCREENED):
            late = elapsed() - started > budget_seconds
            if late or verdict.level is Level.UNSCREENED or looks_foreign(text, lexicon):
                return _unscreened(version)
        return replace(verdict, lexicon_version=version)
    except Exception:  # a broken part must end with a person reading the words, not an error page
        return _unscreened(version)


def _unscreened(version: str) -> Verdict:
    return Verdict(Level.UNSCREENED, (), (), version)

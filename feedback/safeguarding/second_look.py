"""What does the worker's second look promise, and how may it change a verdict?"""

from __future__ import annotations

from typing import Protocol

from feedback.safeguarding.verdict import Level, Verdict

_HEIGHT = {Level.NONE: 0, Level.REVIEW: 1, Level.URGENT: 2, Level.UNSCREENED: 3}


class SecondLook(Protocol):
    """A slower opinion, run by the worker only (it may import heavy libraries)."""

    @property
    def version(self) -> str:
        """What looks: its name and version."""
        ...

    def look(self, text: str, first: Verdict, *, audience: str) -> Verdict:
        """Give a verdict of its own; `combine` decides what of it counts."""
        ...


def combine(first: Verdict, second: Verdict) -> Verdict:
    """Join two verdicts: the second may raise none to review, and can never lower anything.

    An unscreened first verdict stays unscreened: a person has to read it whatever a model says.
    """
    if first.level is not Level.NONE or _HEIGHT[second.level] <= 0:
        return first
    return Verdict(
        level=Level.UNSCREENED if second.level is Level.UNSCREENED else Level.REVIEW,
        kinds=second.kinds,
        spans=second.spans,
        lexicon_version=first.lexicon_version,
    )

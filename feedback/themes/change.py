"""Has a theme grown since the round before, or is it the play of chance? Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

NEW, GREW, SHRANK, SAME, UNKNOWN = "new", "grew", "shrank", "same", "unknown"
_CLEAR = 1.96  # standard errors between the two shares: 1 in 20 by chance


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    base: int


def change(now: Share, then: Share | None) -> str:
    """NEW where nobody spoke of it then; GREW or SHRANK where the shares differ clearly."""
    if then is None or not then.base or not now.base:
        return UNKNOWN
    if not then.count:
        return NEW if now.count else SAME
    pooled = (now.count + then.count) / (now.base + then.base)
    error = sqrt(pooled * (1 - pooled) * (1 / now.base + 1 / then.base))
    difference = now.count / now.base - then.count / then.base
    if error == 0 or abs(difference) < _CLEAR * error:
        return SAME
    return GREW if difference > 0 else SHRANK

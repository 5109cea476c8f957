"""Which half of the ordinary comments teaches, and which only judges?"""

from __future__ import annotations

import hashlib


def teaches(text: str) -> bool:
    """One half, by a hash of the words, so that the same comment is never in both."""
    return hashlib.sha256(text.encode()).digest()[0] < 128

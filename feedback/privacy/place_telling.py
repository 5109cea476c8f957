"""Do the words before "school" or "road" say which, or only of what kind?"""

from __future__ import annotations

import re

from feedback.privacy.identifying_words import Known
from feedback.privacy.place_words import KIND


def leading(words: list[str]) -> int:
    """How many words at the beginning do not belong to a name."""
    at = 0
    while at < len(words) and words[at] in KIND:
        at += 1
    return at


def length(text: str, words: int) -> int:
    """Letters taken by the first `words` words and the spaces after them."""
    found = re.match(rf"(?:\S+\s+){{{words}}}", text)
    return found.end() if found else 0


def tells(words: list[str], known: Known, *, school: bool = False) -> bool:
    """Whether words in lower case name something: an unknown word, a name, or "st"."""
    if school and (len(words) > 1 or words[0] not in known.common):
        return True
    return any(w in known.any_name or w.rstrip(".") == "st" or known.is_unknown(w) for w in words)

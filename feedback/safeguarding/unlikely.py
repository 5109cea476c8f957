"""Is a text unlikely to tell of harm, so that a second look must be surer of it?

What networks take for a telling is often a remark on a lecture ("why does he divide by two here,
and not by n?"). This raises the bar for such; the rules are asked as ever, and a hint of theirs
outweighs it.
"""

from __future__ import annotations

from feedback.safeguarding.lexicon import Lexicon
from feedback.safeguarding.word_masks import read_text

# The question says who is meant, so a short answer need not: "made to sleep in the shed".
WORDS_LEAST = 8


def names_nobody(lexicon: Lexicon, text: str) -> bool:
    """Does a text of some length speak neither of the writer nor of anybody of theirs?"""
    masks = read_text(lexicon, text).masks
    return len(masks) >= WORDS_LEAST and not any(mask & lexicon.told_of for mask in masks)

"""Is a text unlikely to tell of harm, so that a second look must be surer of it?

What networks take for a telling is often a remark on a lecture ("why does he divide by two
here?"), a big word for a small thing, a game or a rule of the house. This raises the bar for
them; the rules are asked as ever, and a hint of theirs outweighs it.
"""

from __future__ import annotations

from feedback.safeguarding.candidates import Candidates
from feedback.safeguarding.lexicon import Lexicon
from feedback.safeguarding.patterns import find
from feedback.safeguarding.word_masks import read_text


class Unlikely:
    """Weighs texts by one lexicon. Pure: same text, same answer."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._people = lexicon.told_of
        self._calms = lexicon.calms
        self._candidates = Candidates(list(lexicon.calms))

    def names_nobody(self, text: str) -> bool:
        """Does a whole text speak neither of the writer nor of anybody of theirs?"""
        return not any(mask & self._people for mask in read_text(self._lexicon, text).masks)

    def is_calm(self, passage: str) -> bool:
        """Does a sentence speak of play, a quarrel over a thing, a rule of the house, a wish?"""
        read = read_text(self._lexicon, passage)
        line = read.line()
        return any(
            find(self._calms[index], line, _never, 0) is not None
            for index in self._candidates.of(read.masks)
        )


def _never(_place: int) -> bool:
    return False

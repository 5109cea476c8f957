"""Which words does a text hold, and to which classes of the lexicon does each belong?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feedback.safeguarding.folding import Folded, fold
from feedback.safeguarding.lexicon import Lexicon
from feedback.safeguarding.patterns import Line
from feedback.safeguarding.wording import STRONG, Word, read_words


@dataclass(slots=True)
class ReadText:
    """A text made ready: its words (phrases joined), their masks, and which are mere fillers."""

    folded: Folded
    words: list[Word]
    masks: list[int]
    fillers: list[bool]

    def line(self) -> Line:
        """As patterns look at it."""
        return Line(self.masks, [word.pause for word in self.words], self.fillers)


def read_text(lexicon: Lexicon, text: str) -> ReadText:
    """Spell a text out by a lexicon; phrases of its classes are one word (step_dad)."""
    folded = fold(text, lexicon.emoji)
    words = _join_phrases(read_words(folded, lexicon.speller), lexicon.phrases)
    masks = [lexicon.masks.get(word.text, 0) for word in words]
    for index, word in enumerate(words):
        for phrase, mask in lexicon.marks.get(word.text, ()):
            if _stands_at(phrase, words, index):
                masks[index + len(phrase) - 1] |= mask
    filler = lexicon.mask_of("FILLER")
    return ReadText(folded, words, masks, [bool(mask & filler) for mask in masks])


def _join_phrases(
    words: list[Word], phrases: Mapping[str, tuple[tuple[str, ...], ...]]
) -> list[Word]:
    out: list[Word] = []
    index = 0
    while index < len(words):
        size = 1
        for phrase in phrases.get(words[index].text, ()):
            if _stands_at(phrase, words, index):
                size = len(phrase)
                break
        if size == 1:
            out.append(words[index])
        else:
            first, last = words[index], words[index + size - 1]
            text = "_".join(word.text for word in words[index : index + size])
            out.append(Word(text, first.start, last.end, first.pause))
        index += size
    return out


def _stands_at(phrase: tuple[str, ...], words: list[Word], index: int) -> bool:
    if index + len(phrase) > len(words):
        return False
    for offset, text in enumerate(phrase):
        word = words[index + offset]
        if word.text != text or (offset and word.pause == STRONG):
            return False
    return True

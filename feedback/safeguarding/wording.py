"""Which words stand in a text, in order, and where?"""

from __future__ import annotations

from dataclasses import dataclass

import re2

from feedback.safeguarding.folding import Folded
from feedback.safeguarding.spelling import Speller

_PIECE = re2.compile(r"[a-z0-9@$*](?:[a-z0-9'@$!*]*[a-z0-9*$@])?'?|[.!?\n\r;]+|[,:()\-/]")
_STRONG = frozenset(".!?\n\r;")
_WEAK = frozenset(",:()-/")
_WITHIN = frozenset(".-/")  # between single letters (k-i-l-l) these part nothing
WEAK, STRONG = 1, 2


@dataclass(frozen=True, slots=True)
class Word:
    """One plain word. `start`, `end`: places in the folded text; `pause`: what stood before it."""

    text: str
    start: int
    end: int
    pause: int  # 0 none, WEAK (comma and the like), STRONG (full stop, line end)


def read_words(folded: Folded, speller: Speller) -> list[Word]:
    """Cut a folded text into plain words; several words may share one place (kms)."""
    words: list[Word] = []
    pause = STRONG
    singles: list[tuple[str, int, int]] = []
    for match in _PIECE.finditer(folded.plain):
        raw = match.group()
        start, end = match.span()
        if raw[0] in _STRONG or raw in _WEAK:
            if not (singles and raw in _WITHIN):
                pause = max(pause, STRONG if raw[0] in _STRONG else WEAK)
            continue
        if len(raw) == 1 and raw.isalpha():
            singles.append((raw, start, end))
        elif singles:
            _join_singles(singles, words, speller)
            singles = []
        for index, text in enumerate(speller.words(raw)):
            words.append(Word(text, start, end, pause if index == 0 else 0))
        pause = 0
    if singles:
        _join_singles(singles, words, speller)
    return _join_split(words, speller)


def _join_singles(singles: list[tuple[str, int, int]], words: list[Word], speller: Speller) -> None:
    """Put k-i-l-l together when the letters make a known word."""
    if len(singles) < 3:
        return
    letters = "".join(s[0] for s in singles)
    for skip in (0, 1):
        joined = letters[skip:]
        parts = speller.words(joined) if len(joined) >= 3 else (joined,)
        if len(parts) > 1 or parts[0] in speller.known:
            first = _index_at(words, singles[skip][1])
            start, end = singles[skip][1], singles[-1][2]
            pause = words[first].pause
            words[first:] = [
                Word(text, start, end, pause if i == 0 else 0) for i, text in enumerate(parts)
            ]
            return


def _index_at(words: list[Word], start: int) -> int:
    """The first of the last words that stand at `start` or behind it."""
    index = len(words)
    while index and words[index - 1].start >= start:
        index -= 1
    return index


def _join_split(words: list[Word], speller: Speller) -> list[Word]:
    """Put "sui cide" together: two neighbours, one of them no known word, that make a key word."""
    keys = speller.joinable
    out: list[Word] = []
    for word in words:
        if out and not word.pause and len(word.text) > 1:
            last = out[-1]
            joined = last.text + word.text
            if joined in keys and not (last.text in speller.known and word.text in speller.known):
                out[-1] = Word(joined, last.start, word.end, last.pause)
                continue
        out.append(word)
    return out

"""Into which pieces is a text cut, so that one sentence in a long answer is heard?"""

from __future__ import annotations

import re2

PIECES_MOST = 600
_WORDS_MOST, _WORDS_KEPT = 40, 10  # an unbroken stream is cut into windows that overlap
_WORDS_LEAST = 4  # shorter sentences say too little alone: they go with the next
_SENTENCE = re2.compile(r"[^.!?\n\r;]*[.!?\n\r;]*")
_WORD = re2.compile(r"\S+")
Span = tuple[int, int]


def passages(text: str) -> list[Span]:
    """Give the spans (code points) of a text's sentences, none of more than 40 words.

    A text of one short sentence gives one span, a text without words none. A very long text is
    cut into at most 600 pieces, longer ones then.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    if not words:
        return []
    pieces = [piece for run in _sentences(text) for piece in _windows(run, _WORDS_MOST)]
    if len(pieces) > PIECES_MOST:
        size = max(_WORDS_MOST, -(-len(words) // (PIECES_MOST - 1)) + _WORDS_KEPT)
        pieces = _windows(words, size)
    return [(piece[0][0], piece[-1][1]) for piece in pieces]


def _sentences(text: str) -> list[list[Span]]:
    """Give each sentence as its words; one too short is put with the next (or the last)."""
    out: list[list[Span]] = []
    waiting: list[Span] = []
    for match in _SENTENCE.finditer(text):
        start = match.start()
        waiting += [(start + a, start + b) for a, b in _spans(match.group())]
        if len(waiting) >= _WORDS_LEAST:
            out.append(waiting)
            waiting = []
    if waiting and out:
        out[-1] = out[-1] + waiting
    elif waiting:
        out.append(waiting)
    return out


def _spans(text: str) -> list[Span]:
    return [match.span() for match in _WORD.finditer(text)]


def _windows(words: list[Span], size: int) -> list[list[Span]]:
    if len(words) <= size:
        return [words]
    step = size - _WORDS_KEPT
    return [words[at : at + size] for at in range(0, len(words) - _WORDS_KEPT, step)]

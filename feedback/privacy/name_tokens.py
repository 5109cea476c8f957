"""Where does each word of a text stand, and do its capitals tell anything?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?\n:\"\u201c]\s*$|^\s*$")
_SHORTENED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "mx",
        "dr",
        "prof",
        "rev",
        "cllr",
        "sgt",
        "st",
        "mme",
        "insp",
        "capt",
        "hon",
    ]
)
_LETTERS = frozenset("BCDEFGHJKLMNPQRSTUVWXYZ")  # "so am I." ends a sentence; "K." a first name


@dataclass(frozen=True, slots=True)
class Token:
    """A word: source[start:end], in code points."""

    text: str
    start: int
    end: int
    begins: bool  # first of its sentence
    low: str  # in lower case, without 's
    capital: bool


def tokens_of(text: str) -> list[Token]:
    """Every word of letters, in order."""
    out: list[Token] = []
    for match in _WORD.finditer(text):
        begins = bool(_SENTENCE_END.search(text[max(0, match.start() - 4) : match.start()]))
        begins = begins or not out and not text[: match.start()].strip()
        begins = begins and not (
            out and (_is_shortened(out[-1], text) or _is_initial(out[-1], text))
        )
        low = match[0].lower().replace("\u2019", "'").removesuffix("'s")
        out.append(Token(match[0], *match.span(), begins, low, match[0][0].isupper()))
    return out


def _is_shortened(token: Token, text: str) -> bool:
    """Whether the full stop belongs to a title: "Dr. Ames", and not "a good professor. He"."""
    return token.low in _SHORTENED and text[token.end : token.end + 1] == "."


def _is_initial(token: Token, text: str) -> bool:
    return text[token.start : token.end + 1] == f"{token.text}." and token.text in _LETTERS


def is_shouted(tokens: Sequence[Token]) -> bool:
    """Whether capitals say nothing here: all in capitals, or Most Words Begin With One."""
    if len(tokens) < 4:
        return False
    capitals = sum(token.capital and token.text != "I" for token in tokens)
    return capitals > 0.6 * len(tokens) and len(tokens) > 6 or all(t.text.isupper() for t in tokens)

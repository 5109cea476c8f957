"""What does an answer say, made plain for reading by machine? The words shown are never changed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# How people shorten words when they type quickly; for analysis only.
_SHORT = {
    "u": "you", "ur": "your", "r": "are", "n": "and", "cos": "because", "coz": "because",
    "cuz": "because", "bcoz": "because", "pls": "please", "plz": "please", "thx": "thanks",
    "ty": "thank you", "thankyou": "thank you", "tho": "though", "thru": "through",
    "ppl": "people", "msg": "message", "appt": "appointment", "appts": "appointments",
    "apt": "appointment", "dr": "doctor", "drs": "doctors", "hosp": "hospital",
    "info": "information", "mins": "minutes", "min": "minutes", "hrs": "hours", "hr": "hour",
    "wks": "weeks", "wk": "week", "yrs": "years", "yr": "year", "prof": "professor",
    "profs": "professors", "uni": "university", "sw": "social worker", "sws": "social workers",
    "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "cant": "can't", "wont": "won't",
    "wasnt": "wasn't", "isnt": "isn't", "arent": "aren't", "werent": "weren't",
    "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't", "couldnt": "couldn't",
    "wouldnt": "wouldn't", "shouldnt": "shouldn't", "im": "i'm", "ive": "i've", "idk": "don't know",
    "cannot": "can not", "gr8": "great", "ok": "okay", "v": "very", "bc": "because",
    "w": "with", "tbh": "honestly", "rly": "really", "gd": "good", "hw": "homework",
}  # fmt: skip
_SIGNS = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"',
                        "–": "-", "—": "-", "…": "...", "\u00a0": " "})  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[^\sa-z0-9]")
_SPACES = re.compile(r"\s+")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
# A sentence ends at . ! ? with a space after it (a full stop inside 3.5 or e.g. is not an end),
# at a line's end, at a bullet or a semicolon. A comma is too little.
_ENDS = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=\S)|[\r\n]+|\s*[;•·]\s*|(?<=[a-z])[.!?]+(?=[A-Z])")
_CLAUSE = re.compile(r",?\s+(?=(?:but|however|although|though|whereas)\b)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence or clause of an answer as it was typed, and where: text[start:end]."""

    text: str
    start: int
    end: int


def plain(text: str) -> str:
    """Lower case, one space, straight quotes, short forms written out; for matching only."""
    folded = unicodedata.normalize("NFKC", text).translate(_SIGNS).lower()
    folded = _STRETCHED.sub(r"\1\1", folded)
    return " ".join(_SHORT.get(word, word) for word in _WORD.findall(folded))


def tidy(text: str) -> str:
    """One line without doubled spaces, otherwise as typed: what is embedded."""
    return _SPACES.sub(" ", text.translate(_SIGNS)).strip()


def parts_of(text: str, *, clauses: bool = True) -> list[Part]:
    """Sentences in order, split at "but" and its like when `clauses`; none for an empty text.

    Every letter of the text is in exactly one part; a part without any letter is left out
    unless the whole text has none.
    """
    found: list[Part] = []
    for start, end in _split(text, 0, len(text), _ENDS):
        pieces = _split(text, start, end, _CLAUSE) if clauses else [(start, end)]
        found += [part for a, b in pieces if (part := _trimmed(text, a, b)).text]
    lettered = [part for part in found if _LETTER.search(part.text)]
    return lettered or found[:1]


def _split(text: str, start: int, end: int, at: re.Pattern[str]) -> list[tuple[int, int]]:
    spans = []
    for match in at.finditer(text, start, end):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, end)]


def _trimmed(text: str, start: int, end: int) -> Part:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Part(text[start:end], start, end)


def has_words(text: str) -> bool:
    """Whether anything was said at all: a letter or a digit."""
    return any(sign.isalnum() for sign in text)

"""How is a text made plain for matching without losing where each letter stood?"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

# Letters of other alphabets that look Latin; used only inside words that also hold Latin letters.
_LOOKALIKES = dict(
    zip(
        "аеорсухікмтвнԁѕјӏԛԝɡαβεικνορτυχγηѵℓıł",
        "aeopcyxikmtbhdsjlqwgabeiknoptuxynvlil",
        strict=True,
    )
)
_INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069"
    "\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f"
    "\ufeff\x00\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
)
_QUOTES = frozenset("’‘ʼ`´′＇")


@dataclass(frozen=True, slots=True)
class Folded:
    """`plain` is lower-case and ASCII where it can be; `at[i]` is where plain[i] stood."""

    plain: str
    at: tuple[int, ...] | None  # None: same positions (the text was ASCII)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of `plain` into code points of the original text; needs start < end."""
        if self.at is None:
            return start, end
        return self.at[start], self.at[end - 1] + 1


def fold(text: str, emoji: Mapping[str, str]) -> Folded:
    """Fold case, width, accents, look-alike letters, invisible signs and emoji.

    An emoji in the table becomes its word between spaces; any other sign becomes a space.
    """
    if text.isascii() and "\x00" not in text:
        return Folded(text.lower(), None)
    plain: list[str] = []
    at: list[int] = []
    for place, sign in enumerate(text):
        for piece in _fold_sign(sign, emoji):
            plain.append(piece)
            at.append(place)
    return Folded("".join(plain), tuple(at))


def _fold_sign(sign: str, emoji: Mapping[str, str]) -> str:
    if sign.isascii() and sign != "\x00":
        return sign.lower()
    if sign in _INVISIBLE:
        return ""
    if sign in _QUOTES:
        return "'"
    if sign in emoji:
        return f" {emoji[sign]} "
    spread = unicodedata.normalize("NFKD", sign)
    letters = "".join(c for c in spread if not unicodedata.combining(c)).lower()
    letters = "".join(_LOOKALIKES.get(c, c) for c in letters)
    if not letters:
        return ""
    return letters if all(c.isascii() or c.isalpha() for c in letters) else " "

"""What did somebody type, without its clothes: case, accents of style, signs, stretched letters?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_APOSTROPHES = re.compile("['’‘`´]")
_STRETCHED = re.compile(r"([^\d])\1{2,}")  # 1000 is not 100
_OTHER = re.compile(r"[^0-9a-z?\s]+")
_DOUBLED = re.compile(r"(.)\1+")
VOWELS = frozenset("aeiou")
# How letters sound, in turn; of vowels only: bright (e, i, y), open (a) or round (o, u).
_SOUNDS = tuple(
    (re.compile(letters), sound)
    for letters, sound in (
        (r"(?<=[ou])ugh$", "f"), (r"igh", "i"), (r"gh", ""), (r"ph", "f"), (r"^wr", "r"),
        (r"^kn", "n"), (r"^gu(?=[ae])", "g"), (r"wh", "w"), (r"cc(?=[ei])", "ks"), (r"x", "ks"),
        (r"c(?=[eiy])", "s"), (r"ck|q|c", "k"), (r"z", "s"), (r"dg", "j"),
        (r"(?<=[^aeiou])ed$", "d"), (r"(?<=[pksf])d$", "t"), (r"(?<=[^aeiou])e(?=s?$|ly$)", ""),
        (r"(?<=so)me", "m"), (r"^[ae](?=ny|very)", "e"), (r"ea|ee|ai|ay|[eiy]+", "e"),
        (r"ou|oo|au|[ou]+", "o"), (r"a+", "a"),
    )
)  # fmt: skip
LETTERS_MOST = 400  # a longer message is words to keep, never an answer to a choice


def plain(text: str, emoji: Mapping[str, str], short: Mapping[str, str]) -> str:
    """Small letters, digits and single spaces; a question mark stays only where it stands alone.

    Emoji become the words given for them, text-speak is spelt out, three or more of a letter
    become two, apostrophes go, any other sign parts two words.
    """
    folded = unicodedata.normalize("NFKC", text[: LETTERS_MOST + 1]).casefold()
    folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    for sign, word in emoji.items():
        folded = folded.replace(sign, f" {word} ")
    decomposed = unicodedata.normalize("NFKD", folded)
    folded = "".join(c for c in decomposed if not unicodedata.combining(c))
    folded = _STRETCHED.sub(r"\1\1", _APOSTROPHES.sub("", folded))
    words = _OTHER.sub(" ", folded).replace("?", " ? ").split()
    if any(word != "?" for word in words):
        words = [word for word in words if word != "?"]
    return " ".join(short.get(word, word) for word in words[:80])


def squeezed(text: str) -> str:
    """The text with every doubled letter single: "yess" and "yes" are the same."""
    return _DOUBLED.sub(r"\1", text)


def sounded(word: str) -> str:
    """A word by its sound, roughly: "nekst" and "next", "anuther" and "another" are the same."""
    for letters, sound in _SOUNDS:
        word = letters.sub(sound, word)
    return squeezed(word)


def bones(word: str) -> str:
    """A word without its vowels after the first letter: "nxt" for "next"."""
    return word[:1] + "".join(letter for letter in word[1:] if letter not in VOWELS)


def is_other_script(text: str) -> bool:
    """Whether it is written in letters of which none is Latin: somebody else's language."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and not any("LATIN" in unicodedata.name(one, "") for one in letters)


def asks(text: str) -> bool:
    """Whether the message is put as a question: then it is hardly an answer."""
    return text.rstrip().endswith(("?", "？"))

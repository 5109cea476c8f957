"""Which place in a list does a whole message name: "2", "b", "the last one"?"""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.lexis import Lexis


def position(lexis: Lexis, said: str, labels: Sequence[str]) -> int | None:
    """The index a whole message points to ("2", "b", "the last one"); -1: out of range."""
    words = said.split()
    if len(words) > 1:
        words = [w for w in words if w not in lexis.beside] or words[-1:]
    if len(words) != 1:
        return None
    word = words[0]
    if word in lexis.places:
        place = lexis.places[word]
        if place < 0:
            return len(labels) + place
        return place - 1 if place <= len(labels) else -1
    number = int(word) if word.isdecimal() and len(word) < 6 else lexis.numbers.get(word)
    if number is not None:
        firsts = [label.split()[:1] for label in labels]
        if [str(number)] in firsts:
            return firsts.index([str(number)])
        if any(first and first[0].isdecimal() for first in firsts):
            return -1  # "6" where the labels count to 5
        return number - 1 if 1 <= number <= len(labels) else -1
    if len(said) == 1 and word.isascii() and word.isalpha():
        place = ord(word) - ord("a")
        return place if place < len(labels) else None
    return None

"""How hard are these words to read? (Flesch-Kincaid grade: years of school needed.)"""

from __future__ import annotations

import re
from collections.abc import Iterable

from surveys.piping import without_pipes

_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’][A-Za-zÀ-ÖØ-öø-ÿ]+)*|\d+(?:[.,]\d+)*")
_SENTENCE_END = re.compile(r"(?<!\d)[.!?…]+(?=[\s\"'”’)]|$)|[:;]\s|\n+")
_VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")


def words_of(text: str) -> list[str]:
    """The words of a text; a number is one word."""
    return _WORD.findall(text)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that hold at least one word."""
    found = (part.strip() for part in _SENTENCE_END.split(without_pipes(text)))
    return [part for part in found if words_of(part)]


def syllables(word: str) -> int:
    """About how many syllables, by groups of vowels; at least 1."""
    word = word.casefold().replace("’", "'").removesuffix("'s")
    count = len(_VOWELS.findall(word))
    if word.endswith("ed") and word[-3:-2] not in ("t", "d"):
        count -= 1  # asked, helped
    elif word.endswith("es") and not word.endswith(("ses", "xes", "zes", "ches", "shes", "ces")):
        count -= 1  # likes, makes
    elif word.endswith("e") and not re.search(r"[^aeiouy]le$", word):
        count -= 1  # safe, live; but lit-tle
    return max(count, 1)


def grade(texts: Iterable[str]) -> float:
    """Flesch-Kincaid grade of all the texts together; 0.0 when there are no words."""
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    words = [word for sentence in sentences for word in words_of(sentence)]
    if not words:
        return 0.0
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59


def longest_sentence(text: str) -> int:
    """How many words the longest sentence has."""
    return max((len(words_of(sentence)) for sentence in sentences_of(text)), default=0)


def hardest_words(texts: Iterable[str], most: int = 3) -> list[str]:
    """The words with the most syllables (3 or more), longest first: what to replace."""
    words = {word.casefold() for text in texts for word in words_of(without_pipes(text))}
    hard = [word for word in words if syllables(word) >= 3]
    return sorted(hard, key=lambda word: (-syllables(word), -len(word), word))[:most]

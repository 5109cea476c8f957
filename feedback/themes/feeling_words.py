"""Which feelings do the words of a sentence carry? Words, "not", intensity, emoji; no library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from ruamel.yaml import YAML

from feedback.themes.words import NEGATORS

FOLDER = Path(__file__).parent / "feelings"
_NOT_GOOD, _NOT_BAD = -0.9, 0.3  # "not good" is bad; "not bad" is only a little good
_STRONGER, _WEAKER = 1.4, 0.6
_REACH = 3  # words back to a "not"
_FAINT = 0.25  # TextBlob's own words count this much: it knows our field less


@dataclass(frozen=True, slots=True)
class Felt:
    """What one sentence's words say. `asks`: words that ask for a change."""

    good: float
    bad: float
    asks: int
    undecided: int


@dataclass(frozen=True, slots=True)
class FeelingWords:
    """Weights of words and phrases; words ahead of one that change its strength."""

    words: dict[str, float]
    phrases: dict[int, dict[tuple[str, ...], float]]  # by length, longest first
    asks: frozenset[str]
    degree: dict[str, float]
    emoji: dict[str, float]

    def felt(self, tokens: Sequence[str], typed: str) -> Felt:
        """One sentence: the tokens of `plain`, and as typed for emoji."""
        good = bad = 0.0
        undecided = 0
        at = 0
        while at < len(tokens):
            length, weight = self._phrase(tokens, at)
            if length and not weight:
                undecided += 1
            if not length:
                length, weight = 1, self._word(tokens, at)
            good += max(weight, 0.0)
            bad += max(-weight, 0.0)
            at += length
        for sign, weight in self.emoji.items():
            if sign in typed:
                good += max(weight, 0.0)
                bad += max(-weight, 0.0)
        asks = sum(token in self.asks for token in tokens)
        return Felt(good, bad, asks, undecided)

    def _phrase(self, tokens: Sequence[str], at: int) -> tuple[int, float]:
        for length, phrases in self.phrases.items():
            weight = phrases.get(tuple(tokens[at : at + length]))
            if weight is not None:
                return length, weight
        return 0, 0.0

    def _word(self, tokens: Sequence[str], at: int) -> float:
        weight = self.words.get(tokens[at], 0.0)
        if not weight:
            return 0.0
        before = tokens[max(0, at - _REACH) : at]
        for word in before[-2:]:
            weight *= self.degree.get(word, 1.0)
        if "but" not in before and "," not in before[-1:] and any(w in NEGATORS for w in before):
            weight *= _NOT_GOOD if weight > 0 else -_NOT_BAD
        return weight


@lru_cache(maxsize=1)
def feeling_words() -> FeelingWords:
    """Read the shipped words, and TextBlob's where it is installed, faintly."""
    held = YAML(typ="safe").load((FOLDER / "words.yaml").read_text(encoding="utf-8"))
    words = {word: _FAINT * weight for word, weight in _textblob().items() if abs(weight) > 0.2}
    for name, weight in (("positive", 1.0), ("negative", -1.0)):
        words |= dict.fromkeys(held[name].split(), weight)
        words |= dict.fromkeys(held[f"{name}_strong"].split(), 2 * weight)
    phrases: dict[int, dict[tuple[str, ...], float]] = {}
    for name, weight in (("negative", -1.2), ("positive", 1.5), ("neutral", 0.0)):
        for phrase in held[f"phrases_{name}"].split("|"):
            told = tuple(phrase.split())
            phrases.setdefault(len(told), {})[told] = weight
    degree = dict.fromkeys(held["strengthen"].split(), _STRONGER)
    degree |= dict.fromkeys(held["weaken"].split(), _WEAKER)
    emoji = dict.fromkeys(held["emoji_positive"].split(), 1.0)
    emoji |= dict.fromkeys(held["emoji_negative"].split(), -1.0)
    longest_first = dict(sorted(phrases.items(), reverse=True))
    return FeelingWords(words, longest_first, frozenset(held["asks"].split()), degree, emoji)


def _textblob() -> dict[str, float]:
    """TextBlob's polarity of single words: a file beside its code, so that nothing is imported."""
    found = find_spec("textblob")
    if found is None or not found.submodule_search_locations:
        return {}
    path = Path(found.submodule_search_locations[0]) / "en" / "en-sentiment.xml"
    senses: dict[str, list[float]] = {}
    for word in ElementTree.parse(path).getroot().iter("word"):  # noqa: S314 - a library's own file
        senses.setdefault(word.get("form", ""), []).append(float(word.get("polarity", "0")))
    return {form: math.fsum(all_of) / len(all_of) for form, all_of in senses.items() if form}

"""Which words and phrases of a codebook does an answer hold, misspelt and inflected ones too?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from feedback.themes.clean import plain
from feedback.themes.stems import stem

_NEAR = 86  # rapidfuzz ratio; below it "caring" and "carrying" meet
_FUZZY_FROM = 5  # letters; shorter words are one letter away from too many others
_GAP = 2  # other words that may stand inside a phrase: "friendly [and kind] staff"
_REACH = 3  # words after "not" that it turns round
_NEGATORS = (
    "not no never nothing none neither nor without hardly barely lack lacks lacking cannot "
    "don't doesn't didn't can't won't wasn't isn't aren't weren't haven't hasn't hadn't couldn't "
    "wouldn't shouldn't ain't nobody"
)
NEGATORS = frozenset(_NEGATORS.split())
_LITTLE = (
    "a an the to of and or is are was were be been am i you he she it we they my your his her its "
    "our their me him us them this that these those in on at by for with from as so very really "
    "just too also have has had do does did will would can could should may might must"
)
LITTLE = frozenset(_LITTLE.split())
# Frequent words that are near a likely codebook word and are not it misspelt.
_COMMON = (
    "there their where which while these those thing think thank being other another would could "
    "should about after again against around before below between every everything having house "
    "never night other place point quite right since small sound still taken taking under until "
    "upon using want wanted went whole whose world write wrong years young first great little long "
    "more most much need only over same some such than that them then they this very well were "
    "what when will with your carry carried worry worried sorry staff stuff stay start state "
    "short share sheet sleep steep speak spoke later latter latest late least last past paste "
    "clear clean class close cloth course cause case because become became coming come"
)
COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Hit:
    """A codebook word found: which theme and word, which tokens, and how."""

    theme: int
    word: int
    first: int
    last: int
    is_misspelt: bool
    is_negated: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    theme: int
    word: int
    stems: tuple[str, ...]


class WordFinder:
    """Finds words and phrases, `lists[theme][word]`, by stem, order and nearness."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self._by_stem: dict[str, list[_Entry]] = defaultdict(list)
        entries = set()
        for theme, words in enumerate(lists):
            for number, word in enumerate(words):
                tokens = stems_of(word)
                if tokens:
                    entries.add(_Entry(theme, number, tokens))
        for entry in sorted(entries, key=lambda e: (e.theme, e.word)):
            rarest = max(entry.stems, key=lambda s: (s not in LITTLE, len(s)))
            self._by_stem[rarest].append(entry)
        self._known = frozenset(s for e in entries for s in e.stems)
        spelt = {token for words in lists for word in words for token in tokens_of(word)}
        self._wide: dict[str, list[str]] = defaultdict(list)  # as spelt and stems, by first letter
        for one in sorted(spelt | self._known):
            if len(one) >= _FUZZY_FROM - 1 and one.isalpha():
                self._wide[one[0]].append(one)
        self._near: dict[str, str] = {}

    def find(self, tokens: Sequence[str]) -> list[Hit]:
        """Every hit in the tokens of `plain`, words of one theme at most once each."""
        read = [self._read(token) for token in tokens]
        turned = negated_places(tokens)
        places: dict[str, list[int]] = defaultdict(list)
        for at, (known, _) in enumerate(read):
            if known:
                places[known].append(at)
        found: dict[tuple[int, int], Hit] = {}
        for known, ats in places.items():
            for entry in self._by_stem.get(known, ()):
                span = self._span(entry, known, ats, places)
                if span is None or (entry.theme, entry.word) in found:
                    continue
                within = range(span[0], span[1] + 1)
                found[entry.theme, entry.word] = Hit(
                    entry.theme,
                    entry.word,
                    span[0],
                    span[1],
                    is_misspelt=any(read[at][1] for at in within),
                    is_negated=any(at in turned for at in within) and not _says_not(entry),
                )
        return list(found.values())

    def _read(self, token: str) -> tuple[str, bool]:
        """The codebook's stem this token is, or nearly is, and whether it had to be guessed."""
        own = stem(token)
        if own in self._known:
            return own, False
        if token not in self._near:
            self._near[token] = self._nearest(token, own)
        return self._near[token], True

    def _nearest(self, token: str, own: str) -> str:
        if len(token) < _FUZZY_FROM or not token.isalpha() or token in COMMON:
            return ""
        alike = [one for one in self._wide[token[0]] if abs(len(one) - len(token)) <= 1]
        best = process.extractOne(token, alike, scorer=fuzz.ratio, score_cutoff=_NEAR)
        if best is None:
            alike = [one for one in self._wide[own[0]] if abs(len(one) - len(own)) <= 1]
            best = process.extractOne(own, alike, scorer=fuzz.ratio, score_cutoff=_NEAR)
        known = "" if best is None else stem(str(best[0]))
        return known if known in self._known else ""

    def _span(
        self, entry: _Entry, known: str, ats: list[int], places: dict[str, list[int]]
    ) -> tuple[int, int] | None:
        if len(entry.stems) == 1:
            return ats[0], ats[0]
        if any(one not in places for one in entry.stems if one not in LITTLE):
            return None
        needed = [one for one in entry.stems if one not in LITTLE] or list(entry.stems)
        for at in ats:
            near = []
            for one in needed:
                around = places.get(one, [])
                closest = min(around, key=lambda p: abs(p - at), default=None)
                if closest is None:
                    break
                near.append(closest)
            else:
                if max(near) - min(near) <= len(entry.stems) - 1 + _GAP:
                    return min(near), max(near)
        return None


def _says_not(entry: _Entry) -> bool:
    return any(one in NEGATORS for one in entry.stems)


def negated_places(tokens: Sequence[str]) -> frozenset[int]:
    """The places a "not" turns round: up to three words after it, within its clause."""
    turned: set[int] = set()
    left = 0
    for at, token in enumerate(tokens):
        if token in NEGATORS:
            left = _REACH
        elif not token[0].isalnum() or token in {"but", "only"}:
            left = 0
        elif left:
            turned.add(at)
            left -= token not in LITTLE
    return frozenset(turned)


def tokens_of(text: str) -> list[str]:
    """Words and signs of an answer made plain."""
    return plain(text).split()


def stems_of(text: str) -> tuple[str, ...]:
    """Stems of a codebook's word or phrase, signs left out."""
    return tuple(stem(token) for token in tokens_of(text) if token[0].isalnum())


def content_stems(tokens: Iterable[str]) -> list[str]:
    """Stems of words that carry meaning."""
    return [stem(t) for t in tokens if t[0].isalpha() and t not in LITTLE and len(t) > 1]

"""Which plain words does one written word stand for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b",
                       "@": "a", "$": "s", "!": "i"})  # fmt: skip
_LEET_ONE_IS_L = str.maketrans({"1": "l", "0": "o", "3": "e", "4": "a", "5": "s", "7": "t",
                                "@": "a", "$": "s", "!": "i"})  # fmt: skip
_FUZZY_LEAST = 4  # shorter words have too many honest neighbours (hit, hot, hat)
_SEGMENT_LEAST, _SEGMENT_MOST = 6, 40
_CACHE_MOST = 20_000  # words; cleared whole, so memory is bounded whatever people type


def _shrink(word: str, keep: int) -> str:
    """Cut every run of one letter to `keep` letters; digits and signs stay."""
    out: list[str] = []
    last, run = "", 0
    for sign in word:
        last, run = sign, run + 1 if sign == last else 1
        if run <= keep or not sign.isalpha():
            out.append(sign)
    return "".join(out)


@dataclass(slots=True)
class Speller:
    """Turns one written word (lower case, ASCII, apostrophes kept) into one or more words.

    `known` are words the lexicon names; `short` maps text-speak and contractions to words;
    `key` are known words that may be reached by a misspelling; `ordinary` are English words that
    look like a key word and are not one.
    """

    known: frozenset[str]
    short: Mapping[str, tuple[str, ...]]
    key: tuple[str, ...]
    ordinary: frozenset[str]
    _cache: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _by_first: dict[str, list[str]] = field(default_factory=dict)
    _joinable: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Sort the key words by first letter: people seldom misspell it."""
        self._joinable = frozenset(word for word in self.key if len(word) >= _SEGMENT_LEAST)
        for word in self.key:
            if len(word) >= _FUZZY_LEAST:
                self._by_first.setdefault(word[0], []).append(word)

    @property
    def joinable(self) -> frozenset[str]:
        """Key words long enough that two neighbours making one is no accident."""
        return self._joinable

    def words(self, raw: str) -> tuple[str, ...]:
        """Give the words `raw` stands for; an unknown word stands for itself."""
        found = self._cache.get(raw)
        if found is None:
            found = self._work_out(raw)
            if len(self._cache) >= _CACHE_MOST:
                self._cache.clear()
            self._cache[raw] = found
        return found

    def _work_out(self, raw: str) -> tuple[str, ...]:
        direct = self._direct(raw)
        if direct is not None:
            return direct
        bare = raw.replace("'", "")
        for form in self._reshaped(bare):
            direct = self._direct(form)
            if direct is not None:
                return direct
        if bare in self.ordinary or not bare.isalpha():
            return (bare,)
        if len(bare) > 3 and (direct := self._direct(_shrink(bare, 1))) is not None:
            return direct
        near = self._nearest(bare) or self._nearest(_shrink(bare, 1))
        if near is not None:
            return self._direct(near) or (near,)
        return self._segment(bare) or (bare,)

    def _direct(self, word: str) -> tuple[str, ...] | None:
        if word in self.short:
            return self.short[word]
        bare = word.replace("'", "")
        if bare in self.short:
            return self.short[bare]
        if bare in self.known:
            return (bare,)
        return None

    def _reshaped(self, bare: str) -> list[str]:
        """Undo leet, stretched letters and a dropped g, mildest change first."""
        forms: list[str] = []
        plain = [bare]
        if not bare.isalpha() and not bare.isdigit():
            plain = [bare.translate(_LEET), bare.translate(_LEET_ONE_IS_L)]
            forms += plain
        for word in plain:
            twice = _shrink(word, 2)
            if twice != word:
                forms += [twice, _shrink(word, 1)]
            if word.endswith("in") and len(word) > 4:
                forms.append(word + "g")
        return forms

    def _nearest(self, word: str) -> str | None:
        if len(word) < _FUZZY_LEAST or word in self.ordinary:
            return None
        most = 1 if len(word) < 8 else 2
        found = process.extractOne(
            word, self._by_first.get(word[0], ()), scorer=OSA.distance, score_cutoff=most
        )
        return found[0] if found else None

    def _segment(self, word: str) -> tuple[str, ...] | None:
        """Split words run together ("killmyself") when every part is known; fewest parts win."""
        size = len(word)
        if not _SEGMENT_LEAST <= size <= _SEGMENT_MOST:
            return None
        best: list[tuple[str, ...] | None] = [None] * (size + 1)
        best[0] = ()
        for end in range(1, size + 1):
            for start in range(max(0, end - 14), end):
                head = best[start]
                if head is None:
                    continue
                parts = self._part(word[start:end])
                tail = best[end]
                if parts and (tail is None or len(head) + len(parts) < len(tail)):
                    best[end] = (*head, *parts)
        whole = best[size]
        return whole if whole is not None and 2 <= len(whole) <= 7 else None

    def _part(self, piece: str) -> tuple[str, ...] | None:
        if len(piece) == 1:
            return (piece,) if piece in ("i", "a") else None
        if piece in self.known:
            return (piece,)
        return self.short.get(piece) if len(piece) > 2 else None

"""Which of many patterns may match a text at all?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

from feedback.safeguarding.patterns import Pattern

_MASKS_MOST = 20_000


class Candidates:
    """Which patterns may match a text? Asks only for words the text holds."""

    def __init__(self, patterns: list[Pattern]) -> None:
        """Sort the patterns by the need that fewest others share, under each of its classes."""
        self._patterns = patterns
        self._by_bit: dict[int, set[int]] = {}
        uses = Counter(need for pattern in patterns for need in pattern.needs)
        for index, pattern in enumerate(patterns):
            rarest = min(pattern.needs, key=uses.__getitem__)
            for bit in _bits(rarest):
                self._by_bit.setdefault(bit, set()).add(index)
        self._keyed: Callable[[int], frozenset[int]] = lru_cache(_MASKS_MOST)(self._look_up)

    def of(self, masks: list[int]) -> list[int]:
        """Give the indexes of patterns all of whose needs the text meets, in order."""
        found: set[int] = set()
        everywhere = 0
        for mask in masks:
            if mask:
                everywhere |= mask
                found |= self._keyed(mask)
        patterns = self._patterns
        return sorted(
            index for index in found if all(need & everywhere for need in patterns[index].needs)
        )

    def _look_up(self, mask: int) -> frozenset[int]:
        return frozenset().union(*(self._by_bit.get(bit, ()) for bit in _bits(mask)))


def _bits(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit

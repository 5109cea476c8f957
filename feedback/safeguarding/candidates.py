"""Which of many patterns may match a text at all?"""

from __future__ import annotations

from feedback.safeguarding.patterns import Pattern

_MASKS_MOST = 20_000


class Candidates:
    """Which patterns may match a text? Asks only for words the text holds."""

    def __init__(self, patterns: list[Pattern]) -> None:
        self._patterns = patterns
        self._by_mask: dict[int, frozenset[int]] = {}
        uses: dict[int, int] = {}
        for pattern in patterns:
            for need in pattern.needs:
                uses[need] = uses.get(need, 0) + 1
        self._keys = [min(p.needs, key=lambda need: uses[need]) for p in patterns]

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

    def _keyed(self, mask: int) -> frozenset[int]:
        found = self._by_mask.get(mask)
        if found is None:
            found = frozenset(i for i, key in enumerate(self._keys) if key & mask)
            if len(self._by_mask) >= _MASKS_MOST:
                self._by_mask.clear()
            self._by_mask[mask] = found
        return found

"""How many of which people gave which answer, for any filter? Pure: counts in, counts out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

Where = frozenset[tuple[str, str]]  # (dimension, value): people of whom all of these hold
EVERYONE: Where = frozenset()


class Crowd:
    """The people who answered one question, counted by everything they can be divided by.

    `cells`: what each person is, a value a dimension, and how many of these gave each answer.
    `never`: (dimension, value, code) of answers never on offer to these, whose 0 is no secret.
    """

    def __init__(
        self,
        dimensions: Sequence[str],
        cells: Mapping[tuple[str, ...], Mapping[str, int]],
        codes: Sequence[str],
        never: Collection[tuple[str, str, str]] = (),
    ) -> None:
        self.dimensions = tuple(dimensions)
        self.codes = tuple(codes)
        self._cells = [
            (frozenset(zip(self.dimensions, values, strict=True)), counts)
            for values, counts in cells.items()
            if any(counts.values())
        ]
        self._never = frozenset(never)
        self._counts: dict[Where, dict[str, int]] = {}
        self._closures: dict[Where, Where] = {}

    def counts(self, where: Where) -> Mapping[str, int]:
        """How many of these people gave each answer, by code."""
        found = self._counts.get(where)
        if found is None:
            found = dict.fromkeys(self.codes, 0)
            for values, counts in self._cells:
                if where <= values:
                    for code, count in counts.items():
                        found[code] += count
            self._counts[where] = found
        return found

    def people(self, where: Where) -> int:
        """How many people these are: each gave one answer."""
        return sum(self.counts(where).values())

    def can_be(self, where: Where, code: str, *, but: Where | None = None) -> bool:
        """Whether somebody of these, and not of those left out by `but`, could give this answer."""
        return any(
            where <= values
            and not (but is not None and but <= values)
            and not any((*place, code) in self._never for place in values)
            for values, _counts in self._cells
        )

    def values(self, dimension: str, where: Where = EVERYONE) -> tuple[str, ...]:
        """The values of a dimension that somebody of these has, in order."""
        at = {dict(values)[dimension] for values, _counts in self._cells if where <= values}
        return tuple(sorted(at))

    def closure(self, where: Where) -> Where:
        """Everything that holds for each of these people: equal closures are the same people."""
        found = self._closures.get(where)
        if found is None:
            groups = [values for values, _counts in self._cells if where <= values]
            found = frozenset.intersection(*groups) if groups else where
            self._closures[where] = found
        return found

    def wider(self, where: Where) -> Iterator[Where]:
        """Every filter that lets more people through than this one, and all of these."""
        whole = self.closure(where)
        seen = {whole}
        for size in range(len(whole)):
            for chosen in combinations(sorted(whole), size):
                closed = self.closure(frozenset(chosen))
                if closed not in seen:
                    seen.add(closed)
                    yield closed

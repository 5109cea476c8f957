"""What may be shown of any one filter, if all the others may be asked for too?

No list of what was asked before is needed: a filter is judged as if every wider one were known
exactly. So the answer does not depend on the order of asking, nor on who asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedback.privacy.crowds import Crowd, Where
from feedback.privacy.hiding import CANDIDATES
from feedback.privacy.profiles import PUBLIC_STRICT, Profile

STUFFED = 5  # responses somebody may have sent in to learn the rest
TOO_CLOSE = (
    "Beside a wider group, these figures would leave only a few people over, and their answers "
    "could be worked out by subtraction. Choose fewer conditions."
)


@dataclass(frozen=True, slots=True)
class Release:
    """One distribution: a number to print for each code, or None where it is not shown.

    A number stands for the `step` values from it on. `refused`: why the whole filter is not shown.
    """

    where: Where
    numbers: tuple[int | None, ...]
    step: int
    refused: str = ""

    @property
    def least(self) -> int:
        """As many people answered, at least; follows from the numbers, so it tells no more."""
        return sum(number or 0 for number in self.numbers)


class Releaser:
    """Judges the filters of one crowd. A sensitive item also hides what nearly all answered."""

    def __init__(
        self, crowd: Crowd, *, sensitive: bool = False, profile: Profile = PUBLIC_STRICT
    ) -> None:
        self._crowd = crowd
        self._sensitive = sensitive
        self._profile = profile
        self._alone: dict[Where, frozenset[str]] = {}
        self._refusals: dict[Where, str] = {}

    def release(self, where: Where) -> Release:
        """What may be printed of these people's answers, in the order of the crowd's codes."""
        crowd, step = self._crowd, self._profile.step
        closed = crowd.closure(where)
        shown = self._shown_alone(closed)
        if self._profile.secondary:
            shown = frozenset(code for code in shown if not self._gives_away(closed, code))
        shown = self._merged(shown)
        counts = crowd.counts(closed)
        numbers = tuple(
            counts[code] // step * step if code in shown else None for code in crowd.codes
        )
        return Release(where, numbers, step, self._refusal(closed))

    def _refusal(self, closed: Where) -> str:
        """Why these people may not be asked for beside all who are more than they."""
        found = self._refusals.get(closed)
        if found is None:
            here = self._crowd.people(closed)
            close = self._profile.overlap and any(
                0 < self._crowd.people(wider) - here < self._profile.base
                for wider in self._crowd.wider(closed)
            )
            found = self._refusals[closed] = TOO_CLOSE if close else ""
        return found

    def _shown_alone(self, closed: Where) -> frozenset[str]:
        """The codes that may be shown as long as nobody adds or subtracts."""
        found = self._alone.get(closed)
        if found is None:
            counts = self._crowd.counts(closed)
            least = self._profile.cell
            found = frozenset(
                code
                for code, count in counts.items()
                if count >= least or (count == 0 and not self._profile.zeros_alike)
            )
            if sum(counts.values()) < self._profile.base or self._refusal(closed):
                found = frozenset()
            found = self._alone[closed] = self._merged(found)
        return found

    def _merged(self, shown: frozenset[str]) -> frozenset[str]:
        """On a sensitive item one answer alone would tell what nearly everyone said."""
        alone = self._sensitive and self._profile.merged and len(shown) < 2
        return frozenset() if alone else shown

    def _gives_away(self, closed: Where, code: str) -> bool:
        """Whether this number, with those beside it, narrows a small one too far."""
        own = self._crowd.counts(closed)[code]
        for wider in self._crowd.wider(closed):
            total = self._crowd.counts(wider)[code]
            rest = total - own
            if not self._crowd.can_be(wider, code, but=closed):
                continue  # everybody knows that the rest is 0
            if self._is_exposed(total, [own], [rest], unknown=rest >= self._profile.cell):
                return True
        return any(
            self._division_tells(wider, dimension, code)
            for wider, dimension in self._divisions(closed)
        )

    def _divisions(self, closed: Where) -> Iterator[tuple[Where, str]]:
        """Every wider group and dimension by which dividing it gives these people."""
        for wider in self._crowd.wider(closed):
            for dimension, value in closed - wider:
                if self._crowd.closure(wider | {(dimension, value)}) == closed:
                    yield wider, dimension

    def _division_tells(self, wider: Where, dimension: str, code: str) -> bool:
        shown, small, unknown = [], [], False
        for value in self._crowd.values(dimension, wider):
            part = self._crowd.closure(wider | {(dimension, value)})
            count = self._crowd.counts(part)[code]
            if not self._crowd.can_be(part, code):
                continue
            if code in self._shown_alone(part):
                shown.append(count)
            elif count < self._profile.cell:
                small.append(count)
            else:
                unknown = True
        total = self._crowd.counts(wider)[code]
        return self._is_exposed(total, shown, small, unknown=unknown)

    def _is_exposed(
        self, total: int, shown: Sequence[int], small: Sequence[int], *, unknown: bool
    ) -> bool:
        """Whether a hidden one of the parts of `total` is narrowed below three values.

        Also for somebody who sent in up to five of the answers: they know that many of a hidden
        part (its least) or of the parts beside it (which takes them from its most).
        """
        step, most = self._profile.step, self._profile.cell - 1
        printed = [count // step * step for count in shown]
        small = [count for count in small if count <= most]
        if not printed:
            return False
        over = total - sum(printed)  # what is hidden, and what was rounded away
        under = over - (step - 1) * len(printed)
        if small:
            least = 0 if unknown else under - most * (len(small) - 1)
            beside = STUFFED if unknown or len(small) > 1 else 0
            if any(
                min(most, over - max(0, beside - own)) - max(least, own) + 1 < CANDIDATES
                for own in range(STUFFED + 1)
            ):
                return True
        # A number just above the limit is small too, less the responses somebody sent in; here the
        # whole is known as it is printed: with it unrounded, most numbers below 15 would go.
        rounded = total // step * step - sum(printed)
        lowest = 0 if unknown else rounded - (step - 1) * (len(printed) - 1) - most * len(small)
        return any(
            number <= most + STUFFED
            and min(step - 1, rounded + step - 1) - max(0, lowest) + 1 < CANDIDATES
            for number in printed
        )

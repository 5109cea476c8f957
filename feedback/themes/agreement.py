"""How far do two people who coded the same answers agree, beyond chance? Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

COMPARED_FROM = 10  # answers both have coded; fewer tell nothing


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two people's yes and no on the same answers, at most 1.

    None where there is nothing to compare, or where neither ever differs from the other nor from
    themselves: chance alone would then agree too.
    """
    n = len(pairs)
    if not n:
        return None
    agreed = sum(one == other for one, other in pairs) / n
    first, second = (sum(pair[at] for pair in pairs) / n for at in (0, 1))
    by_chance = first * second + (1 - first) * (1 - second)
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def alpha(units: Iterable[Mapping[str, bool]]) -> float | None:
    """Krippendorff's alpha (nominal) of any number of people's yes and no, gaps allowed.

    `units`: for each answer, person -> what they said. None where nothing can be compared or
    nobody ever said anything else.
    """
    together = {True: 0.0, False: 0.0}
    differing = total = 0.0
    for unit in units:
        said = list(unit.values())
        if len(said) < 2:
            continue
        for one in said:
            together[one] += 1
        total += len(said)
        apart = sum(one != other for one, other in combinations(said, 2))
        differing += 2 * apart / (len(said) - 1)
    if total < 2:
        return None
    expected = 2 * together[True] * together[False] / (total - 1)
    return None if expected == 0 else 1 - differing / expected


def in_words(value: float | None) -> str:
    """What such a figure means, by Landis and Koch (1977), in plain words."""
    if value is None:
        return "cannot be told"
    for least, words in ((0.81, "nearly always agree"), (0.61, "mostly agree"),
                         (0.41, "agree somewhat"), (0.21, "agree little")):  # fmt: skip
        if value >= least:
            return words
    return "hardly agree beyond chance"

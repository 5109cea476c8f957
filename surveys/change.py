"""How much did matched people change between two points, and how sure are we of it?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENTS = Decimal("0.01")
# Two-sided 95% points of Student's t for 1 to 30 degrees of freedom (NIST/SEMATECH e-Handbook
# of Statistical Methods, 1.3.6.7.2).
T_95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Change:
    """The mean change of matched people, later minus earlier; 2 decimals, half up.

    `low` and `high` bound the 95% interval of the mean; None where fewer than two were matched.
    `earlier` and `later` count who gave a usable answer at each point, matched or not.
    """

    matched: int
    earlier: int
    later: int
    mean: Decimal | None
    low: Decimal | None
    high: Decimal | None


def confidence_of(code: str | None) -> int | None:
    """1 to 5 from a code of the set CF; None for "not my role" and for no answer."""
    if code is None or len(code) != 2 or code[0] != "c" or code[1] not in "12345":
        return None
    return int(code[1])


def change_between(
    earlier: Mapping[str, Decimal | int], later: Mapping[str, Decimal | int]
) -> Change:
    """Person by person: who answered at both points is matched, by the same key in both."""
    both = sorted(earlier.keys() & later.keys())
    differences = [Fraction(later[one]) - Fraction(earlier[one]) for one in both]
    counts = (len(both), len(earlier), len(later))
    if not differences:
        return Change(*counts, None, None, None)
    mean = Fraction(sum(differences), len(differences))
    if len(differences) == 1:
        return Change(*counts, rounded(mean), None, None)
    reach = Fraction(half_width(differences))
    return Change(*counts, rounded(mean), rounded(mean - reach), rounded(mean + reach))


def half_width(values: Sequence[Fraction]) -> float:
    """Half of the 95% interval of their mean: t times s / sqrt(n). For two or more values."""
    count = len(values)
    mean = Fraction(sum(values), count)
    variance = Fraction(sum((value - mean) ** 2 for value in values), count - 1)
    return t_95(count - 1) * math.sqrt(variance / count)


def t_95(degrees: int) -> float:
    """The two-sided 95% point of Student's t. Raises ValueError below 1."""
    if degrees < 1:
        raise ValueError("an interval needs two or more values")
    if degrees <= len(T_95):
        return T_95[degrees - 1]
    # Cornish and Fisher's expansion: right to four places beyond 30 degrees of freedom.
    z, v = Z_95, float(degrees)
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )


def mean_of(values: Sequence[Decimal | int]) -> Decimal | None:
    """Their mean to 2 decimals, half up; None where there are none."""
    if not values:
        return None
    return rounded(Fraction(sum(Fraction(value) for value in values), len(values)))


def rounded(value: Fraction) -> Decimal:
    """To 2 decimals, a half away from nought."""
    # Far more places than can matter, so that only one rounding is ever seen.
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(CENTS, ROUND_HALF_UP) + Decimal(0)

"""Is the change of matched people what a statistician would say?"""

from __future__ import annotations

import math
import statistics
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from scipy import stats

from surveys.change import change_between, confidence_of, mean_of, rounded, t_95
from tests.conftest import SEED


def test_a_worked_example() -> None:
    # Differences 1, 2, 0, 1, 1: mean 1, s = 0.7071, t(4) = 2.776, half width 0.878.
    before = {"a": 2, "b": 1, "c": 4, "d": 3, "e": 3, "only before": 5}
    now = {"a": 3, "b": 3, "c": 4, "d": 4, "e": 4, "only now": 1, "also": 2}
    told = change_between(before, now)
    assert (told.matched, told.earlier, told.later) == (5, 6, 7)
    assert (told.mean, told.low, told.high) == (Decimal("1.00"), Decimal("0.12"), Decimal("1.88"))


def test_it_agrees_with_a_library_of_statistics() -> None:
    chance = Random(SEED)
    for count in [*range(2, 60), 120, 250]:
        before = {str(n): chance.randint(1, 5) for n in range(count)}
        now = {n: min(5, before[n] + chance.choice((-1, 0, 1, 1, 2))) for n in before}
        told = change_between(before, now)
        gaps = [now[n] - before[n] for n in before]
        mean, error = statistics.mean(gaps), statistics.stdev(gaps) / math.sqrt(count)
        reach = stats.t.ppf(0.975, count - 1) * error
        assert told.mean is not None
        assert told.low is not None
        assert told.high is not None
        assert float(told.mean) == pytest.approx(mean, abs=0.0051)
        assert float(told.low) == pytest.approx(mean - reach, abs=0.0061)
        assert float(told.high) == pytest.approx(mean + reach, abs=0.0061)


@pytest.mark.parametrize("degrees", [1, 2, 5, 10, 30, 31, 40, 100, 1000])
def test_the_points_of_t_are_right_to_three_places(degrees: int) -> None:
    assert t_95(degrees) == pytest.approx(float(stats.t.ppf(0.975, degrees)), abs=0.0006)


def test_few_people_have_no_interval() -> None:
    nobody = change_between({"a": 1}, {"b": 2})
    assert (nobody.matched, nobody.mean, nobody.low) == (0, None, None)
    one = change_between({"a": 1}, {"a": 2})
    assert (one.matched, one.mean, one.low, one.high) == (1, Decimal("1.00"), None, None)
    with pytest.raises(ValueError, match="two or more"):
        t_95(0)


def test_an_interval_that_holds_nought_is_not_sure() -> None:
    told = change_between({"a": 1, "b": 3}, {"a": 3, "b": 2})
    assert told.mean == Decimal("0.50")
    assert told.low is not None
    assert told.high is not None
    assert told.low <= 0 <= told.high


def test_numbers_of_ten_can_fall() -> None:
    told = change_between({"a": Decimal(9), "b": Decimal(8)}, {"a": Decimal(4), "b": Decimal(3)})
    assert (told.mean, told.low, told.high) == (Decimal("-5.00"),) * 3


@pytest.mark.parametrize(
    ("code", "number"),
    [("c1", 1), ("c5", 5), ("not_my_role", None), (None, None), ("c6", None), ("c", None)],
)
def test_confidence_is_a_number_or_nothing(code: str | None, number: int | None) -> None:
    assert confidence_of(code) == number


def test_halves_go_away_from_nought_and_nought_has_no_sign() -> None:
    assert mean_of([1, 2, 2, 2, 2, 2, 2, 2]) == Decimal("1.88")  # 1.875
    assert mean_of([]) is None
    assert rounded(Fraction(-15, 8)) == Decimal("-1.88")
    assert str(rounded(Fraction(-1, 1000))) == "0.00"

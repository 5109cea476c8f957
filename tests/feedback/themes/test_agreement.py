"""Are kappa and alpha what the textbooks say, and is nothing claimed where nothing can be?"""

from __future__ import annotations

import pytest

from feedback.themes.agreement import alpha, in_words, kappa
from feedback.themes.change import GREW, NEW, SAME, SHRANK, UNKNOWN, Share, change


def pairs(both: int, one: int, other: int, neither: int) -> list[tuple[bool, bool]]:
    return (
        [(True, True)] * both + [(True, False)] * one
        + [(False, True)] * other + [(False, False)] * neither
    )  # fmt: skip


def test_kappa_of_a_known_table() -> None:
    """20 yes both, 5 and 10 apart, 15 no both: the textbook's 0.4."""
    assert kappa(pairs(20, 5, 10, 15)) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("table", "expected"), [((0, 0, 0, 0), None), ((0, 0, 0, 9), None), ((4, 0, 0, 4), 1.0)]
)
def test_kappa_at_its_ends(table: tuple[int, int, int, int], expected: float | None) -> None:
    assert kappa(pairs(*table)) == expected


def test_alpha_of_a_known_table() -> None:
    """Krippendorff's own two-coder binary example (2011): 10 units, alpha 0.095."""
    a, b = "0100000000", "1110010100"
    units = [{"a": x == "1", "b": y == "1"} for x, y in zip(a, b, strict=True)]
    assert alpha(units) == pytest.approx(0.095, abs=0.001)


def test_alpha_leaves_out_what_only_one_has_coded() -> None:
    units = [{"a": True, "b": True}, {"a": False, "b": False}]
    alone = {"a": True}
    assert alpha([*units, alone]) == alpha(units) == 1.0
    assert alpha([alone]) is None


def test_words_for_agreement_never_claim_what_cannot_be_told() -> None:
    assert in_words(None) == "cannot be told"
    assert in_words(0.9) != in_words(0.5) != in_words(0.0)


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        ((30, 100), None, UNKNOWN),
        ((30, 100), (0, 100), NEW),
        ((30, 100), (10, 100), GREW),
        ((10, 100), (30, 100), SHRANK),
        ((12, 100), (10, 100), SAME),
        ((3, 10), (1, 10), SAME),  # three times the share, and still the play of chance
    ],
)
def test_a_change_is_told_only_where_it_is_clear(
    now: tuple[int, int], then: tuple[int, int] | None, expected: str
) -> None:
    assert change(Share(*now), None if then is None else Share(*then)) == expected

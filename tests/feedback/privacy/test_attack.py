"""Does anybody who reads every filter's table work out a small count? One tries."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from feedback.privacy.crowds import EVERYONE, Crowd
from feedback.privacy.profiles import DEFAULT, PUBLIC_STRICT, Profile
from feedback.privacy.releasing import Releaser
from feedback.privacy.small_numbers import Cell, suppress
from tests.conftest import SEED, scaled
from tests.feedback.privacy.attacker import Counts, findings, look, random_world
from tests.feedback.privacy.test_small_numbers import knows

WORLDS = 1000  # random rounds of 30 to 300 people
RULES_OFF = {
    "the smallest cell": {"cell": 1},
    "rounding": {"step": 1},
    "secondary suppression": {"secondary": False},
    "zeros look like small counts": {"zeros_alike": False},
    "merged answers of a sensitive question": {"merged": False},
    "the overlap check": {"overlap": False},
    "figures frozen": {"frozen": False},
}


@pytest.mark.timeout(7200)  # in full, in check-deep
@pytest.mark.parametrize("stuffed", [0, 5])
def test_no_pair_and_no_triple_of_filters_narrows_a_small_count(stuffed: int) -> None:
    worlds, filters, shown = scaled(WORLDS), 0, 0
    for seed in range(SEED, SEED + worlds):
        world = random_world(seed, stuffed=stuffed)
        assert list(itertools.islice(findings(world, PUBLIC_STRICT), 3)) == [], seed
        seen = look(world, PUBLIC_STRICT)
        filters += len(seen)
        shown += sum(number is not None for one in seen for number in one.release.numbers)
    print(f"attacked {worlds} rounds, {filters} filters, {shown} numbers shown, {stuffed} stuffed")
    assert shown > worlds  # a rule that hides everything would pass too


@pytest.mark.parametrize("rule", RULES_OFF)
def test_the_attacker_wins_where_one_rule_is_off(rule: str) -> None:
    without = replace(PUBLIC_STRICT, **RULES_OFF[rule])  # type: ignore[arg-type]  # by name
    assert any(
        next(findings(random_world(seed, stuffed=5), without), None) for seed in range(WORLDS)
    )


@pytest.mark.parametrize("off", [{"base": 0}, {"cell": 0}, {"secondary": False}])
def test_on_staff_pages_too_each_rule_is_needed(off: dict[str, int]) -> None:
    without = replace(DEFAULT, **off)  # type: ignore[arg-type]  # by name
    rows = list(itertools.product(range(8), repeat=3))
    assert not any(is_told(row, DEFAULT) for row in rows)
    assert any(is_told(row, without) for row in rows)


def is_told(counts: tuple[int, ...], rules: Profile) -> bool:
    """Whether who reads one distribution with its total learns a count of 1 to 4."""
    row = suppress([Cell(str(n), count) for n, count in enumerate(counts)], rules=rules)
    total = sum(counts)
    told = zip(map(knows, row.cells), counts, strict=True)
    # Values near the true one are enough: the possible ones have no gaps.
    ranges = [range(max(one.start, n - 4), min(one.stop, n + 5)) for one, n in told]
    fits = [one for one in itertools.product(*(ranges[:2])) if total - sum(one) in ranges[2]]
    fits = [(*one, total - sum(one)) for one in fits]
    if row.total.value in range(1, 5):
        return True
    return row.total.value is not None and any(
        len({one[at] for one in fits}) < 3 for at, count in enumerate(counts) if 1 <= count <= 4
    )


def test_what_is_hidden_looks_like_what_is_empty() -> None:
    crowd = Crowd(("kind",), {("CIN",): {"yes": 40, "no": 9, "maybe": 0}}, ("yes", "no", "maybe"))
    assert Releaser(crowd).release(EVERYONE).numbers == (40, None, None)
    nobody = frozenset({("kind", "CP")})
    assert Releaser(crowd).release(nobody).numbers == (None, None, None)


def test_a_filter_that_leaves_a_few_people_over_is_refused_and_says_why() -> None:
    crowd = Crowd(
        ("kind",), {("CIN",): {"yes": 40, "no": 20}, ("CP",): {"yes": 5, "no": 2}}, ("yes", "no")
    )
    releaser = Releaser(crowd)
    assert releaser.release(EVERYONE).numbers == (45, 20)
    refused = releaser.release(frozenset({("kind", "CIN")}))
    assert refused.numbers == (None, None)
    assert "by subtraction" in refused.refused


def test_a_number_that_would_tell_the_one_beside_it_is_hidden() -> None:
    cells: Counts = {("CIN",): {"yes": 43, "no": 30}, ("CP",): {"yes": 3, "no": 30}}
    releaser = Releaser(Crowd(("kind",), cells, ("yes", "no")))
    assert releaser.release(EVERYONE).numbers == (45, 60)
    assert releaser.release(frozenset({("kind", "CIN")})).numbers == (None, 30)


def test_the_same_people_show_the_same_however_they_are_asked_for() -> None:
    cells: Counts = {
        ("CIN", "North"): {"yes": 40, "no": 30},
        ("CP", "South"): {"yes": 12, "no": 3},
        ("CP", "West"): {"yes": 22, "no": 30},
    }
    releaser = Releaser(Crowd(("kind", "team"), cells, ("yes", "no")))
    asked = [{("kind", "CIN")}, {("team", "North")}, {("kind", "CIN"), ("team", "North")}]
    assert len({releaser.release(frozenset(where)).numbers for where in asked}) == 1


def test_an_answer_never_on_offer_to_the_others_hides_nothing() -> None:
    cells: Counts = {("older",): {"yes": 40, "unsure": 22}, ("younger",): {"yes": 30, "a bit": 20}}
    codes = ("yes", "unsure", "a bit")
    never = [("band", "younger", "unsure"), ("band", "older", "a bit")]
    older = frozenset({("band", "older")})
    assert Releaser(Crowd(("band",), cells, codes, never)).release(older).numbers == (40, 20, None)
    assert Releaser(Crowd(("band",), cells, codes)).release(older).numbers == (40, None, None)

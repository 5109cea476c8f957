"""Are standards flagged as the yearly report prints them, and exactly from 5%?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from surveys.answers import Value
from surveys.compact import CENTS, GRADED, GRADES, NEEDS_ACTION, STANDARDS, StandardShare, share
from surveys.definition import Audience, Survey
from surveys.library_index import path_of
from surveys.loading import load_file, option_sets


@pytest.mark.parametrize(
    ("standard", "graded", "improve", "inadequate", "printed"),
    [
        (4, 820, 44, 0, ("5.37", "0.00")),
        (5, 1722, 93, 2, ("5.40", "0.12")),
        (6, 549, 41, 1, ("7.47", "0.18")),
        (10, 397, 27, 2, ("6.80", "0.50")),
        (11, 526, 30, 4, ("5.70", "0.76")),
        (12, 150, 12, 0, ("8.00", "0.00")),
    ],
)
def test_the_six_standards_are_as_printed(
    standard: int, graded: int, improve: int, inadequate: int, printed: tuple[str, str]
) -> None:
    told = StandardShare(standard, graded, improve, inadequate)
    found = (told.requires_improvement_percent, told.inadequate_percent)
    assert found == tuple(Decimal(one) for one in printed)
    assert told.is_flagged


@pytest.mark.parametrize(
    ("graded", "improve", "inadequate", "is_flagged"),
    [
        (10_000, 499, 0, False),  # 4.99
        (10_000, 500, 0, True),  # 5.00
        (1_000, 49, 2, True),  # 4.9 and 0.2
        (1_000, 49, 0, False),
        (100_000, 4_996, 0, False),  # 4.996 is printed 5.00 and is less all the same
        (1_000, 0, 50, True),
        (0, 0, 0, False),
    ],
)
def test_the_boundary_is_exact(
    graded: int, improve: int, inadequate: int, *, is_flagged: bool
) -> None:
    assert StandardShare(1, graded, improve, inadequate).is_flagged is is_flagged


@pytest.mark.parametrize(
    ("returned", "requested", "printed"),
    [(82, 111, "73.9"), (82, 110, "74.5"), (82, 112, "73.2")],
)
def test_82_of_111_is_the_only_whole_number_that_prints_73_9(
    returned: int, requested: int, printed: str
) -> None:
    assert share(returned, requested) == Decimal(printed)


def test_parts_beyond_the_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="more need improvement"):
        StandardShare(1, 10, 8, 3)
    with pytest.raises(ValueError, match="more need improvement"):
        StandardShare(1, 10, -1, 0)


def test_nothing_graded_has_no_share() -> None:
    assert StandardShare(1, 0, 0, 0).requires_improvement_percent is None
    assert share(0, 0, CENTS) is None


# --- the instrument


@pytest.fixture(scope="module")
def compact() -> Survey:
    read = load_file(path_of("compact"))
    assert isinstance(read, Survey), read
    return read


def test_each_standard_has_its_indicators_graded_with_the_four_grades(compact: Survey) -> None:
    titles = [section.title for section in compact.sections if section.key.startswith("standard")]
    assert titles == list(STANDARDS.values())
    for section in compact.sections:
        graded = [one for one in section.questions if one.options == "GR"]
        if section.key.startswith("standard"):
            assert len(graded) == 3
    assert [choice.code for choice in option_sets()["GR"]] == list(GRADES)
    assert compact.audience is Audience.ORGANISATION


def test_an_action_is_asked_for_where_a_grade_needs_one(compact: Survey) -> None:
    grades = [one for one in compact.questions if one.options == "GR"]
    assert len(grades) == 36
    for grade in grades:
        action = compact.question(f"{grade.key}_action")
        assert action.when is not None
        for code in GRADES:
            asked = action.when.met({grade.key: Value(codes=(code,))})
            assert asked is (code in NEEDS_ACTION)
    assert set(GRADES) - GRADED == {"not_applicable"}

"""Can a reader of all the pages together work out what one small course's people said?"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from feedback.privacy.small_numbers import Cell, ShownRow, suppress
from feedback.reports.training_answers import Looked
from feedback.reports.training_cuts import Family, families, shown_count, shown_part, shown_row
from feedback.reports.training_levels import level_by_level
from feedback.services import Services
from feedback.store.sight import Sight
from surveys.kirkpatrick import Level
from tests.conftest import SEED, scaled
from tests.feedback.training.world import Training, code


@pytest.fixture
def training(services: Services) -> Training:
    return Training(services)


def answered(training: Training, course_id: str, of: int, held_on: date) -> None:
    session_id = training.session(course_id, held_on)
    for _ in range(of):
        training.answers_day_0(session_id, {"relevant": code("agree")})


def headline(training: Training, looked: Looked) -> str:
    with training.services.sessions.reading() as session:
        found = level_by_level(session, looked)
    part = next(one for one in found if one.level is Level.REACTION)
    return next(one.headline for one in part.questions if one.key == "day_0-relevant")


def test_all_courses_less_one_does_not_tell_the_small_other(training: Training) -> None:
    large, small = training.course("Large"), training.course("Small")
    answered(training, large, 9, date(2024, 1, 15))
    answered(training, small, 2, date(2023, 3, 1))
    assert headline(training, Looked()) == "100% agree (11 of 11)"
    for looked in (
        Looked(course_id=large), Looked(course_id=small), Looked(year="2023-24"),
        Looked(year="2022-23"),
    ):  # fmt: skip
        assert headline(training, looked) == "not shown"


def test_two_large_courses_show_what_they_have(training: Training) -> None:
    courses = [training.course(title) for title in ("One", "Two")]
    for course_id in courses:
        answered(training, course_id, 6, date(2024, 1, 15))
    assert headline(training, Looked(course_id=courses[0])) == "100% agree (6 of 6)"


def test_a_course_is_looked_at_beside_its_only_year_too(training: Training) -> None:
    mine, same_year, other = (training.course(title) for title in ("Mine", "Same", "Other"))
    answered(training, mine, 2, date(2024, 1, 15))
    answered(training, same_year, 1, date(2024, 1, 16))
    answered(training, other, 1, date(2022, 5, 1))
    with training.services.sessions.reading() as session:
        both = families(session, Looked(course_id=mine))
        held = Sight(frozenset({(mine, "")}))
        assert families(session, Looked(course_id=mine, sight=held)) == ()
        assert families(session, Looked()) == ()
    told = [{(part.course_id, part.year) for part in family.parts} for family in both]
    assert told == [
        {(mine, None), (same_year, None), (other, None)},
        {(mine, "2023-24"), (same_year, "2023-24")},
    ]


def pages(counts: list[list[int]]) -> list[ShownRow]:
    """What the page of each group shows."""
    return [
        shown_row([Cell("", one) for one in row], [Family(tuple(counts), place)])
        for place, row in enumerate(counts)
    ]


def test_no_subtraction_of_pages_gives_a_small_count() -> None:
    chance, times = Random(SEED), scaled(4_000)
    for _ in range(times):
        width = chance.choice((2, 5))
        counts = [
            [chance.choice((0, 0, 1, 2, 4, 5, 9, 40)) for _ in range(width)]
            for _ in range(chance.randint(2, 6))
        ]
        shown = pages(counts)
        whole = suppress([Cell("", sum(column)) for column in zip(*counts, strict=True)])
        for at in range(width):
            hidden = [n for n, row in enumerate(shown) if row.cells[at].is_hidden]
            if whole.cells[at].is_hidden or len(hidden) != 1:
                continue
            assert not 1 <= counts[hidden[0]][at] < 5, counts
    print(f"N = {times} tables of pages")


def test_a_count_and_a_part_are_guarded_like_a_row() -> None:
    assert shown_count(12, [Family((12, 2), 0)]).is_hidden
    assert shown_count(12, [Family((12, 7), 0)]).value == 12
    assert shown_part(12, 12, [Family(((12, 12), (2, 2)), 0)]).is_hidden
    assert shown_part(6, 12, [Family(((6, 12), (6, 12)), 0)]).value == 6

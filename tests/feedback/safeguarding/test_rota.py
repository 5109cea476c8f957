"""Who is on duty now, and where is nobody put down?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedback.safeguarding.office import office_from
from feedback.safeguarding.rota import (
    LONGEST,
    Turn,
    add_turn,
    gaps,
    hours_uncovered,
    on_duty,
    remove_turn,
    turns,
)
from tests.alarming import MOBILE, Office
from tests.factories import DURING, make_services

HOURS = office_from("Mon-Fri 08:30-17:00")
MONDAY = datetime(2024, 2, 5, 0, 0, tzinfo=UTC)  # winter: London's clock is UTC's


def turn(part: str, start: datetime, end: datetime) -> Turn:
    return Turn("t", part, "a@council.example", "", start, end)


def test_an_empty_rota_is_one_gap_after_another() -> None:
    found = gaps((), HOURS, MONDAY)
    assert found[0].part == "on_call"
    assert (found[1].part, found[1].starts_at.hour, found[1].ends_at.hour) == ("duty", 8, 17)
    assert len(found) == 2 * 20 + 1  # nights and weekends run into one another


def test_a_covered_rota_has_no_gap_and_a_hole_is_found_to_the_half_hour() -> None:
    end = MONDAY + timedelta(days=29)
    day, night = turn("duty", MONDAY, end), turn("on_call", MONDAY, end)
    assert gaps((day, night), HOURS, MONDAY) == ()
    noon = MONDAY + timedelta(hours=12)
    morning = turn("duty", MONDAY, noon)
    after = turn("duty", noon + timedelta(minutes=30), end)
    (hole,) = gaps((morning, after, night), HOURS, MONDAY)
    assert (hole.part, hole.starts_at, hole.ends_at) == ("duty", noon, after.starts_at)


def test_the_hours_of_a_week_nobody_was_put_down_for() -> None:
    end = MONDAY + timedelta(days=7)
    assert hours_uncovered((), HOURS, MONDAY) == 168
    assert hours_uncovered((turn("duty", MONDAY, end),), HOURS, MONDAY) == 168 - 5 * 8.5
    whole = (turn("duty", MONDAY, end), turn("on_call", MONDAY, end))
    assert hours_uncovered(whole, HOURS, MONDAY) == 0


def test_a_turn_counts_from_its_first_instant_to_before_its_last(tmp_path: Path) -> None:
    services = make_services(tmp_path)
    staff_id = Office(services).hires("ann")
    end = DURING + timedelta(hours=8)
    with services.sessions.writing() as session:
        add_turn(session, staff_id=staff_id, part="duty", starts_at=DURING, ends_at=end, phone="",
                 by="t", now=DURING)  # fmt: skip
    before, tick = DURING - timedelta(seconds=1), timedelta(seconds=1)
    with services.sessions.reading() as session:
        counts = [len(on_duty(session, "duty", t)) for t in (before, DURING, end - tick, end)]
        (line,) = turns(session, DURING)
        assert turns(session, end) == ()
    assert counts == [0, 1, 1, 0]
    with services.sessions.writing() as session:
        assert remove_turn(session, line.id)
        assert not remove_turn(session, line.id)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"part": "king"}, "Choose what"),
        ({"ends_at": DURING}, "after the beginning"),
        ({"ends_at": DURING + LONGEST + timedelta(days=1)}, "three months"),
        ({"part": "on_call", "phone": ""}, "mobile number"),
    ],
)
def test_a_turn_that_cannot_be_is_refused_in_words(
    tmp_path: Path, wrong: dict[str, object], says: str
) -> None:
    services = make_services(tmp_path)
    given: dict[str, object] = {
        "staff_id": Office(services).hires("ann"), "part": "duty", "starts_at": DURING,
        "ends_at": DURING + timedelta(days=1), "phone": MOBILE, "by": "t", "now": DURING,
    }  # fmt: skip
    with services.sessions.writing() as session:
        assert says in add_turn(session, **{**given, **wrong})  # type: ignore[arg-type]
        assert turns(session, DURING) == ()

"""Are returns counted, and standards flagged, from what organisations graded?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from feedback.compact.cycles import Asked, ask, chase, make_cycle, to_chase
from feedback.compact.grading import AlreadyReturned, moderate, submit
from feedback.errors import NotFound
from feedback.reports.compact import cycles, returns_by_sector, standard_shares
from feedback.services import Services

NOW, DAY = datetime(2024, 1, 10, 12, tzinfo=UTC), date(2024, 1, 10)
BY = "officer@partnership.example"


@pytest.fixture
def session(each_store: Services) -> Iterator[Session]:
    with each_store.sessions.writing() as writing:
        yield writing


def asked(session: Session, cycle_id: str, name: str, sector: str = "education") -> str:
    return ask(session, cycle_id, Asked(name, sector, "education"), DAY)


def test_returns_out_of_requested_by_year_and_sector(session: Session) -> None:
    cycle_id = make_cycle(session, "2023-24", by=BY, now=NOW)
    for n in range(4):
        request_id = asked(session, cycle_id, f"School {n}", ("education", "health")[n % 2])
        if n < 3:
            submit(session, request_id, {}, signed_off_by="The head", on=DAY)
    make_cycle(session, "2024-25", by=BY, now=NOW)
    newest, one = cycles(session)
    assert (newest.year, newest.returns.percent) == ("2024-25", None)
    assert (one.returns.returned, one.returns.requested, one.returns.to_chase) == (3, 4, 1)
    assert one.returns.percent == Decimal("75.0")
    told = [(sector.label, sector.returned) for sector in returns_by_sector(session, cycle_id)]
    assert told == [("education", 2), ("health", 1)]


def test_who_has_not_returned_is_chased(session: Session) -> None:
    cycle_id = make_cycle(session, "2023-24", by=BY, now=NOW)
    first, second = asked(session, cycle_id, "A"), asked(session, cycle_id, "B")
    submit(session, first, {}, signed_off_by="The head", on=DAY)
    chase(session, second, DAY)
    chase(session, first, DAY)
    session.flush()
    (line,) = to_chase(session, cycle_id)
    assert (line.organisation, line.chased_on) == ("B", DAY)
    with pytest.raises(NotFound):
        chase(session, "absent", DAY)


def test_grades_of_signed_off_returns_are_shared_out_and_na_is_left_out(session: Session) -> None:
    cycle_id = make_cycle(session, "2023-24", by=BY, now=NOW)
    for n in range(10):
        grade = ("requires_improvement", "not_applicable", *["good"] * 8)[n]
        grades = {"ca04a": (4, grade), "ca04b": (4, "outstanding"), "ca01a": (1, "good")}
        sector = "health" if n == 0 else "education"
        submit(session, asked(session, cycle_id, f"S{n}", sector), grades, signed_off_by="x",
               on=DAY)  # fmt: skip
    asked(session, cycle_id, "Not returned")
    found = {one.standard: one for one in standard_shares(session, cycle_id)}
    assert len(found) == 12
    assert (found[4].graded, found[4].requires_improvement) == (19, 1)
    assert found[4].is_flagged  # 5.26%
    assert not found[1].is_flagged
    assert found[12].graded == 0
    of_health = {one.standard: one for one in standard_shares(session, cycle_id, "health")}
    assert (of_health[4].graded, of_health[4].requires_improvement) == (2, 1)


def test_a_return_is_signed_off_once_and_only_with_known_grades(session: Session) -> None:
    cycle_id = make_cycle(session, "2023-24", by=BY, now=NOW)
    request_id = asked(session, cycle_id, "A")
    with pytest.raises(ValueError, match="not a grade: splendid"):
        submit(session, request_id, {"ca01a": (1, "splendid")}, signed_off_by="x", on=DAY)
    submit(session, request_id, {"ca01a": (1, "good")}, signed_off_by="x", on=DAY)
    with pytest.raises(AlreadyReturned):
        submit(session, request_id, {}, signed_off_by="x", on=DAY)
    with pytest.raises(NotFound):
        submit(session, "absent", {}, signed_off_by="x", on=DAY)


def test_the_panels_grade_stands_beside_the_own_and_does_not_count(session: Session) -> None:
    cycle_id = make_cycle(session, "2023-24", by=BY, now=NOW)
    request_id = asked(session, cycle_id, "A")
    submit(session, request_id, {"ca01a": (1, "good")}, signed_off_by="x", on=DAY)
    moderate(session, request_id, "ca01a", "inadequate", by=BY, now=NOW)
    assert standard_shares(session, cycle_id)[0].inadequate == 0
    with pytest.raises(NotFound):
        moderate(session, request_id, "ca09z", "good", by=BY, now=NOW)
    with pytest.raises(ValueError, match="not a grade"):
        moderate(session, request_id, "ca01a", "splendid", by=BY, now=NOW)

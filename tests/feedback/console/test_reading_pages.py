"""Does a person read every child's words, flagged ones first, and is each look noted?"""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from feedback.jobs.looking import look_at_all
from feedback.safeguarding.reading_list import draw_sample, week_of
from feedback.services import Services
from feedback.store.concerns import Concern, ConcernKeptOut
from feedback.store.outbox import AuditEntry
from feedback.store.reading import Reading
from feedback.store.staff import Staff
from feedback.web.accounts import Role
from tests.factories import DURING
from tests.feedback.console.conftest import Desk, SeatAt
from tests.feedback.jobs.test_looking import HARMLESS, URGENT, somebody_writes

WEEK = week_of(DURING.date())


def links(desk: Desk) -> list[str]:
    """The people on the reading list, in order."""
    return re.findall(r'href="(/staff/reading/\w+)"', desk.get("/staff/reading").text)


def shown(page: str) -> list[str]:
    return re.findall(r'name="shown" value="(\w+)"', page)


def noted(services: Services, what: str) -> int:
    with services.sessions.reading() as session:
        return len(session.scalars(select(AuditEntry.place).where(AuditEntry.what == what)).all())


def test_flagged_words_stand_first_and_nothing_is_called_clear(
    seat: SeatAt, services: Services
) -> None:
    somebody_writes(services, HARMLESS)
    somebody_writes(services, URGENT)
    somebody_writes(services, HARMLESS)
    desk = seat(Role.DUTY_OFFICER)
    page = desk.get("/staff/reading").text
    assert "Children (3)" in page
    assert page.index("Flagged</strong>") < page.index("Not flagged by the machine")
    assert "clear" not in page.casefold()
    assert HARMLESS not in page
    assert URGENT not in page
    first = desk.get(links(desk)[0]).text
    assert "<mark>" in first
    assert "What is good?" in first


def test_words_read_leave_the_list_and_the_look_is_noted(seat: SeatAt, services: Services) -> None:
    somebody_writes(services, HARMLESS, "more biscuits")
    desk = seat(Role.DUTY_OFFICER)
    path = links(desk)[0]
    page = desk.get(path).text
    assert len(shown(page)) == 2
    assert noted(services, "words_viewed") == 1
    desk.post(f"{path}/read", page=path, shown=shown(page))
    assert links(desk) == []
    assert "Everything has been read" in desk.get("/staff/reading").text


def test_words_changed_after_they_were_read_are_to_be_read_again(
    seat: SeatAt, services: Services
) -> None:
    person = somebody_writes(services, HARMLESS)
    desk = seat(Role.DUTY_OFFICER)
    path = links(desk)[0]
    seen = shown(desk.get(path).text)
    person.presses("back").presses("next", good="we play chess")
    desk.post(f"{path}/read", page=path, shown=seen)
    assert links(desk) == [path], "the newer words were not on the page that was read"


def test_what_worries_the_reader_becomes_a_concern(seat: SeatAt, services: Services) -> None:
    somebody_writes(services, HARMLESS)
    desk = seat(Role.DUTY_OFFICER)
    path = links(desk)[0]
    ids = shown(desk.get(path).text)
    for _ in range(2):  # a double tap
        desk.post(f"{path}/read", page=path, shown=ids, worry=ids)
    with services.sessions.reading() as session:
        raised = session.execute(select(Concern.level, Concern.source)).all()
    assert [tuple(one) for one in raised] == [("same_day", "reader")]


def test_whoever_is_kept_out_of_a_concern_does_not_read_that_persons_words(
    seat: SeatAt, services: Services
) -> None:
    somebody_writes(services, URGENT)
    desk, other = seat(Role.DUTY_OFFICER), seat(Role.DUTY_OFFICER, email="other@example.org")
    path = links(desk)[0]
    with services.sessions.writing() as session:
        staff_id = session.scalars(select(Staff.id).where(Staff.email == desk.email)).one()
        concern_id = session.scalars(select(Concern.id)).one()
        session.add(
            ConcernKeptOut(concern_id=concern_id, staff_id=staff_id, why="named", by="t", at=DURING)
        )
    assert links(desk) == []
    assert desk.get(path).status_code == 404
    assert links(other) == [path]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.TRAINING_LEAD, Role.TEAM_VIEWER])
def test_nobody_else_reads_them(seat: SeatAt, services: Services, role: Role) -> None:
    somebody_writes(services, HARMLESS)
    path = links(seat(Role.DUTY_OFFICER))[0]
    desk = seat(role)
    assert {desk.get(one).status_code for one in ("/staff/reading", path, "/staff/sample")} == {403}


def test_the_blind_sample_is_drawn_once_and_does_not_tell_what_the_machine_said(
    seat: SeatAt, services: Services
) -> None:
    for n in range(24):
        somebody_writes(services, f"{HARMLESS} {n}")
    somebody_writes(services, URGENT)
    look_at_all(services, None)
    with services.sessions.writing() as session:
        assert draw_sample(session, WEEK) == 21, "20 not flagged and the one that was"
        assert draw_sample(session, WEEK) == 0
    desk = seat(Role.DUTY_OFFICER)
    seen = set()
    for _ in range(21):
        page = desk.get("/staff/sample").text
        assert "<mark>" not in page
        assert "lagged</strong>" not in page
        reading = re.findall(r'name="reading" value="(\w+)"', page)[0]
        seen.add(reading)
        verdict = "concern" if URGENT in page else "nothing"
        desk.post("/staff/sample/judged", page="/staff/sample", reading=reading, verdict=verdict)
    assert len(seen) == 21
    assert "Nothing waits" in desk.get("/staff/sample").text
    with services.sessions.reading() as session:
        judged = session.scalars(select(Reading.judged).where(Reading.judged != "")).all()
    assert sorted(judged) == ["concern"] + ["nothing"] * 20
    assert noted(services, "sample_viewed") >= 21


def test_a_stale_or_wordless_verdict_judges_nothing(seat: SeatAt, services: Services) -> None:
    somebody_writes(services, HARMLESS)
    with services.sessions.writing() as session:
        draw_sample(session, WEEK)
    desk = seat(Role.DUTY_OFFICER)
    for form in ({"reading": "0" * 32, "verdict": "nothing"}, {"reading": "", "verdict": ""}):
        desk.post("/staff/sample/judged", page="/staff/sample", **form)
    with services.sessions.reading() as session:
        assert session.scalars(select(Reading.judged)).one() == ""

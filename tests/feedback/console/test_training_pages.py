"""Can the training team make a course, import a list, hang up the square and read the figures?"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from io import BytesIO

import pytest

from feedback.ports import DeliveryFailed
from feedback.services import Services
from feedback.store.rounds import RoundInstrument
from feedback.web.accounts import Role
from surveys.kirkpatrick import Occasion, Wave
from tests.feedback.console.conftest import Desk, SeatAt
from tests.feedback.training.world import HEADINGS, Training, code, listed

PACKED = re.compile(r'name="rows" value="([^"]*)"')


@pytest.fixture
def training(services: Services) -> Training:
    return Training(services)


@pytest.fixture
def lead(seat: SeatAt) -> Desk:
    """A training lead without a team of her own."""
    return seat(Role.TRAINING_LEAD)


def made(lead: Desk, **given: str) -> str:
    """The address of a course made on screen."""
    form = {"title": "Neglect", "reach": "multi", "occasion": "course", **given}
    reply = lead.post("/staff/training/courses/new", **form)
    assert reply.status_code == 303, reply.text
    return reply.location


def with_session(lead: Desk) -> str:
    """The address of a session added on screen."""
    course = made(lead)
    when = {"held_on-day": "15", "held_on-month": "1", "held_on-year": "2024"}
    reply = lead.post(f"{course}/sessions", place="Civic Offices", **when)
    assert reply.status_code == 303
    return reply.location


def uploaded(lead: Desk, session: str, raw: bytes) -> str:
    reply = lead.post(f"{session}/attendance/preview", file=(BytesIO(raw), "list.csv"))
    return reply.text


def test_a_course_is_made_and_gets_a_session(lead: Desk) -> None:
    session = with_session(lead)
    page = lead.get(session).text
    assert "15 January 2024" in page
    assert "Civic Offices" in page
    assert "2023-24" in page
    assert "Neglect" in lead.get("/staff/training").text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": " "}, "Write the name of the course."),
        ({"title": "x" * 101}, "100 letters or fewer"),
        ({"reach": "moon"}, "many agencies or for one"),
        ({"reach": "single"}, "Write which agency it is for."),
        ({"occasion": "rethink"}, "Say what it is."),
        ({"objectives": "\n".join("abcdefghijk")}, "10 objectives or fewer"),
        ({"situations": "What now?\nAsk"}, "1 to 4 wrong ones"),
        ({"situations": "What now?\nAsk\nask"}, "read the same"),
        ({"situations": "\n\n".join(["What now?\nAsk\nWait"] * 3)}, "2 situations or fewer"),
        ({"situations": f"{'x' * 301}\nAsk\nWait"}, "300 letters or fewer"),
    ],
)
def test_a_course_with_a_fault_is_given_back(
    lead: Desk, change: dict[str, str], message: str
) -> None:
    form = {"title": "Neglect", "reach": "multi", "occasion": "course", **change}
    reply = lead.post("/staff/training/courses/new", **form)
    assert reply.status_code == 422
    assert message in html.unescape(reply.text)


def test_a_session_needs_a_day_that_exists(lead: Desk) -> None:
    course = made(lead)
    when = {"held_on-day": "31", "held_on-month": "2", "held_on-year": "2024"}
    reply = lead.post(f"{course}/sessions", **when)
    assert reply.status_code == 422
    assert "not in the calendar" in reply.text


def test_a_list_is_looked_at_before_it_is_kept(lead: Desk, training: Training) -> None:
    session = with_session(lead)
    raw = listed(3) + b"\nB9,Bo,bo@,Health,Yes\n"
    shown = uploaded(lead, session, raw)
    assert "Line 5: The e-mail address is not complete." in shown
    assert training.attendances() == []
    found = PACKED.search(shown)
    assert found is not None
    reply = lead.post(f"{session}/attendance", rows=html.unescape(found[1]))
    assert reply.status_code == 303
    page = lead.get(session).text
    assert "3 attendances were added, and 6 follow-ups with them. 1 line was left out." in page
    assert "bo@" not in page
    assert len(training.messages()) == 6


@pytest.mark.parametrize("rows", ["", "[", "[[1]]", '[["x","a","b","c","d","e","f"]]', "[]"])
def test_lines_that_are_not_ours_are_refused(lead: Desk, rows: str) -> None:
    assert lead.post(f"{with_session(lead)}/attendance", rows=rows).status_code == 400


def test_a_bad_line_cannot_be_talked_in(lead: Desk, training: Training) -> None:
    session = with_session(lead)
    lead.post(f"{session}/attendance", rows='[[2,"B1","x","bo@","","Health","Yes"]]')
    assert training.attendances() == []


@pytest.mark.parametrize(
    ("raw", "message"),
    [(b"", "Choose a file."), (b"Name\nAda\n", "The first line must name the columns")],
)
def test_a_file_that_is_no_list_says_why(lead: Desk, raw: bytes, message: str) -> None:
    session = with_session(lead)
    reply = lead.post(f"{session}/attendance/preview", file=(BytesIO(raw), "list.csv"))
    assert reply.status_code == 422
    assert message in reply.text


def test_the_square_leads_to_the_session_and_the_old_one_dies(lead: Desk) -> None:
    session = with_session(lead)
    assert lead.get(f"{session}/poster").status_code == 303
    lead.post(f"{session}/square")
    first = re.search(r"/o/[a-z0-9]+", lead.get(f"{session}/poster").text)
    lead.post(f"{session}/square")
    second = re.search(r"/o/[a-z0-9]+", lead.get(f"{session}/poster").text)
    assert first is not None
    assert second is not None
    services: Services = lead.client.application.extensions["feedback"]
    services.clock.instant = datetime(2024, 1, 15, 12, tzinfo=UTC)  # type: ignore[attr-defined]
    visitor = lead.client.application.test_client()
    assert visitor.get(first[0]).status_code == 404
    assert "Your training" in visitor.get(second[0]).text


def test_a_cancelled_session_says_why_and_counts_as_cancelled(lead: Desk) -> None:
    session = with_session(lead)
    assert lead.post(f"{session}/status", status="cancelled").status_code == 422
    lead.post(f"{session}/status", status="cancelled", why="The trainer was ill")
    assert "The trainer was ill" in lead.get(session).text
    assert lead.post(f"{session}/status", status="moon").status_code == 400
    row = re.search(r"2023-24</a></th>(.*?)</tr>", lead.get("/staff/training").text, re.DOTALL)
    assert row is not None
    assert re.findall(r">(\d+)</td>", row[1]) == ["0", "0", "0", "0", "1"]


def test_the_year_shows_its_counts_by_sector(lead: Desk, training: Training) -> None:
    training.came(training.session(training.course()), listed(3))
    page = lead.get("/staff/training/years/2023-24").text
    assert "multi-agency courses, with 3 attendances" in page
    assert "Multi-agency: attendances by sector. Attendances: 3." in page
    assert page.count("<svg") == page.count("Education: 100% (3)") == 1
    assert lead.get("/staff/training/years/1999-00").status_code == 404


def test_the_leads_page_shows_shares_changes_and_rates(lead: Desk, training: Training) -> None:
    course_id = training.course()
    session_id = training.session(course_id)
    for n in range(6):
        said = {"relevant": code("agree"), "talks_before": code("c2"), "talks_now": code("c4")}
        training.answers_day_0(session_id, said | {"follow_up": code("yes")}, f"p{n}@a.example")
    for path in (f"courses/{course_id}/results", "results", "results?year=2023-24"):
        page = html.unescape(lead.get(f"/staff/training/{path}").text)
        assert "100% agree (6 of 6)" in page
        assert "+2.00 to +2.00" in page
        assert "Who answered the follow-ups" in page
    for year in ("1999-2000", "moon", "9999-00", "0000-01"):
        assert lead.get(f"/staff/training/results?year={year}").status_code == 404


def test_a_workshop_has_its_own_results(lead: Desk, training: Training) -> None:
    course_id = training.course("Poverty", occasion=Occasion.WORKSHOP)
    session_id = training.session(course_id)
    for _ in range(5):
        training.answers_day_0(session_id, {"relevant": code("agree")})
    page = lead.get(f"/staff/training/courses/{course_id}/results").text
    assert "100% agree (5 of 5)" in page


def test_deliveries_tell_what_failed_without_an_address(lead: Desk, training: Training) -> None:
    session_id = training.session(training.course())
    page = f"/staff/training/sessions/{session_id}/delivery"
    assert "nobody to ask again" in lead.get(page).text
    training.came(session_id, f"{HEADINGS}\nB1,Ada,ada@nhs.example,Health,Yes\n".encode())
    shown = lead.get(page).text
    assert "3 months on: due 15 April 2024" in shown
    assert "ada@" not in shown


def test_school_holidays_are_kept_or_given_back(lead: Desk) -> None:
    path = "/staff/training/school-holidays"
    assert lead.post(path, days="2024-07-24 to 2024-09-02\n2024-05-27").status_code == 303
    assert "2024-05-27 to 2024-05-27" in lead.get(path).text
    for wrong in ("soon", "2024-09-02 to 2024-07-24", "\n".join(["2024-07-24"] * 101)):
        assert lead.post(path, days=wrong).status_code == 422


def test_the_waves_of_courses_are_no_rounds(seat: SeatAt, training: Training) -> None:
    training.came(training.session(training.course("Neglect")), listed(1))
    admin = seat(Role.ADMINISTRATOR)
    assert "Neglect" not in admin.get("/staff/rounds").text
    assert "Neglect" in admin.get("/staff/training").text


def test_others_do_not_see_the_training_pages(seat: SeatAt) -> None:
    for role in (Role.DUTY_OFFICER, Role.TEAM_VIEWER):
        assert seat(role, team="North").get("/staff/training").status_code == 403


def test_a_courses_own_situations_are_asked_at_its_sessions(lead: Desk, training: Training) -> None:
    typed = "A child says nothing. What now?\r\nWait and listen\r\nGo home\r\n"
    typed += " \r\nAnd then?\nAsk\nLeave"
    course = made(lead, situations=typed)
    session_id = training.session(course.rpartition("/")[2])
    door = training.doors(session_id)[Wave.DAY_0]
    with training.services.sessions.reading() as session:
        version = session.get_one(RoundInstrument, door.instrument_id).survey_version_id
        survey = training.services.surveys.get(session, version)
    scored = {q.ask: [q.choice(one) for one in q.right] for q in survey.questions if q.right}
    assert list(scored) == ["A child says nothing. What now?", "And then?"]
    assert [one.label for found in scored.values() for one in found if one] == [
        "Wait and listen", "Ask",
    ]  # fmt: skip


def test_messages_are_shown_as_they_go_and_one_can_be_sent_to_oneself(
    lead: Desk, training: Training
) -> None:
    course_id = training.course("Neglect")
    training.session(course_id)
    page = f"/staff/training/courses/{course_id}/messages"
    shown = html.unescape(lead.get(page).text)
    assert "our course “Neglect” on 15 January 2024" in shown
    assert shown.count("nobodys-link") >= 6
    assert lead.post(page, kind="follow_up_reminder_2").status_code == 303
    (letter,) = training.postman.sent
    assert letter.to == lead.email
    assert "last message" in letter.text
    assert training.messages() == []
    assert lead.post(page, kind="invitation").status_code == 404


def test_a_test_message_that_cannot_leave_says_so(lead: Desk, training: Training) -> None:
    course_id = training.course()
    page = f"/staff/training/courses/{course_id}/messages"
    training.postman.broken = DeliveryFailed("the mail server was not reached")
    lead.post(page, kind="follow_up")
    assert "It could not be sent: the mail server was not reached." in lead.get(page).text


# --- whose course it is


def test_a_lead_of_one_team_sees_that_teams_courses_only(
    seat: SeatAt, lead: Desk, training: Training
) -> None:
    everybodys = training.course("Neglect")
    training.came(training.session(everybodys), listed(5))
    north = seat(Role.TRAINING_LEAD, email="north@partnership.example", team="North")
    theirs = made(north, title="Ours in the north")
    page = north.get("/staff/training").text
    assert "Ours in the north" in page
    assert "Neglect" not in page
    assert "2023-24" not in page
    for path in ("", "/results", "/messages"):
        assert north.get(f"/staff/training/courses/{everybodys}{path}").status_code == 404
        assert north.get(f"{theirs}{path}").status_code == 200
        assert lead.get(f"{theirs}{path}").status_code == 200


def test_re_thinks_are_not_a_teams(seat: SeatAt, lead: Desk) -> None:
    when = {"held_on-day": "15", "held_on-month": "1", "held_on-year": "2024"}
    path = lead.post("/staff/rethinks", **when).location
    north = seat(Role.TRAINING_LEAD, email="north@partnership.example", team="North")
    assert north.get(path).status_code == 404
    assert path not in north.get("/staff/rethinks").text
    assert north.post("/staff/rethinks", **when).status_code == 404
    assert lead.get(path).status_code == 200


def test_a_course_of_one_year_is_not_cut_by_year(lead: Desk, training: Training) -> None:
    course_id = training.course()
    training.came(training.session(course_id), listed(1))
    page = f"/staff/training/courses/{course_id}/results"
    assert lead.get(page).status_code == 200
    assert lead.get(f"{page}?year=2023-24").status_code == 404

"""Can a facilitator write the record, agree actions, and tie together what was learned?"""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from feedback.services import Services
from feedback.store.training import Rethink
from feedback.web.accounts import Role
from surveys.answers import Value
from surveys.kirkpatrick import Occasion
from tests.feedback.console.conftest import Desk, SeatAt
from tests.feedback.training.world import Training, code

DAY = {"held_on-day": "1", "held_on-month": "2", "held_on-year": "2024"}
RECORD: dict[str, Any] = {
    "requested_on-day": "20", "requested_on-month": "1", "requested_on-year": "2024",
    "requested_by": "health", "strategy": "3", "reason": "both", "case_reference": "R-17",
    "people-health": "4", "people-police": "2", "issues": ["neurodiversity", "moon"], "steps": "5",
    "is_safety_raised": "no",
}  # fmt: skip
NOTES = {
    "for_whom": "school staff", "context": "risks were seen differently",
    "mechanism": "hearing all views helped", "outcome": "the plan changed",
}  # fmt: skip


@pytest.fixture
def lead(seat: SeatAt) -> Desk:
    return seat(Role.TRAINING_LEAD)


def planned(lead: Desk) -> str:
    reply = lead.post("/staff/rethinks", **DAY)
    assert reply.status_code == 303
    return reply.location


def test_one_is_planned_recorded_and_counted_once_it_ran(lead: Desk) -> None:
    page = planned(lead)
    assert lead.post(f"{page}/record", **RECORD).status_code == 303
    session = page.replace("rethinks", "training/sessions")
    lead.post(f"{session}/status", status="ran")
    row = re.search(r">2023-24</th>(.*?)</tr>", lead.get("/staff/rethinks").text, re.DOTALL)
    assert row is not None
    assert re.findall(r">(\d+)</td>", row[1]) == ["1", "0", "6", "1"]
    shown = lead.get(page).text
    assert 'value="R-17"' in shown
    assert re.search(r'value="neurodiversity" checked', shown)
    assert '<option value="health" selected>' in shown


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"requested_on-day": "32"}, "not in the calendar"),
        ({"requested_by": "moon"}, "Say which agency asked."),
        ({"strategy": "4"}, "Say which strategy."),
        ({"reason": ""}, "Say why it was asked for."),
        ({"people-police": "many"}, "Police: write a number from 0 to 99."),
        ({"people-police": "100"}, "Police: write a number from 0 to 99."),
        ({"steps": "6"}, "Choose 1 to 5."),
        ({"case_reference": "x" * 41}, "40 letters or fewer"),
    ],
)
def test_a_record_with_a_fault_is_given_back_as_typed(
    lead: Desk, services: Services, change: dict[str, str], message: str
) -> None:
    page = planned(lead)
    reply = lead.post(f"{page}/record", **(RECORD | change))
    assert reply.status_code == 422
    assert message in html.unescape(reply.text)
    assert 'value="4"' in reply.text  # the people of health are still there
    with services.sessions.reading() as session:
        assert session.scalars(select(Rethink)).all() == []


def test_a_safety_concern_says_where_it_has_to_go(lead: Desk) -> None:
    page = planned(lead)
    lead.post(f"{page}/record", **(RECORD | {"is_safety_raised": "yes"}))
    assert "goes to MASH or the LADO today; this record tells nobody" in lead.get(page).text


def test_an_action_is_agreed_and_done(lead: Desk) -> None:
    page = planned(lead)
    assert lead.post(f"{page}/actions", what=" ").status_code == 422
    assert lead.post(f"{page}/actions", what="x", **{"due_on-day": "40"}).status_code == 422
    lead.post(f"{page}/actions", what="Visit together", owner="School nurse")
    late = {"due_on-day": "1", "due_on-month": "2", "due_on-year": "2024"}
    lead.post(f"{page}/actions", what="Ring the school", **late)
    shown = lead.get(page).text
    assert "Visit together" in shown
    assert ">Late</strong>" in shown
    done = re.findall(r'action="([^"]+/actions/\w+)"', shown)
    for one in done:
        assert lead.post(one).status_code == 303
    assert ">Late</strong>" not in lead.get(page).text
    assert lead.post(f"{page}/actions/absent").status_code == 404


def test_learning_is_found_by_issue_and_word_and_quoted(lead: Desk) -> None:
    page = planned(lead)
    reply = lead.post(f"{page}/learning", **(NOTES | {"outcome": ""}))
    assert reply.status_code == 422
    lead.post(f"{page}/learning", **NOTES, issue="approaches", agency="education", may_quote="yes")
    sentence = "For school staff, where risks were seen differently"
    for asked in ("", "?issue=approaches", "?agency=education&quotable=yes", "?word=VIEWS"):
        assert sentence in lead.get(f"/staff/rethinks/learned{asked}").text, asked
    for asked in ("?issue=neurodiversity", "?word=nothing"):
        assert sentence not in lead.get(f"/staff/rethinks/learned{asked}").text, asked
    assert lead.get("/staff/rethinks/learned?issue=moon").status_code == 404


def test_what_people_said_is_shown_with_the_change(lead: Desk, services: Services) -> None:
    assert "Nobody has answered yet" in lead.get("/staff/rethinks/results").text
    training = Training(services)
    session_id = training.session(training.course("Re-think", occasion=Occasion.RETHINK))
    for n in range(6):
        said = {"stuck_before": Value(number=Decimal(8)), "stuck_now": Value(number=Decimal(n % 3))}
        training.answers_day_0(session_id, said | {"heard": code("agree")})
    page = html.unescape(lead.get("/staff/rethinks/results").text)
    assert "−7.00" in page
    assert "100% agree (6 of 6)" in page


def test_a_day_is_needed(lead: Desk) -> None:
    reply = lead.post("/staff/rethinks", **(DAY | {"held_on-year": ""}))
    assert reply.status_code == 422


def test_others_do_not_see_them(seat: SeatAt) -> None:
    assert seat(Role.TEAM_VIEWER, team="North").get("/staff/rethinks").status_code == 403

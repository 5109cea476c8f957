"""Can staff begin an audit, ask organisations and note who was chased?"""

from __future__ import annotations

import html
import re

import pytest

from feedback.web.accounts import Role
from tests.feedback.console.conftest import Desk, SeatAt

ASKED = {"organisation": "Invented School", "sector": "education", "variant": "education"}


@pytest.fixture
def analyst(seat: SeatAt) -> Desk:
    return seat(Role.ANALYST)


def begun(analyst: Desk) -> str:
    reply = analyst.post("/staff/compact")
    assert reply.status_code == 303
    return reply.location


def test_a_years_audit_begins_once(analyst: Desk) -> None:
    assert "No audit has begun yet" in analyst.get("/staff/compact").text
    assert begun(analyst) == begun(analyst)
    assert "Begin the audit" not in analyst.get("/staff/compact").text


def test_an_organisation_is_asked_and_chased(analyst: Desk) -> None:
    year = begun(analyst)
    assert analyst.post(f"{year}/requests", **ASKED).status_code == 303
    page = analyst.get(year).text
    assert "returned: 0 of 1" in page
    assert "To chase: 1" in page
    chase = re.search(r'action="([^"]+/chase)"', page)
    assert chase is not None
    assert analyst.post(chase[1]).status_code == 303
    assert "Noted: they were written to today." in analyst.get(year).text


def test_an_organisation_needs_a_name_and_a_form_of_ours(analyst: Desk) -> None:
    year = begun(analyst)
    reply = analyst.post(f"{year}/requests", **(ASKED | {"organisation": " "}))
    assert reply.status_code == 422
    assert "Write the name of the organisation." in html.unescape(reply.text)
    assert analyst.post(f"{year}/requests", **(ASKED | {"variant": "moon"})).status_code == 400


def test_what_is_not_there_is_not_found(analyst: Desk) -> None:
    year = begun(analyst)
    assert analyst.get("/staff/compact/absent").status_code == 404
    assert analyst.post("/staff/compact/absent/requests", **ASKED).status_code == 404
    assert analyst.post(f"{year}/requests/absent/chase").status_code == 404


def test_the_training_lead_and_viewers_do_not_see_it(seat: SeatAt) -> None:
    for role in (Role.TRAINING_LEAD, Role.TEAM_VIEWER):
        assert seat(role, team="North").get("/staff/compact").status_code == 403

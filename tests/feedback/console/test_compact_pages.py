"""Can staff begin an audit, ask organisations and note who was chased?"""

from __future__ import annotations

import html
import io
import re

import pytest
from sqlalchemy import select

from feedback.compact.evidence import Accepted
from feedback.compact.files import keep_file
from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.web.accounts import Role
from surveys.answers import Value
from tests.feedback.compact.world import Audit
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


LIST = b"Organisation,Sector,E-mail\nOne School,School,a@one.example\nTwo,Moon,\nThree,Health,\n"


def test_a_list_is_looked_at_before_anybody_is_asked(analyst: Desk) -> None:
    year = begun(analyst)
    place = f"{year}/organisations"
    shown = analyst.post(f"{place}/preview", file=(io.BytesIO(LIST), "list.csv"))
    page = html.unescape(shown.text)
    assert "Line 3: The sector is not one of" in page
    assert "returned: 0 of 0" in analyst.get(year).text  # nobody yet
    rows = re.search(r'name="rows" value="([^"]*)"', shown.text)
    assert rows is not None
    assert analyst.post(place, rows=html.unescape(rows[1])).status_code == 303
    page = analyst.get(year).text
    assert "2 organisations are asked, 1 by e-mail. 1 lines were left out." in page
    assert "To chase: 2" in page
    assert analyst.post(place, rows="nonsense").status_code == 422
    assert analyst.post(f"{place}/preview").status_code == 422


def test_reminders_go_to_one_or_to_all(analyst: Desk) -> None:
    year = begun(analyst)
    analyst.post(f"{year}/requests", **ASKED, email="office@school.example")
    analyst.post(f"{year}/requests", **(ASKED | {"organisation": "By Hand"}))
    assert analyst.post(f"{year}/chase").status_code == 303
    assert "1 reminder is on their way." in analyst.get(year).text


def test_a_due_day_in_the_past_is_refused(analyst: Desk) -> None:
    form = {"due_on-day": "1", "due_on-month": "1", "due_on-year": "2020"}
    reply = analyst.post("/staff/compact", **form)
    assert reply.status_code == 422
    assert "Returns must be due today or later." in reply.text


@pytest.fixture
def audit(services: Services) -> Audit:
    return Audit(services).begins()


def finished(audit: Audit) -> tuple[str, str]:
    """A signed-off return with an action and a file: its page and the file's."""
    token = audit.asks()
    by = audit.joins(token, "Ada")
    audit.grades_all(token, by, ca04a="requires_improvement")
    audit.promises(token, by)
    request_id = audit.request_id(token)
    told = Accepted("policy.pdf", "pdf", b"%PDF-1.7")
    with audit.services.sessions.writing() as session:
        file_id = keep_file(session, audit.key(token), request_id, "ca04a", told, by)
    audit.signs(token)
    place = f"/staff/compact/returns/{request_id}"
    return place, f"{place}/files/{file_id}"


def test_the_panel_grades_beside_the_organisation_and_it_is_written_down(
    analyst: Desk, audit: Audit, services: Services
) -> None:
    place, file = finished(audit)
    page = html.unescape(analyst.get(place).text)
    assert "Start a school council" in page
    assert "Signed off by" in page
    reply = analyst.get(file)
    assert reply.headers["Content-Disposition"] == "attachment; filename=policy.pdf"
    form = {"ca04a-panel": "inadequate", "ca04a-why": "No council met."}
    assert analyst.post(f"{place}/panel", **form).status_code == 303
    page = html.unescape(analyst.get(place).text)
    assert "1 grade of the panel kept." in page
    assert "Inadequate: No council met." in page
    assert "Own grade" in page
    with services.sessions.reading() as session:
        what = session.scalars(select(AuditEntry.what)).all()
    assert {"compact_return_read", "compact_file_taken", "compact_moderated"} <= set(what)


def test_a_return_is_opened_again_with_a_reason_only(analyst: Desk, audit: Audit) -> None:
    place, _ = finished(audit)
    assert analyst.post(f"{place}/reopen", why=" ").status_code == 422
    assert analyst.post(f"{place}/reopen", why="They asked for it").status_code == 303
    assert "Not yet" in analyst.get(place).text
    assert analyst.post(f"{place}/reopen", why="again").status_code == 403  # it is open


def test_the_briefing_lists_words_from_ten_organisations_that_agreed(
    analyst: Desk, audit: Audit
) -> None:
    place = f"/staff/compact/{audit.cycle_id}/briefing?sector=education"
    for n in range(10):
        token = audit.asks(f"School {n}", email="")
        by = audit.joins(token, "Ada")
        audit.grades_all(token, by)
        agreed = Value(codes=("no" if n == 0 else "yes",))
        words = {"good_practice": Value(text=f"School {n} has a council no {n}")}
        audit.writes(token, by, words | {"good_practice_ok": agreed})
        audit.signs(token)
        if n == 8:
            assert "Fewer than 10 organisations" in analyst.get(place).text
    page = html.unescape(analyst.get(place).text)
    assert "[organisation] has a council no 9" in page
    assert "no 0" not in page
    assert "10 of 10" in page
    assert analyst.get(place.replace("education", "moon")).status_code == 404

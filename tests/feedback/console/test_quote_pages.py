"""Who sees which words on the quote desk, and does a second person's yes reach the results?"""

from __future__ import annotations

from sqlalchemy import select

from feedback.jobs.errands import do_errands
from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.web.accounts import Role
from tests.feedback.console.conftest import Desk, SeatAt
from tests.feedback.quotes.conftest import Round, make_round

READ = "She listens to me and [name] came with us."


def address(closed: Round) -> str:
    return f"/staff/rounds/{closed.id}/results/{closed.instrument_id}"


def redacts(desk: Desk, quote_id: str, **form: str) -> str:
    page = f"/staff/quotes/{quote_id}"
    given = {"version": "1", "first": "0", "last": "0", "kind-0": "name", **form}
    assert desk.post(f"{page}/redact", page=page, **given).status_code == 303
    return desk.get(page).text


def decides(desk: Desk, quote_id: str, verdict: str, **form: str) -> str:
    page = f"/staff/quotes/{quote_id}"
    reply = desk.post(f"{page}/decide", page=page, verdict=verdict, **form)
    assert reply.status_code == 303
    return desk.get(reply.location).text


def whats(services: Services) -> list[str]:
    with services.sessions.reading() as session:
        return list(session.scalars(select(AuditEntry.what)))


def test_a_quote_goes_from_the_desk_to_the_results(services: Services, seat: SeatAt) -> None:
    closed = make_round(services)
    line = closed.propose()
    analyst, officer = seat(Role.ANALYST), seat(Role.DUTY_OFFICER)
    assert READ in redacts(analyst, line.id)
    own = analyst.get(f"/staff/quotes/{line.id}").text
    assert "a colleague has to approve it" in own
    assert "known" not in own
    assert "Somebody else has to approve" in decides(
        analyst, line.id, "approve", version="2", known="no"
    )
    assert READ not in officer.get(address(closed)).text
    decides(officer, line.id, "approve", version="2", known="no")
    results = officer.get(address(closed)).text
    assert f"“{READ}”" in results
    assert "Being heard" in results
    assert {"quote_opened", "quote_redacted", "quote_approved"} <= set(whats(services))


def test_only_case_access_shows_what_was_said(services: Services, seat: SeatAt) -> None:
    line = make_round(services).propose()
    page = f"/staff/quotes/{line.id}"
    assert "Priya" in seat(Role.ANALYST).get(page).text
    administrator = seat(Role.ADMINISTRATOR)
    seen = administrator.get(page).text
    assert "[name]" in seen
    assert "Priya" not in seen
    assert administrator.post(f"{page}/redact", version="1").status_code == 403
    assert seat(Role.TEAM_VIEWER, team="North").get(page).status_code == 403


def test_further_words_are_hidden_and_others_shown(services: Services, seat: SeatAt) -> None:
    line = make_round(services).propose()
    form = {"kind-0": "show", "more": "listens to me", "more-kind": "job", "last": "1"}
    told = redacts(seat(Role.ANALYST), line.id, **form)
    assert "She [job] and Priya came with us. It was really good at Oaklands School." in told


def test_several_are_approved_with_one_answer(services: Services, seat: SeatAt) -> None:
    closed = make_round(services)
    ids = [closed.propose(at).id for at in (0, 1)]
    analyst, officer = seat(Role.ANALYST), seat(Role.DUTY_OFFICER)
    for one in ids:
        redacts(analyst, one)
    desk = f"{address(closed)}/quotes"
    # Who redacted them is not asked to decide, and has nothing to tick.
    assert "Decide for all ticked quotes" not in analyst.get(desk).text
    assert "Decide for all ticked quotes" in officer.get(desk).text
    officer.post(f"{desk}/approve", page=desk, quote=[f"{one}:2" for one in ids], known="no")
    assert "Approved (2)" in officer.get(desk).text


def test_consent_taken_back_leaves_the_results(services: Services, seat: SeatAt) -> None:
    closed = make_round(services)
    line = closed.propose()
    analyst, officer = seat(Role.ANALYST), seat(Role.DUTY_OFFICER)
    redacts(analyst, line.id)
    decides(officer, line.id, "approve", version="2", known="no")
    decides(officer, line.id, "stop", version="3")
    assert READ not in officer.get(address(closed)).text
    assert "quote_stopped" in whats(services)


def test_the_worker_finds_what_may_be_quoted_of_each_person_once(
    services: Services, seat: SeatAt
) -> None:
    closed = make_round(services)
    closed.worry(0, "new")
    desk = f"{address(closed)}/quotes"
    analyst = seat(Role.ANALYST)
    reply = analyst.post(f"{desk}/find", page=desk)
    assert "Waits" in analyst.get(reply.location).text
    assert seat(Role.DUTY_OFFICER).get(reply.location).status_code == 404
    assert do_errands(services) == 1
    assert "1 new quote to look at" in analyst.get(reply.location).text  # all said the same
    (line,) = closed.lines().values()
    assert line.response_id != closed.responses[0]
    assert line.text == "She listens to me and [name] came with us. It was really good at [school]."

"""Can an officer make the February round, check it, and open it, page by page?"""

from __future__ import annotations

import re

import pytest
from flask import Flask

from feedback.collection.go_live import FACTS
from feedback.collection.instruments import february_instruments
from feedback.collection.round_views import RoundView, list_rounds
from feedback.safeguarding.help_numbers import keep_shipped, lines
from feedback.safeguarding.number_checks import number_problem
from feedback.services import Services
from feedback.web.accounts import Role
from tests.factories import DURING, ask
from tests.feedback.collection.test_go_live import FILLED
from tests.feedback.collection.test_rounds import survey_for
from tests.feedback.console.conftest import Desk, SeatAt

WINDOW = {
    "opens_on-day": "6",
    "opens_on-month": "2",
    "opens_on-year": "2024",
    "closes_on-day": "29",
    "closes_on-month": "february",
    "closes_on-year": "2024",
}
NEW = "/staff/rounds/new"


def make(desk: Desk, **form: object) -> None:
    keys = [one.key for one in february_instruments()]
    given = {"name": "February 2024", "instruments": keys, **WINDOW, **form}
    reply = desk.post(NEW, page=NEW, **given)
    assert reply.status_code == 303, reply.text


def only_round(services: Services) -> RoundView:
    with services.sessions.reading() as session:
        (around,) = list_rounds(session, DURING)
    return around


def green(desk: Desk, services: Services) -> str:
    """Do everything the checks ask for; the go-live page's path."""
    around = only_round(services)
    here = f"/staff/rounds/{around.id}"
    with services.sessions.writing() as session:
        keep_shipped(session)
        numbers = lines(session)
    for line in numbers:
        number = "023 0000 0009" if number_problem(line.number) else line.number
        path = f"/staff/help-numbers/number/{line.key}"
        assert desk.post(path, page="/staff/help-numbers", number=number).status_code == 303
    for key in FACTS:
        path = f"{here}/go-live/note"
        reply = desk.post(path, page=f"{here}/go-live", check=key, value=FILLED[key])
        assert reply.status_code == 303
    for one in around.instruments:
        desk.post(f"{here}/surveys/{one.id}/link", page=here, kind="open")
    return f"{here}/go-live"


def test_an_empty_installation_says_what_to_do_first(seat: SeatAt) -> None:
    desk = seat(Role.ANALYST)
    assert "Make the next round" in desk.get("/staff/").text
    assert "There is no round yet" in desk.get("/staff/rounds").text


def test_the_february_round_is_made_checked_and_opened(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.ANALYST)
    make(desk)
    around = only_round(services)
    assert len(around.instruments) == len(february_instruments())
    assert "Finish" in desk.get("/staff/").text
    checks = green(desk, services)
    page = desk.get(checks).text
    assert "Every check is green" in page
    assert desk.post(f"/staff/rounds/{around.id}/open", page=checks).status_code == 303
    assert only_round(services).state == "open"
    assert "is open from 6 February 2024" in desk.get(f"/staff/rounds/{around.id}").text


def test_a_red_round_stays_shut_even_when_the_form_is_forged(
    seat: SeatAt, services: Services
) -> None:
    desk = seat(Role.ANALYST)
    make(desk)
    around = only_round(services)
    page = desk.get(f"/staff/rounds/{around.id}/go-live").text
    assert "The round waits" in page
    assert "Open the round" not in page
    desk.post(f"/staff/rounds/{around.id}/open", page=NEW)
    assert only_round(services).state == "draft"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": ""}, "Give the round a name"),
        ({"opens_on-day": "31"}, "not in the calendar"),
        ({"opens_on-day": "", "opens_on-month": "", "opens_on-year": ""}, "Write the opening day"),
        ({"closes_on-day": "5"}, "must not be before"),
        ({"instruments": []}, "Choose at least one survey"),
    ],
)
def test_a_mistake_is_told_beside_the_field_and_nothing_typed_is_lost(
    seat: SeatAt, services: Services, form: dict[str, object], words: str
) -> None:
    desk = seat(Role.ANALYST)
    keys = [one.key for one in february_instruments()]
    given = {"name": "My own name", "instruments": keys, **WINDOW, **form}
    reply = desk.post(NEW, page=NEW, **given)
    assert reply.status_code == 422
    assert reply.text.count(words) == 2, "in the summary and beside the field"
    assert "Error: Make a round" in reply.text
    if "name" not in form:
        assert 'value="My own name"' in reply.text
    with services.sessions.reading() as session:
        assert list_rounds(session, DURING) == ()


def test_each_link_in_an_error_summary_leads_to_something(seat: SeatAt) -> None:
    reply = seat(Role.ANALYST).post(NEW, page=NEW, name="")
    targets = re.findall(r'<a href="#([^"]+)"', reply.text)
    assert targets
    for target in targets:
        assert f'id="{target}"' in reply.text


def test_an_anonymous_round_for_children_waits_for_a_duty_officer_in_person(
    seat: SeatAt, services: Services
) -> None:
    desk = seat(Role.ANALYST)
    child = next(one for one in february_instruments() if one.audience.startswith("child"))
    make(desk, **{"instruments": [child.key], f"mode-{child.key}": "anonymous"})
    checks = green(desk, services)
    assert "Ask a duty officer" in desk.get(checks).text
    one = only_round(services).instruments[0]
    path = f"{checks}/sign-off/{one.id}"
    assert desk.post(path, page=checks).status_code == 403
    duty = seat(Role.DUTY_OFFICER)
    assert duty.post(path, page=checks).status_code == 303
    assert "Every check is green" in desk.get(checks).text


@pytest.mark.parametrize(("kind", "path"), [("open", "/o/"), ("kiosk", "/k/")])
def test_a_link_is_shown_and_replaced(
    seat: SeatAt, services: Services, kind: str, path: str
) -> None:
    desk = seat(Role.ANALYST)
    asked = ask(services, survey_for("parent"))
    here = f"/staff/rounds/{asked.round_id}"
    seen = []
    for _ in range(2):
        desk.post(f"{here}/surveys/{asked.instrument_id}/link", page=here, kind=kind)
        found = re.search(rf"http://[^<\s]+{path}([a-z0-9]+)", desk.get(here).text)
        assert found
        seen.append(found[1])
    assert seen[0] != seen[1]
    assert len(seen[0]) == 26


def test_closing_early_asks_whether_you_are_sure(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.ANALYST)
    asked = ask(services, survey_for("parent"))
    here = f"/staff/rounds/{asked.round_id}"
    assert "cannot be opened again" in desk.post(f"{here}/close", page=here).text
    assert only_round(services).state == "open"
    desk.post(f"{here}/close", page=here, sure="yes")
    assert only_round(services).state == "closed"


def test_a_number_that_is_none_is_not_kept(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.DUTY_OFFICER)
    page = "/staff/help-numbers"
    assert "There are no numbers yet" in desk.get(page).text
    desk.post(f"{page}/seed", page=page)
    reply = desk.post(f"{page}/number/childline", page=page, number="call us")
    assert reply.status_code == 422
    assert 'value="call us"' in reply.text
    assert "Nobody has checked it yet" in reply.text


@pytest.mark.parametrize("path", ["/staff/rounds/nothing", "/staff/rounds/nothing/go-live"])
def test_an_unknown_round_is_a_page_not_found(seat: SeatAt, path: str) -> None:
    assert seat(Role.ANALYST).get(path).status_code == 404


def test_no_console_page_is_kept_by_browsers_or_bears_inline_code(
    seat: SeatAt, services: Services, app: Flask
) -> None:
    desk = seat(*Role)
    asked = ask(services, survey_for("parent"))
    pages = ["", "rounds", "rounds/new", "help-numbers", "kept-aside", "desk", "rota", "alerts"]
    pages += [f"rounds/{asked.round_id}{end}" for end in ("", "/go-live", "/entry")]
    for page in pages:
        reply = desk.get(f"/staff/{page}")
        assert reply.status_code == 200, page
        assert reply.headers["Cache-Control"] == "no-store"
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=", reply.text), page
        assert len(re.findall(r"<h1[ >]", reply.text)) == 1, page
        ids = re.findall(r'\sid="([^"]+)"', reply.text)
        assert len(ids) == len(set(ids)), page

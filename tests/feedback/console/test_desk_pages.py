"""Does the duty desk show what waits, take each step, and keep out whoever must not know?"""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from feedback.services import Services
from feedback.store.concerns import Concern, ConcernKeptOut, ConcernStep
from feedback.store.outbox import AuditEntry
from feedback.store.staff import Staff
from feedback.web.accounts import Role
from tests.factories import ask, survey
from tests.fakes import FixedClock
from tests.feedback.console.conftest import Desk, SeatAt
from tests.feedback.participant.test_answering import SMALL
from tests.feedback.safeguarding.test_keeping_out import raise_it, respond
from tests.people import Person

SAID = "my dad <b>hits</b> me"


def at(concern_id: str, step: str = "") -> str:
    return f"/staff/concerns/{concern_id}" + (f"/{step}" if step else "")


def does(desk: Desk, concern_id: str, step: str, **form: object) -> TestResponse:
    """Post the form as it stands on the concern's page, and look at where it leads."""
    page = desk.get(at(concern_id)).text
    found = re.search(rf'action="{at(concern_id, step)}">.*?name="step" value="(\w+)"', page, re.S)
    given = {"step": found[1] if found else "", **form}
    reply = desk.post(at(concern_id, step), page=at(concern_id), **given)
    return desk.get(reply.location) if reply.status_code == 303 else reply


def noted(services: Services, what: str) -> list[str]:
    with services.sessions.reading() as session:
        return list(session.scalars(select(AuditEntry.who).where(AuditEntry.what == what)))


def steps(services: Services) -> list[str]:
    with services.sessions.reading() as session:
        return list(session.scalars(select(ConcernStep.what).order_by(ConcernStep.at)))


def state(services: Services, concern_id: str) -> str:
    with services.sessions.reading() as session:
        return session.scalars(select(Concern.state).where(Concern.id == concern_id)).one()


def moved(services: Services, **by: float) -> None:
    clock = services.clock
    assert isinstance(clock, FixedClock)
    clock.move(**by)


def name(services: Services, desk: Desk, called: str) -> None:
    with services.sessions.writing() as session:
        session.execute(update(Staff).where(Staff.email == desk.email).values(name=called))


def from_round(services: Services, *, mode: str = "confidential", said: str = SAID) -> str:
    """A concern in an answer of a round; its id."""
    asked = ask(services, survey(SMALL), mode=mode)
    response_id = respond(services, asked, worker="Kim Field", linked=mode != "anonymous")
    concern_id = raise_it(services, said, response_id)
    with services.sessions.writing() as session:
        session.execute(
            update(Concern)
            .where(Concern.id == concern_id)
            .values(round_instrument_id=asked.instrument_id)
        )
    return concern_id


# --- the list


def test_unacknowledged_ones_stand_first_then_the_gravest_and_say_how_long_they_wait(
    seat: SeatAt, services: Services
) -> None:
    review = raise_it(services, "sometimes sad", None, "review")
    urgent = raise_it(services, "he hits me", None, "urgent")
    taken = raise_it(services, "she hits me", None, "urgent")
    desk = seat(Role.DUTY_OFFICER)
    does(desk, taken, "acknowledge")
    moved(services, minutes=29)
    page = desk.get("/staff/desk").text
    order = [page.index(f'href="{at(one)}"') for one in (urgent, review, taken)]
    assert order == sorted(order)
    assert "Waiting 29 minutes" in page
    assert f"Acknowledged, with {desk.email}" in page
    assert "hits" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [("view=new", 1), ("view=taken", 1), ("view=open", 2), ("view=closed", 0),
     ("level=review", 1), ("level=urgent", 1), ("view=new&level=urgent", 0)],
)  # fmt: skip
def test_the_list_is_filtered_by_state_and_level(
    seat: SeatAt, services: Services, query: str, shown: int
) -> None:
    raise_it(services, "sometimes sad", None, "review")
    urgent = raise_it(services, "he hits me", None, "urgent")
    desk = seat(Role.DUTY_OFFICER)
    does(desk, urgent, "acknowledge")
    page = desk.get(f"/staff/desk?{query}").text
    assert len(re.findall(r'href="/staff/concerns/\w{32}"', page)) == shown


def test_a_view_that_is_none_is_not_found_and_the_old_address_leads_here(seat: SeatAt) -> None:
    desk = seat(Role.DUTY_OFFICER)
    assert desk.get("/staff/desk?view=x").status_code == 404
    assert desk.get("/staff/desk?level=x").status_code == 404
    assert desk.get("/staff/concerns").location == "/staff/desk"


def test_one_tap_on_the_list_acknowledges_and_a_second_tap_harms_nothing(
    seat: SeatAt, services: Services
) -> None:
    concern = raise_it(services, SAID, None)
    desk = seat(Role.DUTY_OFFICER)
    step = re.findall(r'name="step" value="(\w+)"', desk.get("/staff/desk").text)[0]
    for _ in range(2):
        reply = desk.post(at(concern, "acknowledge"), page="/staff/desk", step=step)
        assert reply.location == at(concern)
    assert steps(services) == ["acknowledged"]
    assert noted(services, "concern_step") == [desk.email] * 2


# --- the way through


def test_an_officer_goes_from_acknowledging_to_closing(seat: SeatAt, services: Services) -> None:
    concern = from_round(services)
    desk = seat(Role.DUTY_OFFICER)
    for step, form, said in (
        ("acknowledge", {}, "in your hands"),
        ("triage", {"danger": "now", "note": "alone"}, "how soon"),
        ("act", {"to": "mash", "reference": "M-1", "note": ""}, "who you told"),
        ("copied", {"copied": "yes"}, "case record"),
        ("close", {"outcome": "upheld", "close-note": "with MASH"}, "Closed"),
    ):
        moved(services, minutes=1)
        page = does(desk, concern, step, **form)
        assert page.status_code == 200
        assert said in page.text
    assert state(services, concern) == "closed"
    assert steps(services) == ["acknowledged", "triaged", "acted", "copied", "closed:upheld"]
    after = desk.get(at(concern)).text
    assert "M-1" in after
    assert "Upheld" in after
    assert "Acknowledge</button>" not in after


@pytest.mark.parametrize(
    ("step", "form", "field"),
    [
        ("triage", {"note": "kept words"}, "danger"),
        ("act", {"to": "mash", "note": "kept words"}, "reference"),
        ("no-action", {"reason": ""}, "reason"),
        ("copied", {}, "copied"),
        ("note", {"free-note": " "}, "free-note"),
    ],
)
def test_what_is_missing_is_told_at_its_field_and_typed_words_stay(
    seat: SeatAt, services: Services, step: str, form: dict[str, str], field: str
) -> None:
    concern = from_round(services)
    desk = seat(Role.DUTY_OFFICER)
    does(desk, concern, "acknowledge")
    if step in {"act", "no-action"}:
        does(desk, concern, "triage", danger="today")
    reply = does(desk, concern, step, **form)
    assert reply.status_code == 422
    assert f'href="#{field}"' in reply.text
    assert f'id="{field}"' in reply.text
    if "note" in form:
        assert form["note"] in reply.text


def test_the_second_officer_is_told_what_the_first_did(seat: SeatAt, services: Services) -> None:
    concern = from_round(services)
    first = seat(Role.DUTY_OFFICER)
    second = seat(Role.DUTY_OFFICER, email="second@partnership.example")
    does(first, concern, "acknowledge")
    reply = does(second, concern, "acknowledge")
    assert reply.status_code == 409
    assert f"Last step: {first.email}, 5 February 2024, 10:00" in reply.text
    assert steps(services) == ["acknowledged"]


def test_a_second_person_agrees_that_nothing_needs_doing(seat: SeatAt, services: Services) -> None:
    concern = from_round(services)
    first = seat(Role.DUTY_OFFICER)
    second = seat(Role.ADMINISTRATOR)
    does(first, concern, "acknowledge")
    moved(services, minutes=1)
    does(first, concern, "triage", danger="none")
    moved(services, minutes=1)
    page = does(first, concern, "no-action", reason="a play at school")
    assert "A second person must agree" in page.text
    assert "I agree" not in page.text
    assert "I agree" in second.get(at(concern)).text
    does(second, concern, "agree", agrees="yes", **{"agree-note": ""})
    assert state(services, concern) == "acted"


# --- words in context


def test_the_rest_of_the_answers_is_shown_on_demand_and_noted(
    seat: SeatAt, services: Services
) -> None:
    asked = ask(services, survey(SMALL))
    app = seat(Role.DUTY_OFFICER).client.application
    child = Person(app).opens(f"/i/{asked.tokens[0]}")
    child.presses("begin").presses("on").presses("next", presence="alone")
    child.presses("next", helper="nobody").presses("next", assent="yes")
    child.presses("next", listen="always").presses("next", safe_home="never").presses("on:likes")
    child.presses("next", likes="cats").presses("next", good="my nan is kind")
    with services.sessions.reading() as session:
        concern = session.scalars(select(Concern.id)).one()
    desk = seat(Role.DUTY_OFFICER, email="other@partnership.example")
    page = desk.get(at(concern)).text
    assert "Never" in page
    assert "my nan is kind" not in page
    assert noted(services, "concern_rest_viewed") == []
    rest = desk.post(at(concern, "rest"), page=at(concern)).text
    assert "my nan is kind" in rest
    assert "Cats" in rest
    assert noted(services, "concern_rest_viewed") == [desk.email]
    child.presses("delete").presses("delete-yes")
    after = desk.post(at(concern, "rest"), page=at(concern)).text
    assert "Never" in after, "a concern keeps its own copy"
    assert "my nan is kind" not in after


# --- who must not know


def test_whoever_is_kept_out_finds_nothing_anywhere(seat: SeatAt, services: Services) -> None:
    concern = from_round(services)
    desk = seat(Role.DUTY_OFFICER)
    with services.sessions.writing() as session:
        staff_id = session.scalars(select(Staff.id).where(Staff.email == desk.email)).one()
        session.add(
            ConcernKeptOut(concern_id=concern, staff_id=staff_id, why="named", by="t",
                           at=services.clock.now())
        )  # fmt: skip
    assert concern not in desk.get("/staff/desk").text
    assert "Look at 1 concern" not in desk.get("/staff/").text
    assert desk.get(at(concern)).status_code == 404
    for step in ("acknowledge", "triage", "act", "no-action", "agree", "close", "note", "aside",
                 "rest", "sheet", "identity"):  # fmt: skip
        form = {"danger": "now", "to": "mash", "reference": "x", "reason": "x", "free-note": "x",
                "outcome": "upheld", "close-note": "x", "identity-reason": "I want to"}  # fmt: skip
        assert desk.post(at(concern, step), **form).status_code == 404, step
    assert desk.post(at(concern, "copied"), copied="yes").status_code == 404
    assert steps(services) == []
    assert noted(services, "concern_viewed") == []


def test_a_name_given_after_the_concern_was_raised_keeps_its_bearer_out(
    seat: SeatAt, services: Services
) -> None:
    concern = from_round(services, said="dana smith hits me")
    desk = seat(Role.DUTY_OFFICER)
    assert desk.get(at(concern)).status_code == 200
    name(services, desk, "Dana Smith")
    assert desk.get(at(concern)).status_code == 404
    assert concern not in desk.get("/staff/desk").text
    with services.sessions.reading() as session:
        assert session.scalars(select(ConcernKeptOut.why)).one() == "named"


def test_i_know_this_family_takes_it_off_this_desk_and_back_to_the_others(
    seat: SeatAt, services: Services
) -> None:
    concern = from_round(services)
    desk, other = seat(Role.DUTY_OFFICER), seat(Role.ADMINISTRATOR)
    does(desk, concern, "acknowledge")
    page = does(desk, concern, "aside")
    assert "You will not see this concern again" in page.text
    assert desk.get(at(concern)).status_code == 404
    assert state(services, concern) == "new"
    assert "Stepped aside" in other.get(at(concern)).text


# --- who it is


def test_identity_opens_with_a_reason_only_and_leaves_a_trace(
    seat: SeatAt, services: Services
) -> None:
    concern = from_round(services)
    desk = seat(Role.DUTY_OFFICER)
    assert "Robin" not in desk.get(at(concern)).text
    refused = does(desk, concern, "identity", **{"identity-reason": "x"})
    assert refused.status_code == 422
    assert "Robin" not in refused.text
    assert noted(services, "identity_opened") == []
    page = does(desk, concern, "identity", **{"identity-reason": "MASH asks who it is"})
    assert page.status_code == 200
    assert {"Robin", "R0", "Kim Field"} <= set(re.findall(r"[\w ]+", page.text))
    assert noted(services, "identity_opened") == [desk.email]
    assert "MASH asks who it is" in desk.get(at(concern)).text
    with services.sessions.reading() as session:
        details = session.scalars(
            select(AuditEntry.details).where(AuditEntry.what == "identity_opened")
        ).one()
    assert "MASH" not in str(details), "typed words are sealed in the step"


def test_only_the_duty_officer_opens_identity(seat: SeatAt, services: Services) -> None:
    concern = from_round(services)
    desk = seat(Role.ADMINISTRATOR)
    assert "Only a duty officer" in desk.get(at(concern)).text
    reply = desk.post(at(concern, "identity"), page=at(concern), **{"identity-reason": "I want to"})
    assert reply.status_code == 403


def test_an_anonymous_person_cannot_be_found_and_the_page_says_so(
    seat: SeatAt, services: Services
) -> None:
    concern = from_round(services, mode="anonymous")
    desk = seat(Role.DUTY_OFFICER)
    page = desk.get(at(concern)).text
    assert "cannot find them" in page
    assert "They left no name" in page
    told = does(desk, concern, "identity", **{"identity-reason": "to be sure of it"}).text
    assert "nobody can find them" in told
    assert "Robin" not in told


# --- the contact sheet


def test_the_contact_sheet_holds_the_words_and_the_steps_and_is_noted(
    seat: SeatAt, services: Services
) -> None:
    concern = from_round(services)
    desk = seat(Role.DUTY_OFFICER)
    does(desk, concern, "acknowledge")
    moved(services, minutes=1)
    page = does(desk, concern, "sheet").text
    assert "my dad &lt;b&gt;hits&lt;/b&gt; me" in page
    assert "What is good?" in page
    assert "5 February 2024, 10:00 (London time)" in page
    assert f"Acknowledged</strong><br>{desk.email}" in page
    assert "Opened the concern" in page
    assert "help card" in page
    assert "Robin" not in page
    assert noted(services, "concern_exported") == [desk.email]
    assert steps(services) == ["acknowledged", "sheet_made"]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.TRAINING_LEAD, Role.TEAM_VIEWER])
def test_nobody_else_sees_the_desk(seat: SeatAt, services: Services, role: Role) -> None:
    concern = from_round(services)
    desk = seat(role)
    assert {desk.get(one).status_code for one in ("/staff/desk", at(concern))} == {403}
    assert desk.post(at(concern, "acknowledge")).status_code == 403

"""Rota, messages to staff, incidents, and the banner no safeguarding user can overlook."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from feedback.safeguarding.incidents import open_incident
from feedback.services import Services
from feedback.store.duty import DutyTurn, Incident
from feedback.store.outbox import AuditEntry
from feedback.web.accounts import Role
from tests.alarming import Office
from tests.factories import DURING
from tests.fakes import FixedClock
from tests.feedback.console.conftest import SeatAt

GOOD = {
    "who": "duty_officer@partnership.example", "part": "duty", "starts": "2024-03-25T09:00",
    "ends": "2024-03-25T17:00", "weeks": "2", "phone": "",
}  # fmt: skip


def test_a_turn_is_put_down_for_weeks_at_the_same_time_on_the_wall(
    seat: SeatAt, services: Services
) -> None:
    desk = seat(Role.DUTY_OFFICER)
    assert desk.post("/staff/rota/add", page="/staff/rota", **GOOD).status_code == 303
    with services.sessions.reading() as session:
        rows = session.scalars(select(DutyTurn).order_by(DutyTurn.starts_at)).all()
        noted = session.scalars(select(AuditEntry.what).where(AuditEntry.what == "rota_added"))
        assert len(noted.all()) == 1
    # The clocks go forward on 31 March: nine o'clock is an hour earlier in UTC.
    assert [row.starts_at.hour for row in rows] == [9, 8]
    page = desk.get("/staff/rota").text
    assert "Mon 25 March, 09:00" in page
    assert "Mon 1 April, 09:00" in page


def test_a_turn_is_taken_off_the_rota(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.DUTY_OFFICER)
    desk.post("/staff/rota/add", page="/staff/rota", **{**GOOD, "weeks": "1"})
    with services.sessions.reading() as session:
        (turn_id,) = session.scalars(select(DutyTurn.id))
    desk.post(f"/staff/rota/{turn_id}/remove", page="/staff/rota")
    assert "Nobody is on the rota" in desk.get("/staff/rota").text


def test_what_is_wrong_is_said_and_what_was_typed_stays(seat: SeatAt) -> None:
    desk = seat(Role.DUTY_OFFICER)
    for wrong, says in (
        ({"starts": ""}, "Write the day and the time"),
        ({"ends": "2024-03-25T08:00"}, "after the beginning"),
        ({"weeks": "99"}, "from 1 to 26"),
        ({"who": "x@y.example"}, "Choose a colleague"),
        ({"part": "on_call"}, "mobile number"),
    ):
        reply = desk.post("/staff/rota/add", page="/staff/rota", **{**GOOD, **wrong})
        assert reply.status_code == 422
        assert says in reply.text
        assert wrong.get("ends", GOOD["ends"]) in reply.text


def test_gaps_ahead_are_shown(seat: SeatAt) -> None:
    page = seat(Role.ADMINISTRATOR).get("/staff/rota").text
    assert "There are gaps in the next four weeks" in page
    assert "Duty officer: nobody from" in page


def later(services: Services, **by: float) -> None:
    assert isinstance(services.clock, FixedClock)
    services.clock.move(**by)


def test_with_no_worker_at_all_the_banner_is_up_within_a_minute(
    seat: SeatAt, services: Services
) -> None:
    desk, analyst = seat(Role.DUTY_OFFICER), seat(Role.ANALYST)
    Office(services).hires("duty", "duty")
    Office(services).hears("urgent")
    assert "have not left" not in desk.get("/staff/").text
    later(services, seconds=60)
    for page in ("/staff/", "/staff/rota", "/staff/desk", "/staff/account"):
        assert "1 message has not left" in desk.get(page).text
    assert "has not left" not in analyst.get("/staff/").text


def test_an_alarm_nobody_took_on_stays_on_every_page(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.DUTY_OFFICER)
    office = Office(services)
    office.hires("duty", "duty", "deputy", "manager")
    concern = office.hears("urgent")
    office.works()
    assert "app-alarm" not in desk.get("/staff/").text
    office.works(minutes=61)
    desk.sign_in()  # an hour is longer than a session rests
    assert "1 alert has waited too long" in desk.get("/staff/account").text
    assert (
        desk.post(f"/staff/concerns/{concern}/acknowledge", page="/staff/desk").status_code == 303
    )
    assert "app-alarm" not in desk.get("/staff/account").text


def test_who_is_kept_out_sees_no_banner_about_it(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.DUTY_OFFICER, email="dana.example@council.example")
    office = Office(services)
    office.hires("duty", "duty", "deputy")
    office.hears("urgent", "dana example hits me")
    office.works()
    office.works(minutes=61)
    desk.sign_in()
    page = desk.get("/staff/").text
    assert "Sign out" in page
    assert "waited too long" not in page
    assert "waited too long" in seat(Role.ADMINISTRATOR).get("/staff/").text


def test_messages_are_listed_stuck_ones_in_red(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.DUTY_OFFICER)
    office = Office(services)
    office.hires("duty", "duty")
    office.hears("urgent")
    later(services, minutes=2)
    page = desk.get("/staff/alerts").text
    assert "Stuck" in page
    assert "duty@council.example" in page
    office.works()
    assert "Stuck" not in desk.get("/staff/alerts").text


def test_an_incident_is_closed_by_a_person_who_says_how(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.DUTY_OFFICER)
    with services.sessions.writing() as session:
        open_incident(session, "no_cover", DURING)
        incident_id = session.scalars(select(Incident.id)).one()
    assert "Nobody was on duty" in desk.get("/staff/").text
    path = f"/staff/alerts/{incident_id}/close"
    assert desk.post(path, page="/staff/alerts", reason=" ").status_code == 422
    assert desk.post(path, page="/staff/alerts", reason="Rota filled").status_code == 303
    assert "Nobody was on duty" not in desk.get("/staff/").text
    with services.sessions.reading() as session:
        row = session.get(Incident, incident_id)
        assert row is not None
        assert row.closed_by == desk.email
        assert row.closed_at == DURING + timedelta(0)

"""Do staff get in, and nobody else?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
from flask import Flask

from feedback.app import create_app
from feedback.ports import DeliveryFailed
from feedback.services import Services
from feedback.web.accounts import Role, add_staff, disable_staff, make_link
from tests.factories import DURING, make_services
from tests.fakes import FixedClock, RememberingPostman
from tests.feedback.console.conftest import PASSWORD, Desk, SeatAt
from tests.staff import sign_in

NEW_PASSWORD = "purple kettle mountain"


def clock_of(services: Services) -> FixedClock:
    return cast(FixedClock, services.clock)


def postman_of(services: Services) -> RememberingPostman:
    return cast(RememberingPostman, services.postman)


def test_a_right_password_leads_home(seat: SeatAt) -> None:
    desk = seat(Role.ANALYST)
    assert desk.get("/staff/").status_code == 200


def test_nobody_signed_in_is_led_to_the_sign_in_page(app: Flask) -> None:
    reply = app.test_client().get("/staff/rounds")
    assert reply.status_code == 303
    assert reply.location == "/staff/sign-in?to=/staff/rounds"


def test_after_sign_in_the_page_asked_for_comes(
    seat: SeatAt, app: Flask, services: Services
) -> None:
    desk = seat(Role.ANALYST)
    other = Desk(app.test_client(), desk.email)
    reply = sign_in(other.client, services, desk.email, PASSWORD, to="/staff/rounds")
    assert reply.location == "/staff/rounds"


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/staff/", "//evil.example/staff/", "/\\evil.example", "/o/token", ""],
)
def test_a_foreign_address_is_not_gone_to(
    seat: SeatAt, app: Flask, services: Services, to: str
) -> None:
    desk = seat(Role.ANALYST)
    other = Desk(app.test_client(), desk.email)
    assert sign_in(other.client, services, desk.email, PASSWORD, to=to).location == "/staff/"


@pytest.mark.parametrize(
    ("may", "may_not", "path"),
    [
        (Role.ADMINISTRATOR, Role.TEAM_VIEWER, "/staff/rounds"),
        (Role.ANALYST, Role.DUTY_OFFICER, "/staff/rounds/new"),
        (Role.DUTY_OFFICER, Role.ANALYST, "/staff/desk"),
        (Role.DUTY_OFFICER, Role.TRAINING_LEAD, "/staff/kept-aside"),
        (Role.DUTY_OFFICER, Role.TRAINING_LEAD, "/staff/help-numbers"),
    ],
)
def test_each_role_sees_only_its_pages(seat: SeatAt, may: Role, may_not: Role, path: str) -> None:
    assert seat(may).get(path).status_code == 200
    assert seat(may_not).get(path).status_code == 403


def test_known_and_unknown_addresses_get_the_same_reply(seat: SeatAt, app: Flask) -> None:
    known = Desk(app.test_client(), seat(Role.ANALYST).email).sign_in("wrong password here")
    unknown = Desk(app.test_client(), "nobody@partnership.example").sign_in("wrong password here")
    assert known.status_code == unknown.status_code == 422
    assert _plain(known.text) == _plain(unknown.text)


def _plain(text: str) -> str:
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", text)
    return re.sub(r"[\w-]+@partnership.example", "", text)


@pytest.mark.parametrize("email", ["analyst@partnership.example", "nobody@partnership.example"])
def test_ten_wrong_passwords_lock_the_address_for_five_minutes(
    seat: SeatAt, app: Flask, services: Services, email: str
) -> None:
    seat(Role.ANALYST)
    desk = Desk(app.test_client(), email)
    replies = [desk.sign_in("wrong password here").status_code for _ in range(12)]
    assert replies == [422] * 10 + [429] * 2
    clock_of(services).move(minutes=5, seconds=1)
    assert desk.sign_in("wrong password here").status_code == 422


def test_while_locked_the_right_password_is_not_evaluated(seat: SeatAt, app: Flask) -> None:
    desk = Desk(app.test_client(), seat(Role.ANALYST).email)
    for _ in range(10):
        desk.sign_in("wrong password here")
    assert desk.sign_in(PASSWORD).status_code == 429


def test_half_an_hour_without_a_page_ends_the_session(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.ANALYST)
    for _ in range(3):
        clock_of(services).move(minutes=25)
        assert desk.get("/staff/").status_code == 200
    clock_of(services).move(minutes=30)
    assert desk.get("/staff/").status_code == 303


def test_twelve_hours_end_the_session_however_busy(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.ANALYST)
    for _ in range(35):
        clock_of(services).move(minutes=20)
        assert desk.get("/staff/").status_code == 200
    clock_of(services).move(minutes=20)
    assert desk.get("/staff/").status_code == 303


def test_a_disabled_account_is_out_at_the_next_request(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.ADMINISTRATOR)
    with services.sessions.writing() as session:
        disable_staff(session, email=desk.email, now=DURING)
    assert desk.get("/staff/").status_code == 303
    assert desk.sign_in().status_code == 422


def test_signing_out_kills_the_cookie_that_was_copied(seat: SeatAt, app: Flask) -> None:
    desk = seat(Role.ANALYST)
    cookie = desk.client.get_cookie("staff")
    assert cookie is not None
    assert desk.post("/staff/sign-out", page="/staff/forgotten-password").status_code == 200
    thief = app.test_client()
    thief.set_cookie("staff", cookie.value)
    assert thief.get("/staff/").status_code == 303


def test_a_cookie_from_before_sign_in_is_worth_nothing_after(seat: SeatAt, app: Flask) -> None:
    email = seat(Role.ANALYST).email
    client = app.test_client()
    client.get("/staff/sign-in")
    before = client.get_cookie("staff")
    assert before is not None
    Desk(client, email).sign_in()
    thief = app.test_client()
    thief.set_cookie("staff", before.value)
    assert thief.get("/staff/").status_code == 303


def test_a_post_without_our_token_is_refused(seat: SeatAt) -> None:
    desk = seat(Role.ANALYST)
    reply = desk.client.post("/staff/rounds/new", data={"name": "x"})
    assert reply.status_code == 403
    assert "the page was open for too long" in reply.get_data(as_text=True)


def test_a_post_from_another_site_is_refused(seat: SeatAt) -> None:
    desk = seat(Role.ANALYST)
    reply = desk.client.post(
        "/staff/rounds/new",
        data={"csrf_token": desk.token("/staff/rounds/new")},
        headers={"Origin": "https://evil.example"},
    )
    assert reply.status_code == 403


def test_the_staff_cookie_never_reaches_scripts_or_other_sites(app: Flask) -> None:
    reply = app.test_client().get("/staff/sign-in")
    cookie = reply.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_participant_page_sets_no_staff_cookie_and_reads_no_staff(
    app: Flask, seat: SeatAt
) -> None:
    desk = seat(Role.ANALYST)
    reply = desk.get("/healthz")
    assert "Set-Cookie" not in reply.headers
    assert "Cookie" not in reply.headers.get("Vary", "")


def _ask_for_link(app: Flask, services: Services, email: str) -> str:
    desk = Desk(app.test_client(), email)
    reply = desk.post("/staff/forgotten-password", page="/staff/forgotten-password", email=email)
    assert reply.status_code == 200
    reply.close()
    return reply.text


def _link(services: Services) -> str:
    found = re.search(r"/staff/set-up/\S+", postman_of(services).sent[-1].text)
    assert found
    return found[0]


def test_a_forgotten_password_is_chosen_anew_by_mail(
    seat: SeatAt, app: Flask, services: Services
) -> None:
    desk = seat(Role.ANALYST)
    _ask_for_link(app, services, desk.email)
    letter = postman_of(services).sent[-1]
    assert letter.to == desk.email
    assert "safeguarding" not in (letter.subject + letter.text).casefold()
    other = Desk(app.test_client(), desk.email)
    path = _link(services)
    assert other.get(path).status_code == 200
    reply = other.post(path, page=path, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert reply.status_code == 303
    assert desk.get("/staff/").status_code == 303, "open sessions end with the old password"
    assert other.sign_in(PASSWORD).status_code == 422
    assert other.sign_in(NEW_PASSWORD).status_code == 303
    assert other.get(path).status_code == 410, "the link works once"


def test_an_unknown_address_is_told_the_same_and_gets_no_mail(
    seat: SeatAt, app: Flask, services: Services
) -> None:
    desk = seat(Role.ANALYST)
    known = _ask_for_link(app, services, desk.email)
    sent = len(postman_of(services).sent)
    unknown = _ask_for_link(app, services, "nobody@partnership.example")
    assert _plain(known) == _plain(unknown)
    assert len(postman_of(services).sent) == sent


def test_a_broken_mail_server_shows_the_same_page(
    seat: SeatAt, app: Flask, services: Services
) -> None:
    desk = seat(Role.ANALYST)
    postman_of(services).broken = DeliveryFailed("refused")
    assert "Check your e-mail" in _ask_for_link(app, services, desk.email)


def test_a_set_up_link_is_dead_after_a_day(app: Flask, services: Services) -> None:
    with services.sessions.writing() as session:
        staff_id = add_staff(
            session, email="new@partnership.example", role=Role.ANALYST, by="test", now=DURING
        )
        token = make_link(session, staff_id, "set_up", DURING)
    clock_of(services).move(hours=24)
    assert app.test_client().get(f"/staff/set-up/{token}").status_code == 410


@pytest.mark.parametrize(
    ("password", "again"),
    [
        ("short", "short"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"),
        ("analyst is my name", "analyst is my name"),
        (NEW_PASSWORD, "something else here"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_lives_on(
    app: Flask, services: Services, password: str, again: str
) -> None:
    with services.sessions.writing() as session:
        staff_id = add_staff(
            session, email="analyst@partnership.example", role=Role.ANALYST, by="t", now=DURING
        )
        token = make_link(session, staff_id, "set_up", DURING)
    desk, path = Desk(app.test_client(), ""), f"/staff/set-up/{token}"
    assert desk.post(path, page=path, password=password, again=again).status_code == 422
    assert desk.get(path).status_code == 200


def test_neither_password_nor_reference_stands_in_the_store(
    seat: SeatAt, services: Services
) -> None:
    seat(Role.ANALYST)
    engine = services.sessions.engine
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("select hash from staff_session").scalars().all()
        held = connection.exec_driver_sql("select password from staff").scalars().all()
    assert all(len(one) == 64 for one in kept)
    assert all(one.startswith("$argon2id$") for one in held)


def test_nobody_is_flooded_with_password_letters(
    seat: SeatAt, app: Flask, services: Services
) -> None:
    email = seat(Role.ANALYST).email
    told = {_plain(_ask_for_link(app, services, email)) for _ in range(12)}
    assert len(told) == 1
    assert len(postman_of(services).sent) == 10


def test_in_production_the_cookie_is_bound_to_this_very_host(tmp_path: Path) -> None:
    world = make_services(tmp_path, env="production")
    reply = (
        create_app(world.settings, world)
        .test_client()
        .get("/staff/sign-in", base_url="https://localhost")
    )
    cookie = reply.headers["Set-Cookie"]
    assert cookie.startswith("__Host-staff=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie

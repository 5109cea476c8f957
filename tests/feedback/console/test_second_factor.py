"""Is a password alone never enough for whoever can see a child's words?"""

from __future__ import annotations

import re
from typing import cast

import pytest
from flask import Flask

from feedback.services import Services
from feedback.web.roles import NEED_SECOND_FACTOR, Role
from feedback.web.second_factor import code_at
from tests.fakes import FixedClock
from tests.feedback.console.conftest import PASSWORD, Desk, SeatAt
from tests.staff import code_for, employ

EMAIL = "ann@partnership.example"


def with_password(app: Flask, services: Services, *roles: Role, phone: bool) -> Desk:
    """Somebody who typed their password and nothing more."""
    employ(services, EMAIL, *roles, phone=phone, team="North")
    desk = Desk(app.test_client(), EMAIL)
    desk.post("/staff/sign-in", email=EMAIL, password=PASSWORD, to="/staff/reading")
    return desk


def give(desk: Desk, code: str) -> int:
    return desk.post("/staff/code", page="/staff/code", code=code, to="/staff/").status_code


@pytest.mark.parametrize("role", list(Role))
def test_those_who_see_words_are_led_to_set_up_a_phone(
    app: Flask, services: Services, role: Role
) -> None:
    desk = with_password(app, services, role, phone=False)
    reply = desk.get("/staff/")
    if role in NEED_SECOND_FACTOR:
        assert reply.location.startswith("/staff/second-factor")
    else:
        assert reply.status_code == 200


def test_a_team_viewer_who_set_up_a_phone_is_asked_for_its_code(
    app: Flask, services: Services
) -> None:
    desk = with_password(app, services, Role.TEAM_VIEWER, phone=True)
    assert desk.get("/staff/").location.startswith("/staff/code")


def test_before_the_code_no_page_shows_a_menu_and_none_opens(
    app: Flask, services: Services
) -> None:
    desk = with_password(app, services, Role.DUTY_OFFICER, phone=True)
    page = desk.get("/staff/code").text
    assert "/staff/rounds" not in page
    for path in ("/staff/", "/staff/reading", "/staff/account", "/staff/nowhere"):
        assert desk.get(path).status_code in {303, 404}


def set_up_phone(desk: Desk) -> tuple[str, list[str]]:
    """Scan the square; the key and the recovery codes."""
    page = desk.get("/staff/second-factor?to=/staff/reading").text
    key = re.search(r"<strong>([A-Z2-7 ]+)</strong>", page)
    closed = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    assert closed
    clear = key[1].replace(" ", "")
    step = int(cast(FixedClock, desk.client.application.extensions["feedback"].clock)
               .now().timestamp()) // 30  # fmt: skip
    reply = desk.post(
        "/staff/second-factor", page="/staff/second-factor", key=closed[1],
        code=code_at(clear, step), to="/staff/reading",
    )  # fmt: skip
    assert reply.status_code == 200
    assert 'href="/staff/reading"' in reply.text
    return clear, re.findall(r"<code>([a-z2-9-]{19})</code>", reply.text)


def test_setting_up_a_phone_gives_ten_codes_once_and_opens_the_door(
    app: Flask, services: Services
) -> None:
    desk = with_password(app, services, Role.DUTY_OFFICER, phone=False)
    assert "<svg" in desk.get("/staff/second-factor").text
    _key, codes = set_up_phone(desk)
    assert len(codes) == 10
    assert desk.get("/staff/reading").status_code == 200
    again = desk.get("/staff/second-factor")
    assert again.status_code == 303
    assert codes[0] not in desk.get("/staff/account").text


@pytest.mark.parametrize("key", ["", "x", "made up"])
def test_a_key_that_is_not_ours_is_not_kept(app: Flask, services: Services, key: str) -> None:
    desk = with_password(app, services, Role.DUTY_OFFICER, phone=False)
    page = "/staff/second-factor"
    assert desk.post(page, page=page, key=key, code="123456").status_code == 422
    assert desk.get("/staff/").status_code == 303


def test_a_wrong_code_keeps_the_square_that_was_scanned(app: Flask, services: Services) -> None:
    desk = with_password(app, services, Role.DUTY_OFFICER, phone=False)
    page = desk.get("/staff/second-factor").text
    shown = re.search(r"<strong>([A-Z2-7 ]+)</strong>", page)
    closed = re.search(r'name="key" value="([^"]+)"', page)
    assert shown
    assert closed
    path = "/staff/second-factor"
    reply = desk.post(path, page=path, key=closed[1], code="000000")
    assert reply.status_code == 422
    assert shown[0] in reply.text


def test_ten_wrong_codes_lock_for_five_minutes_even_the_right_one(
    app: Flask, services: Services
) -> None:
    desk = with_password(app, services, Role.DUTY_OFFICER, phone=True)
    assert [give(desk, "000000") for _ in range(11)] == [422] * 10 + [429]
    assert give(desk, code_for(services, EMAIL)) == 429
    other = Desk(app.test_client(), EMAIL)
    other.post("/staff/sign-in", email=EMAIL, password=PASSWORD)
    assert give(other, code_for(services, EMAIL)) == 429, "counted by person, not by browser"
    cast(FixedClock, services.clock).move(minutes=5, seconds=1)
    assert give(desk, code_for(services, EMAIL)) == 303


def test_the_cookie_from_before_the_code_is_worth_nothing_after(
    app: Flask, services: Services
) -> None:
    desk = with_password(app, services, Role.DUTY_OFFICER, phone=True)
    before = desk.client.get_cookie("staff")
    assert before is not None
    assert give(desk, code_for(services, EMAIL)) == 303
    thief = app.test_client()
    thief.set_cookie("staff", before.value)
    assert thief.get("/staff/code").location.startswith("/staff/sign-in")


def test_a_recovery_code_opens_once_and_tells_how_many_are_left(
    app: Flask, services: Services
) -> None:
    first = with_password(app, services, Role.DUTY_OFFICER, phone=False)
    _key, codes = set_up_phone(first)
    desk = Desk(app.test_client(), EMAIL)
    desk.post("/staff/sign-in", email=EMAIL, password=PASSWORD)
    reply = desk.post("/staff/code", page="/staff/code", code=codes[0])
    assert reply.location == "/staff/account"
    assert "9 recovery codes left" in desk.get("/staff/account").text
    other = Desk(app.test_client(), EMAIL)
    other.post("/staff/sign-in", email=EMAIL, password=PASSWORD)
    assert give(other, codes[0]) == 422


def test_a_role_that_needs_a_phone_asks_for_it_at_the_next_page(
    seat: SeatAt, services: Services
) -> None:
    desk = seat(Role.TEAM_VIEWER, team="North")
    assert desk.get("/staff/").status_code == 200
    employ(services, desk.email, Role.DUTY_OFFICER, phone=False)
    assert desk.get("/staff/").location.startswith("/staff/second-factor")


def test_the_password_is_never_told_from_a_wrong_one_by_the_code_step(
    app: Flask, services: Services
) -> None:
    """Unknown, closed and wrong look the same; only the right password leads on."""
    employ(services, EMAIL, Role.DUTY_OFFICER)
    told = set()
    for email in (EMAIL, "nobody@partnership.example"):
        desk = Desk(app.test_client(), email)
        reply = desk.post("/staff/sign-in", email=email, password="not this one at all")
        text = re.sub(r'value="[^"]*"', "", reply.text)
        told.add((reply.status_code, text))
        assert desk.get("/staff/code").location == "/staff/sign-in"
    assert len(told) == 1

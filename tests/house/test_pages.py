"""Does every page have a reader, refuse everybody else, and guard each of its replies?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.app import create_app
from feedback.console.pages import PAGES as CONSOLE
from feedback.participant.pages import PAGES as PARTICIPANT
from feedback.services import Services
from feedback.settings import Surfaces
from feedback.web.accounts import Role
from feedback.web.health import PAGES as HEALTH
from feedback.web.pages import ANYONE, Page
from feedback.web.security import HEADERS
from tests.factories import make_services
from tests.staff import employ, sign_in

EVERY = (*HEALTH, *PARTICIPANT, *CONSOLE)
# The only pages of the console that somebody who is not signed in may see.
DOORS = {
    "/staff/sign-in", "/staff/sign-out", "/staff/forgotten-password", "/staff/set-up/<token>",
    "/staff/council", "/staff/council/back",
}  # fmt: skip
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SECOND_STEP = {"code", "second_factor"}
CASES = [(page, method) for page in EVERY for method in page.methods]
GUARDED = [(page, method) for page, method in CASES if page.may is not ANYONE]


def address(page: Page) -> str:
    """Where the page is, with ids of nothing that exists."""
    path = re.sub(r"<ending>", "csv", page.path)
    return re.sub(r"<(\w+:)?\w+>", lambda one: "0" if one[1] == "int:" else "absent", path)


def name(page: Page | str) -> str:
    return page.name if isinstance(page, Page) else str(page)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """One world for every case here: nothing in it matters to another."""
    made = make_services(tmp_path_factory.mktemp("pages"))
    yield made
    made.sessions.close()


@pytest.fixture(scope="module")
def app(services: Services) -> Flask:
    return create_app(services=services)


@pytest.fixture(scope="module")
def desks(app: Flask, services: Services) -> dict[Role, FlaskClient]:
    """One browser a role, signed in."""
    found = {}
    for role in Role:
        email = f"{role.value}@partnership.example"
        employ(services, email, role, team="North")
        found[role] = app.test_client()
        assert sign_in(found[role], services, email).status_code == 303
    return found


def token(client: FlaskClient) -> str:
    for path in ("/staff/sign-in", "/staff/"):
        found = TOKEN.search(client.get(path).text)
        if found:
            return found[1]
    raise AssertionError("no form of ours on these pages")


def is_guarded(reply: TestResponse) -> None:
    for header, value in HEADERS.items():
        assert reply.headers.getlist(header) == [value], header
    assert reply.headers["Cache-Control"] == "no-store"


# --- every page has a reader


def test_every_route_was_registered_with_a_reader(app: Flask) -> None:
    readers = app.extensions["feedback_readers"]
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(readers)
    assert set(readers) == {page.name for page in EVERY}


def test_only_the_doors_of_the_console_are_open_to_anyone() -> None:
    assert {page.path for page in CONSOLE if page.may is ANYONE} == DOORS
    assert all(page.path.startswith("/staff") for page in CONSOLE)
    assert not any(page.path.startswith("/staff") for page in (*HEALTH, *PARTICIPANT))


@pytest.mark.parametrize(("page", "method"), GUARDED, ids=name)
def test_a_stranger_is_sent_to_the_sign_in_page(app: Flask, page: Page, method: str) -> None:
    for sends in {method, "HEAD" if method == "GET" else method}:
        reply = app.test_client().open(address(page), method=sends)
        assert reply.status_code == 303
        assert reply.location.partition("?")[0] == "/staff/sign-in"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    "page", [page for page, method in GUARDED if method == "GET"], ids=lambda one: one.name
)
def test_a_page_opens_to_its_roles_only_and_never_breaks(
    desks: dict[Role, FlaskClient], page: Page, role: Role
) -> None:
    status = desks[role].get(address(page)).status_code
    if page.name in SECOND_STEP:
        assert status in {200, 303}  # already given; or offered to those who need not
    elif role.value in page.may.name.split(" or "):
        assert status in {200, 308, 404}
    else:
        assert status == 403


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    "page", [page for page, method in GUARDED if method == "POST"], ids=lambda one: one.name
)
def test_an_empty_form_is_refused_by_role_and_never_breaks(
    desks: dict[Role, FlaskClient], page: Page, role: Role
) -> None:
    with_token = {"csrf_token": token(desks[role])}
    status = desks[role].post(address(page), data=with_token).status_code
    if role.value in page.may.name.split(" or "):
        assert status in {200, 303, 404, 409, 422}
        assert desks[role].post(address(page)).status_code == 403  # without our token
    else:
        assert status == 403


# --- surfaces


@pytest.mark.parametrize("surfaces", list(Surfaces))
def test_a_host_knows_its_own_pages_only(tmp_path: Path, surfaces: Surfaces) -> None:
    services = make_services(tmp_path, surfaces=surfaces)
    app = create_app(services=services)
    paths = {rule.rule for rule in app.url_map.iter_rules()}
    with_staff = surfaces is not Surfaces.PARTICIPANT
    with_people = surfaces is not Surfaces.CONSOLE
    assert any(path.startswith("/staff") for path in paths) == with_staff
    assert ("/survey" in paths) == with_people
    client = app.test_client()
    for path, is_there in (("/staff/sign-in", with_staff), ("/help", with_people)):
        reply = client.get(path)
        assert reply.status_code == (200 if is_there else 404)
        is_guarded(reply)
    services.sessions.close()


# --- every reply is guarded


@pytest.mark.parametrize(("page", "method"), CASES, ids=name)
def test_every_reply_to_a_stranger_carries_the_headers(app: Flask, page: Page, method: str) -> None:
    for sends in ("GET", "HEAD", "POST", "OPTIONS", "PUT"):
        is_guarded(app.test_client().open(address(page), method=sends))


@pytest.mark.parametrize(
    "page", [page for page, method in GUARDED if method == "GET"], ids=lambda one: one.name
)
def test_every_page_for_staff_carries_the_headers(
    desks: dict[Role, FlaskClient], page: Page
) -> None:
    for client in desks.values():
        is_guarded(client.get(address(page)))


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere", 404), ("/staff/nowhere", 404), ("/static/nothing.css", 404), ("/i/", 404)],
)
def test_pages_that_are_not_there_carry_the_headers(app: Flask, path: str, status: int) -> None:
    reply = app.test_client().get(path)
    assert reply.status_code == status
    is_guarded(reply)

"""Who gets what? Every route, for every kind of person, with every kind of object in it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.console.pages import PAGES
from feedback.services import Services
from feedback.store.sight import EVERYTHING, Sight
from feedback.web.accounts import disable_staff
from feedback.web.objects import FREE, SCOPED
from feedback.web.pages import ANYONE, Page, guarded
from feedback.web.roles import NEED_SECOND_FACTOR, Role
from tests.conftest import DEEP
from tests.factories import DURING, make_services
from tests.house.objects import MINE, Objects, hold, make_objects
from tests.staff import PASSWORD, employ, sign_in, token

IN, SIGN_IN, CODE, REFUSED, NOT_THERE = "+", ">", "c", "!", "."
LEGEND = "+ in   > sign in first   c code first   ! may not   . does not exist for them"
ABSENT = {"absent": "0" * 32, "empty": "", "zero": "0", "null": "null"}
VARIANTS = ("mine", "other team", "foreign", "mixed", *ABSENT)
OF_A_TEAM = {"cohort_id", "member_id", "response_id", "concern_id", "item_id", "quote_id"}
OF_A_TEAM |= {"course_id", "session_id", "rethink_id"}
GUARDED = [page for page in PAGES if page.may is not ANYONE]
FILLED = {"ending": "csv", "question_key": "good"}  # what stands for the free parts


@dataclass(frozen=True)
class Reader:
    """Somebody with a browser, before the real pages and the hollow ones."""

    name: str
    real: FlaskClient
    hollow: FlaskClient
    role: Role | None = None  # None: must not get past the sign-in page
    sight: Sight = EVERYTHING
    gave_code: bool = True
    token: str = ""


@dataclass(frozen=True)
class World:
    """The app as it is, the same with empty views, its objects and its readers."""

    real: Flask
    hollow: Flask
    objects: Objects
    readers: tuple[Reader, ...]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    services = make_services(tmp_path_factory.mktemp("matrix"))
    real, hollow = create_app(services=services), create_app(services=services)
    for page in GUARDED:  # the decision of the real reader; what the page does is not done
        hollow.view_functions[page.name] = guarded(replace(page, view=lambda **_given: ("", 204)))
    made = World(real, hollow, make_objects(services, real), ())
    yield replace(made, readers=(*outsiders(services, made), *staff(services, made)))
    services.sessions.close()


def outsiders(services: Services, world: World) -> Iterator[Reader]:
    """Nobody, a leaver, and whoever has the password only."""
    yield Reader("nobody", world.real.test_client(), world.hollow.test_client())
    employ(services, "closed@partnership.example", Role.ADMINISTRATOR)
    real = world.real.test_client()
    assert sign_in(real, services, "closed@partnership.example").status_code == 303
    with services.sessions.writing() as session:
        disable_staff(session, email="closed@partnership.example", now=DURING)
    yield _seated(world, "closed", real, None)
    for role in sorted(NEED_SECOND_FACTOR):
        real, email = world.real.test_client(), f"half-{role}@partnership.example"
        employ(services, email, role)
        form = {"csrf_token": token(real), "email": email, "password": PASSWORD}
        assert real.post("/staff/sign-in", data=form).location.startswith("/staff/code")
        yield _seated(world, f"half {role}", real, role, gave_code=False)


def staff(services: Services, world: World) -> Iterator[Reader]:
    """Each role, held to one team's part of one survey, and free."""
    north = Sight(frozenset({("", "North")}))
    pairs = (MINE, *world.objects.courses)
    for role in Role:
        free = EVERYTHING if role in NEED_SECOND_FACTOR else north
        for name, held_to, sight in (
            (f"held {role}", pairs, Sight(frozenset(pairs))),
            (role.value, (), free),
        ):
            real, email = world.real.test_client(), f"{name.replace(' ', '-')}@partnership.example"
            hold(services, email, role, *held_to)
            assert sign_in(real, services, email).status_code == 303
            yield _seated(world, name, real, role, sight)


def _seated(
    world: World,
    name: str,
    real: FlaskClient,
    role: Role | None,
    sight: Sight = EVERYTHING,
    *,
    gave_code: bool = True,
) -> Reader:
    """The same browser before the hollow pages: its cookie, and the token that goes with it."""
    found = token(real, "/staff/account" if gave_code else "/staff/code")
    hollow, cookie = world.hollow.test_client(), real.get_cookie("staff")
    assert cookie is not None
    hollow.set_cookie("staff", cookie.value)
    return Reader(name, real, hollow, role, sight, gave_code, found)


def names_in(page: Page) -> list[str]:
    return [name.split(":")[-1] for name in re.findall(r"<([\w:]+)>", page.path)]


def scoped(page: Page) -> list[str]:
    return [name for name in names_in(page) if name in SCOPED]


def address(page: Page, objects: Objects, variant: str) -> str:
    names = scoped(page)
    ids = {
        "mine": objects.mine,
        "other team": objects.other_team,
        "foreign": objects.foreign,
        "mixed": objects.mixed(names),
        **{kind: dict.fromkeys(names, value) for kind, value in ABSENT.items()},
    }[variant]
    known = FILLED | ids
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda one: known.get(one[1], "absent"), page.path)


def variants(page: Page, reader: Reader) -> tuple[str, ...]:
    """Every kind of object; before a door that is shut to all of them, two (all in check-deep)."""
    if not scoped(page):
        return ("mine",)
    every = tuple(one for one in VARIANTS if one != "mixed" or len(scoped(page)) > 1)
    if DEEP or expected(page, reader, "mine") == {IN}:
        return every
    return ("mine", every[1 + zlib.crc32(f"{page.name} {reader.name}".encode()) % (len(every) - 1)])


def expected(page: Page, reader: Reader, variant: str) -> set[str]:
    """What this person should get, said in other words than the code's."""
    if variant == "empty":
        return {NOT_THERE}  # an address without its id is another address, or none
    if reader.role is None:
        return {SIGN_IN}
    if not reader.gave_code:
        return {IN} if page.may.is_half else {CODE}
    if page.may.is_half:
        return {IN}
    is_held = not reader.sight.is_whole
    if reader.role.value not in page.may.name.split(" or ") or (page.may.is_whole and is_held):
        return {REFUSED}
    if not is_held or not scoped(page) or variant == "mine":
        return {IN}
    if variant == "other team" and not OF_A_TEAM.intersection(scoped(page)):
        return {IN}  # the survey is theirs; its other team is left out inside
    is_by_team_only = ("", "North") in (reader.sight.pairs or ())
    if variant in {"foreign", "mixed"} and is_by_team_only:
        return {IN}  # held to a team, not to a survey
    return {NOT_THERE}


def got(world: World, page: Page, method: str, reader: Reader, variant: str) -> str:
    form = {"csrf_token": reader.token} if method == "POST" else None
    path = address(page, world.objects, variant)
    reply = reader.hollow.open(path, method=method, data=form)
    if reply.status_code == 303:
        return SIGN_IN if reply.location.startswith("/staff/sign-in") else CODE
    if reply.status_code == 308 and variant == "empty":
        return NOT_THERE
    return {204: IN, 403: REFUSED, 404: NOT_THERE, 405: NOT_THERE}.get(
        reply.status_code, str(reply.status_code)
    )


def test_every_part_of_an_address_is_of_a_known_kind() -> None:
    """What we do not know is refused to held staff; but then nobody thought of it."""
    unknown = {name for page in GUARDED for name in names_in(page)} - FREE - SCOPED.keys()
    assert unknown == set()


def test_every_route_has_a_declared_reader(world: World) -> None:
    readers = world.real.extensions["feedback_readers"]
    for rule in world.real.url_map.iter_rules():
        assert rule.endpoint in readers, rule.rule


def test_nobody_gets_more_or_less_than_they_should(world: World) -> None:
    """Prints the matrix (-s): one letter for each kind of object, in the order of VARIANTS."""
    wrong, cells = [], 0
    print(f"\n{LEGEND}\nobjects: {', '.join(VARIANTS)}")
    for page in GUARDED:
        for method in page.methods:
            print(f"{method:4} {page.path}")
            for reader in world.readers:
                row = ""
                for variant in variants(page, reader):
                    found = got(world, page, method, reader, variant)
                    row += found
                    cells += 1
                    if found not in expected(page, reader, variant):
                        wrong.append((method, page.path, reader.name, variant, found))
                print(f"     {reader.name:22} {row}")
    print(f"cells: {cells}, wrong: {len(wrong)}")
    assert wrong == []
    assert cells > 1000


@pytest.mark.parametrize("page", GUARDED, ids=lambda one: one.name)
def test_what_is_not_there_is_not_there_for_those_who_see_all(world: World, page: Page) -> None:
    """On the real pages, looked at by each role that may."""
    if "GET" not in page.methods or not scoped(page):
        return
    for reader in world.readers:
        if reader.role is None or not reader.gave_code or not reader.sight.is_whole:
            continue
        if reader.role.value not in page.may.name.split(" or "):
            continue
        for variant in ABSENT:
            status = reader.real.get(address(page, world.objects, variant)).status_code
            assert status in {308, 404} if variant == "empty" else status == 404, (
                reader.name,
                variant,
            )
        # 303: the page of a square that is not made yet leads back to where it is made.
        assert reader.real.get(address(page, world.objects, "mine")).status_code in {200, 303, 403}

"""Do sign-in's counts hold when many try at once?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from feedback.privacy.audit import note, verify
from feedback.services import Services
from feedback.web.accounts import (
    Role,
    add_staff,
    choose_password,
    disable_staff,
    hash_password,
    list_staff,
    make_link,
    password_problem,
)
from feedback.web.tries import may_try
from tests.conftest import scaled
from tests.factories import DURING

ACCOUNT = "a" * 64


@pytest.fixture
def world(each_store: Services) -> Services:
    """A fresh world on each database."""
    return each_store


def test_of_a_thousand_tries_at_once_ten_are_evaluated(world: Services) -> None:
    def attempt(_number: int) -> bool:
        with world.sessions.writing() as session:
            return may_try(session, ACCOUNT, DURING)

    tries = scaled(1000)
    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(attempt, range(tries)))
    print(f"tries: {tries}")  # noqa: T201 - a scaled count is told
    assert sum(allowed) == 10
    world.sessions.close()


def test_one_link_used_by_eight_at_once_sets_one_password(world: Services) -> None:
    with world.sessions.writing() as session:
        staff_id = add_staff(
            session, email="ann@partnership.example", role=Role.ANALYST, by="t", now=DURING
        )
        token = make_link(session, staff_id, "set_up", DURING)

    def choose(number: int) -> bool:
        with world.sessions.writing() as session:
            return choose_password(session, token, f"hash {number}", DURING)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(choose, range(8))) == 1
    world.sessions.close()


def test_notes_made_at_once_make_one_chain(world: Services) -> None:
    def look(number: int) -> None:
        with world.sessions.writing() as session:
            note(session, who="ann", what="viewed", about=f"concern:{number}", now=DURING)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(look, range(40)))
    with world.sessions.reading() as session:
        assert verify(session) == ()
    world.sessions.close()


def test_adding_somebody_again_brings_a_closed_account_back(services: Services) -> None:
    with services.sessions.writing() as session:
        for role in (Role.ANALYST, Role.ANALYST, Role.DUTY_OFFICER):
            add_staff(session, email=" Ann@Partnership.Example", role=role, by="t", now=DURING)
            (line,) = list_staff(session)
            assert line.active
            disable_staff(session, email="ann@partnership.example", now=DURING)
        assert list_staff(session)[0].roles == ("analyst", "duty_officer")


@pytest.mark.parametrize(
    ("password", "will_do"),
    [
        ("green tractor window", True),
        ("p4ssw0rd", False),
        ("x" * 201, False),
        ("ann-ann-ann-ann", False),
    ],
)
def test_a_password_is_long_and_not_the_address(password: str, will_do: bool) -> None:
    assert (password_problem(password, "ann@partnership.example") == "") is will_do


def test_two_hashes_of_one_password_differ() -> None:
    assert hash_password("green tractor window") != hash_password("green tractor window")

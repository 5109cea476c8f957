"""Is "You said, we did" written by staff, published by a second person, and open to everybody?"""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from sqlalchemy import update

from feedback.services import Services
from feedback.store.rounds import Round
from feedback.web.accounts import Role
from tests.feedback.console.conftest import Desk, SeatAt
from tests.feedback.reports.world import PARENT, add_round

LINE = {
    "said-0": "People did not know whom to ring.", "did-0": "Each letter has a name and a number.",
    "said_easy-0": "You did not know who to call.", "did_easy-0": "We put a name on each letter.",
}  # fmt: skip


@pytest.fixture
def page(services: Services) -> str:
    """The address of a closed round's page."""
    with services.sessions.writing() as session:
        here, (parent,) = add_round(services, session, (PARENT, "confidential"))
        for member in here.people(parent, 40)[:20]:
            here.answer(parent, member, {"svc_rating": "good"})
    return f"/staff/rounds/{here.round_id}/heard"


@pytest.fixture
def ann(seat: SeatAt) -> Desk:
    return seat(Role.ANALYST, email="ann@example.org")


@pytest.fixture
def ben(seat: SeatAt) -> Desk:
    return seat(Role.ADMINISTRATOR, email="ben@example.org")


def published(page: str, ann: Desk, ben: Desk) -> str:
    """Written by one, published by the other; the public address."""
    assert ann.post(page, version="0", intro="Thank you.", **LINE).status_code == 303
    assert ben.post(f"{page}/publish", version="1", to="on").status_code == 303
    found = re.search(r'href="(/you-said/\w+)"', ann.get(page).text)
    assert found is not None
    return found[1]


def test_everybody_reads_it_plain_easy_and_as_postcards_without_a_cookie(
    app: Flask, page: str, ann: Desk, ben: Desk
) -> None:
    assert "you can see here" in app.test_client().get("/you-said").text
    address = published(page, ann, ben)
    assert address in app.test_client().get("/you-said").text
    for path, words, other in (
        (address, LINE["did-0"], LINE["did_easy-0"]),
        (f"{address}/easy", LINE["did_easy-0"], LINE["did-0"]),
        (f"{address}/postcard", LINE["said_easy-0"], LINE["said-0"]),
    ):
        reply = app.test_client().get(path)
        assert reply.status_code == 200
        assert words in reply.text
        assert other not in reply.text
        assert "Set-Cookie" not in reply.headers
    assert app.test_client().get("/you-said/absent").status_code == 404


def test_what_is_written_later_is_not_public_until_it_is_published(
    app: Flask, page: str, ann: Desk, ben: Desk
) -> None:
    address = published(page, ann, ben)
    ann.post(page, version="1", intro="New words.", **LINE)
    assert "New words." not in app.test_client().get(address).text
    assert "is not published yet" in ann.get(page).text
    ann.post(f"{page}/publish", version="2", to="on")
    assert "Somebody who did not change it last" in ann.get(page).text
    assert "New words." not in app.test_client().get(address).text
    ben.post(f"{page}/publish", version="2", to="on")
    assert "New words." in app.test_client().get(address).text
    ben.post(f"{page}/publish", to="off")
    assert app.test_client().get(address).status_code == 404


def test_the_second_writer_sees_both_texts(page: str, ann: Desk, ben: Desk) -> None:
    ann.post(page, version="0", intro="Ann's words", **LINE)
    reply = ben.post(page, version="0", intro="Ben's words", **LINE)
    text = html.unescape(reply.text)
    assert reply.status_code == 409
    assert "What ann@example.org wrote" in text
    assert "Ann's words" in text
    assert "Ben's words</textarea>" in text
    assert ben.post(page, version="1", intro="Both", **LINE).status_code == 303


def test_it_is_published_only_whole_and_after_the_round(
    services: Services, page: str, ann: Desk, ben: Desk
) -> None:
    ann.post(page, version="0", **(LINE | {"did_easy-0": ""}))
    ben.post(f"{page}/publish", version="1", to="on")
    assert "both in easy words too" in ben.get(page).text
    ann.post(page, version="1", **LINE)
    with services.sessions.writing() as session:
        session.execute(update(Round).values(state="open"))
    ben.post(f"{page}/publish", version="2", to="on")
    assert "once the round is closed" in ben.get(page).text


def test_the_committees_page_has_the_figures_and_the_lines(page: str, ann: Desk, ben: Desk) -> None:
    published(page, ann, ben)
    text = html.unescape(ann.get(f"{page}/summary").text)
    assert "50% of parents and carers invited took part (20 of 40;" in text
    assert LINE["did-0"] in text
    assert "Draft." not in text


def test_others_do_not_write_it(seat: SeatAt, page: str) -> None:
    for role in (Role.TRAINING_LEAD, Role.TEAM_VIEWER, Role.DUTY_OFFICER):
        assert seat(role, team="North").get(page).status_code == 403

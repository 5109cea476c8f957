"""Does a worker's tablet start again by itself, and show nobody the person before?"""

from __future__ import annotations

import re

import pytest
from flask import Flask

from feedback.app import LONGEST_FORM_BYTES
from feedback.services import Services
from tests.factories import Asked, ask, survey
from tests.feedback.participant.test_answering import SMALL, started
from tests.people import Person

RESET = re.compile(r'<noscript><meta http-equiv="refresh" content="(\d+);url=([^"]+)"></noscript>')
FOR_SCRIPT = re.compile(r'data-idle-to="([^"]+)" data-idle-seconds="(\d+)"')


@pytest.fixture
def asked(services: Services) -> Asked:
    return ask(services, survey(SMALL))


@pytest.fixture
def start(asked: Asked) -> str:
    return f"/k/{asked.kiosk_token}"


@pytest.fixture(params=[True, False], ids=["cookies", "no-cookies"])
def tablet(request: pytest.FixtureRequest, app: Flask, start: str) -> Person:
    return Person(app, cookies=request.param).opens(start)


def resets(person: Person, after: int, start: str) -> None:
    assert RESET.findall(person.text) == [(str(after), start)], person.heading
    assert FOR_SCRIPT.findall(person.text) == [(start, str(after))], person.heading


def test_each_page_of_a_visit_starts_again_when_idle(tablet: Person, start: str) -> None:
    resets(tablet, 600, start)
    tablet.presses("begin")
    resets(tablet, 600, start)
    started_here = tablet.presses("on")
    resets(started_here, 600, start)
    tablet.presses("next", presence="alone").presses("next", helper="nobody")
    tablet.presses("next", assent="yes").presses("next", listen="never")
    tablet.presses("next", why_not="x" * 60)  # too long: the page with the error summary
    assert tablet.status == 422
    resets(tablet, 600, start)
    tablet.presses("skip").presses("next", safe_home="never")
    assert tablet.heading == "Thank you for telling us"
    resets(tablet, 600, start)
    tablet.presses("save")
    resets(tablet, 600, start)


def test_the_thank_you_page_makes_room_after_half_a_minute(tablet: Person, start: str) -> None:
    started(tablet)
    for _ in range(5):
        tablet.presses("skip")
    tablet.presses("send")
    assert tablet.heading == "Thank you"
    resets(tablet, 30, start)
    assert f'href="{start}">Ready for the next person</a>' in tablet.text


def test_a_deleted_and_a_declined_visit_hand_the_tablet_on(tablet: Person, start: str) -> None:
    started(tablet).presses("delete").presses("delete-yes")
    resets(tablet, 30, start)
    assert "Ready for the next person" in tablet.text
    tablet.opens(start).presses("begin").presses("on")
    tablet.presses("next", presence="alone").presses("next", helper="nobody")
    tablet.presses("next", assent="no")
    resets(tablet, 600, start)
    assert "Ready for the next person" in tablet.text


def test_the_start_shows_nothing_of_the_person_before(
    app: Flask, tablet: Person, start: str
) -> None:
    fresh = Person(app).opens(start).text
    started(tablet).presses("next", listen="never").presses("next", why_not="secret words")
    tablet.opens(start)
    unlike = re.compile(r'name="_c" value="[^"]+"')
    assert unlike.sub("", tablet.text) == unlike.sub("", fresh)
    assert "Carry on where" not in tablet.text
    assert "three words" not in tablet.text


def test_back_on_the_tablet_does_not_open_the_visit_before(app: Flask, start: str) -> None:
    tablet = started(Person(app).opens(start))
    tablet.presses("next", listen="never").presses("next", why_not="secret words")
    tablet.opens(start)
    reply = tablet.client.get("/survey")  # where Back leads, since nothing is stored
    assert reply.status_code == 404
    assert reply.headers["Cache-Control"] == "no-store"
    assert "secret words" not in reply.text
    assert tablet.client.get_cookie("v") is None


def test_the_next_person_has_a_response_of_their_own(app: Flask, start: str) -> None:
    tablet = started(Person(app).opens(start))
    tablet.presses("next", listen="never")
    tablet.opens(start).presses("begin").presses("on")
    assert tablet.heading == "Are you OK to answer now?"
    assert "checked" not in tablet.text


def test_the_pages_beside_the_survey_go_back_to_the_start_too(app: Flask, start: str) -> None:
    tablet = Person(app).opens(start).presses("begin")
    for path in ("/help", "/privacy", "/accessibility", "/no-such-page"):
        tablet.opens(path)
        resets(tablet, 600, start)


def test_a_form_too_long_to_read_leaves_the_tablet_too(app: Flask, start: str) -> None:
    tablet = started(Person(app).opens(start)).presses("next", listen="never")
    tablet.presses("next", why_not="x" * LONGEST_FORM_BYTES)
    assert tablet.status == 413
    resets(tablet, 600, start)


def test_a_persons_own_phone_never_starts_again(app: Flask, asked: Asked) -> None:
    phone = Person(app).opens(f"/i/{asked.tokens[0]}")
    assert "three words" in phone.text
    started(phone)
    for _ in range(5):
        phone.presses("skip")
        assert "http-equiv" not in phone.text
        assert "data-idle" not in phone.text
    phone.presses("send")
    assert phone.heading == "Thank you"
    assert "http-equiv" not in phone.text
    assert "next person" not in phone.text


def test_a_visit_from_the_tablet_carried_on_elsewhere_does_not_start_again(
    app: Flask, start: str
) -> None:
    tablet = started(Person(app).opens(start)).presses("save")
    code = tablet.text.split('<p class="app-code"><strong>')[1].split("<")[0]
    phone = Person(app).opens("/resume").presses_code(code)
    assert phone.heading == "Are you listened to?"
    assert "data-idle" not in phone.text

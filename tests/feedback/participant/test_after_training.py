"""Does a delegate's way go on after the session, with the pledge on the page and in no mail?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.collection.round_doors import set_door
from feedback.jobs.worker import work_once
from feedback.services import Services
from feedback.store.responses import Answer, Quarantine, Response
from feedback.store.rounds import CohortMember
from feedback.store.training import DelegateContact
from surveys.kirkpatrick import Occasion, Wave
from tests.feedback.training.world import BY, Training
from tests.people import Person

PLEDGE = "ask every father how he is"


@pytest.fixture
def training(services: Services) -> Training:
    world = Training(services)
    world.clock.instant = datetime(2024, 1, 15, 14, tzinfo=UTC)
    return world


def qr(training: Training, occasion: Occasion = Occasion.COURSE) -> str:
    """What the code on the wall leads to."""
    services = training.services
    door = training.doors(training.session(training.course(occasion=occasion)))[Wave.DAY_0]
    with services.sessions.writing() as session:
        token = set_door(
            session, services.keys, door.instrument_id, "open", by=BY, now=training.clock.now()
        )
    return f"/o/{token}"


def answers(person: Person, **given: str) -> Person:
    """Go through every page, giving what is asked for there; then send."""
    person.presses("begin").presses("on")
    for _ in range(40):
        form = person.form()
        if "send" in form.buttons:
            return person.presses("send")
        here = {name: value for name, value in given.items() if name in form.inputs}
        person.presses("next" if here else "skip", **here)
    raise AssertionError(f"the survey does not end: “{person.heading}”")


def at_the_session(app: Flask, training: Training, *, cookies: bool = True) -> Person:
    person = Person(app, cookies=cookies).opens(qr(training))
    return answers(person, sector="health", pledge=PLEDGE, follow_up="yes", process_before="c2")


def follows_the_mail(app: Flask, training: Training, number: int = -1) -> Person:
    letter = training.postman.sent[number]
    link = next(line for line in letter.text.split() if "/i/" in line)
    return Person(app).opens(link.removeprefix(training.services.settings.base_url))


@pytest.mark.parametrize("cookies", [True, False], ids=["cookies", "no-cookies"])
def test_from_the_wall_to_the_pledge_three_months_on(
    app: Flask, training: Training, cookies: bool
) -> None:
    person = at_the_session(app, training, cookies=cookies)
    assert person.heading == "Thank you"
    person.presses("address", contact="ada@nhs.example")
    assert "We will ask you again" in person.text
    assert "ada@nhs.example" not in person.text
    training.clock.instant = datetime(2024, 4, 15, 9, 30, tzinfo=UTC)
    work_once(training.services)
    (letter,) = training.postman.sent
    assert letter.to == "ada@nhs.example"
    assert PLEDGE not in letter.text
    back = follows_the_mail(app, training)
    assert PLEDGE not in back.text  # a mail scanner that opens the link reads nothing
    back.presses("begin").presses("on")
    assert back.heading == f"You said you would: {PLEDGE}. Did you?"


def test_no_address_is_stored_beside_the_answers(app: Flask, training: Training) -> None:
    at_the_session(app, training).presses("address", contact="ada@nhs.example")
    with training.services.sessions.reading() as session:
        members = session.scalars(select(CohortMember)).all()
        assert all(one.contact is None and "@" not in one.reference for one in members)
        assert len(session.scalars(select(DelegateContact)).all()) == 1
        assert not session.scalars(select(Answer).where(Answer.question_key == "email")).all()
        assert not session.scalars(select(Quarantine)).all()


@pytest.mark.parametrize("typed", ["", "ada", "ada@", "a" * 300 + "@nhs.example"])
def test_half_an_address_is_given_back_with_a_reason(
    app: Flask, training: Training, typed: str
) -> None:
    person = at_the_session(app, training).presses("address", contact=typed)
    assert person.status == 422
    assert "Write a whole e-mail address" in person.text
    assert training.follow_ups() == []
    person.presses("address", contact="ada@nhs.example")
    assert len(training.follow_ups()) == 2


def test_pressing_twice_plans_once(app: Flask, training: Training) -> None:
    at_the_session(app, training).repeats("address", contact="ada@nhs.example")
    assert len(training.follow_ups()) == 2
    assert len(training.messages()) == 2


def test_who_says_no_is_not_asked_for_an_address(app: Flask, training: Training) -> None:
    person = answers(Person(app).opens(qr(training)), follow_up="no")
    assert "e-mail" not in person.text


def test_a_manager_gets_a_link_the_delegate_passes_on(app: Flask, training: Training) -> None:
    at_the_session(app, training).presses("address", contact="ada@nhs.example")
    training.clock.instant = datetime(2024, 4, 15, 9, 30, tzinfo=UTC)
    work_once(training.services)
    done = answers(follows_the_mail(app, training), pledge_kept="fully")
    done.presses("manager")
    link = next(
        word for word in done.text.replace("<", " ").replace(">", " ").split() if "/i/" in word
    )
    manager = Person(app).opens(link.removeprefix(training.services.settings.base_url))
    assert manager.heading == "A course and your team"
    answers(manager, manager_seen="agree")
    assert manager.heading == "Thank you"
    with training.services.sessions.reading() as session:
        states = session.scalars(select(Response.state)).all()
    assert list(states) == ["sent"] * 3
    assert PLEDGE not in manager.text


def test_who_left_the_job_is_told_and_stops_being_asked(app: Flask, training: Training) -> None:
    at_the_session(app, training).presses("address", contact="ada@nhs.example")
    training.clock.instant = datetime(2024, 4, 15, 9, 30, tzinfo=UTC)
    work_once(training.services)
    letter = training.postman.sent[0]
    path = letter.unsubscribe_url.removeprefix(training.services.settings.base_url)
    client = app.test_client()
    assert "I have left that job" in client.get(path).text
    assert client.post(path, data={"why": "left_role"}).status_code == 200
    for _ in range(120):
        training.clock.move(days=1)
        work_once(training.services)
    assert training.postman.sent == [letter]
    with training.services.sessions.reading() as session:
        (contact,) = session.scalars(select(DelegateContact)).all()
    assert contact.left_role_on is not None


def test_a_workshop_asks_for_no_address(app: Flask, training: Training) -> None:
    person = answers(Person(app).opens(qr(training, Occasion.WORKSHOP)), relevant="agree")
    assert person.heading == "Thank you"
    assert "e-mail" not in person.text


def test_a_rethink_is_asked_again_after_8_weeks(app: Flask, training: Training) -> None:
    person = answers(
        Person(app).opens(qr(training, Occasion.RETHINK)), stuck_before="8", follow_up="yes"
    )
    person.presses("address", contact="ada@nhs.example")
    assert [one.wave for one in training.follow_ups()] == ["week_8"]
    training.clock.instant = datetime(2024, 3, 11, 10, 30, tzinfo=UTC)
    work_once(training.services)
    back = follows_the_mail(app, training)
    assert back.heading == "Your session, 8 weeks on"

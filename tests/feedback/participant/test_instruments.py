"""Do the February instruments read and end as they should on real pages?"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.services import Services
from feedback.store.responses import Response
from surveys.definition import Survey
from surveys.library_index import path_of
from surveys.loading import load_file
from tests.factories import ask
from tests.people import Person


def somebody(app: Flask, services: Services, name: str) -> Person:
    """A person at the first question of the instrument."""
    loaded = load_file(path_of(name))
    assert isinstance(loaded, Survey)
    token = ask(services, loaded).tokens[0]
    return Person(app).opens(f"/i/{token}").presses("begin").presses("on")


def test_the_youngest_read_the_easy_wording_and_below_it_the_printed_one(
    app: Flask, services: Services
) -> None:
    child = somebody(app, services, "child-5-8")
    child.presses("next", presence="alone").presses("next", helper="nobody")
    child.presses("next", assent="yes").presses("next", mood="happy")
    child.presses("skip").presses("skip").presses("skip")
    assert child.heading == "Can you tell your worker about things that matter to you?"
    assert "Do you feel able to talk to your social worker about things" in child.text


@pytest.mark.parametrize("name", ["child-5-8", "child-8-11", "young-person", "parent"])
def test_no_after_hearing_more_is_a_decline(app: Flask, services: Services, name: str) -> None:
    person = somebody(app, services, name)
    person.presses("next", presence="alone").presses("next", helper="nobody")
    person.presses("next", assent="more").presses("next")
    assert person.heading == "Do you want to take part now?"
    person.presses("next", assent_now="no")
    assert person.heading == "That's OK"
    with services.sessions.reading() as session:
        assert session.scalar(select(Response.state)) == "declined"


@pytest.mark.parametrize("name", ["child-5-8", "child-8-11", "young-person", "parent"])
def test_whoever_is_watched_hears_how_to_come_back(
    app: Flask, services: Services, name: str
) -> None:
    person = somebody(app, services, name)
    person.presses("next", presence="watched").presses("skip")
    told = "Stop and come back later"
    assert person.text.count(told) == 2  # in the words, and on the button they name

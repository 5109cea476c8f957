"""From one form to answers read: is any session asked about in a few steps?"""

from __future__ import annotations

import re

import pytest
from flask import Flask

from feedback.services import Services
from feedback.web.accounts import Role
from tests.feedback.console.conftest import Desk, SeatAt
from tests.feedback.participant.test_after_training import answers
from tests.people import Person

HERE = "/staff/training/pop-up"


@pytest.fixture
def lead(seat: SeatAt) -> Desk:
    return seat(Role.TRAINING_LEAD)


def square(lead: Desk, services: Services, **given: str) -> str:
    """One form, and the path the square leads to."""
    day = dict(re.findall(r'name="(held_on-\w+)"[^>]*value="(\d+)"', lead.get(HERE).text))
    form = {"title": "Poverty and neglect", "occasion": "workshop", **day, **given}
    reply = lead.post(HERE, page=HERE, **form)
    assert reply.status_code == 303, reply.text
    page = lead.get(reply.location).text
    assert "about 2 minutes" in page
    assert "app-letter__qr" in page
    found = re.search(r"<strong>(\S+/o/\S+)</strong>", page)
    assert found is not None
    return found[1].removeprefix(services.settings.base_url)


@pytest.mark.parametrize(
    ("template", "asked", "levels"),
    [
        ("workshop", "relevant", "1234"),
        ("two_day_course", "second_day", "1234"),
        ("safer_me_plan", "control", "1234"),
    ],
)
def test_each_template_is_one_form_away_from_its_answers(
    app: Flask, lead: Desk, services: Services, template: str, asked: str, levels: str
) -> None:
    path = square(lead, services, occasion=template)
    for _ in range(5):
        person = answers(Person(app).opens(path), **{asked: "agree"})
        assert person.heading == "Thank you"
        assert "e-mail" not in person.text
    listing = lead.get("/staff/training").text
    course = re.search(r'href="(/staff/training/courses/\w+)"[^>]*>Poverty and neglect', listing)
    assert course is not None
    results = lead.get(f"{course[1]}/results").text
    assert "100% agree (5 of 5)" in results
    for level in levels:
        assert f'id="level-{level}"' in results


def test_what_is_held_again_is_read_together(lead: Desk, services: Services) -> None:
    first = square(lead, services)
    again = square(lead, services, title="poverty and Neglect")
    assert first != again
    assert lead.get("/staff/training").text.count("Poverty and neglect</a>") == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "Write the name"),
        ({"occasion": "course"}, "Say what it is."),
        ({"held_on-day": "40"}, "day it is held"),
    ],
)
def test_a_fault_is_given_back_as_typed(lead: Desk, change: dict[str, str], message: str) -> None:
    day = {"held_on-day": "5", "held_on-month": "2", "held_on-year": "2024"}
    form = {"title": "Poverty", "occasion": "workshop", "place": "Online", **day, **change}
    reply = lead.post(HERE, page=HERE, **form)
    assert reply.status_code == 422
    assert message in reply.text
    assert 'value="Online"' in reply.text

"""Can somebody stop our e-mails in one tap, and does looking at the page change nothing?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from feedback.collection.doors import Standing, find_door
from feedback.jobs.worker import work_once
from feedback.services import Services
from tests.apps import make_app
from tests.factories import DURING
from tests.mailing import Mailing, mailing


@pytest.fixture
def world(services: Services) -> Mailing:
    return mailing(services, 2)


@pytest.fixture
def visitor(services: Services) -> FlaskClient:
    return make_app(services).test_client()


def stop_path(world: Mailing) -> str:
    """The opt-out address in the first person's invitation."""
    work_once(world.services)
    letter = next(one for one in world.postman.sent if one.to.startswith("p0@"))
    return letter.unsubscribe_url.removeprefix(world.services.settings.base_url)


def test_looking_changes_nothing(world: Mailing, visitor: FlaskClient) -> None:
    path = stop_path(world)
    for _ in range(3):
        assert visitor.get(path).status_code == 200
        assert visitor.head(path).status_code == 200
    assert world.members()[0].opted_out_on is None


@pytest.mark.parametrize("form", [{}, {"List-Unsubscribe": "One-Click"}])
def test_one_post_stops_every_email_and_the_link_still_opens(
    world: Mailing, visitor: FlaskClient, form: dict[str, str]
) -> None:
    path = stop_path(world)
    assert visitor.post(path, data=form).status_code == 200
    world.clock.move(days=7)
    work_once(world.services)
    assert world.addresses().count("p0@family.example") == 1
    assert world.addresses().count("p1@family.example") == 2
    with world.services.sessions.reading() as session:
        door = find_door(session, "i", path.rpartition("/")[2], DURING)
    assert door is not None
    assert door.standing is Standing.OPEN


def test_nobody_learns_which_links_exist(world: Mailing, visitor: FlaskClient) -> None:
    path = stop_path(world)
    unknown = path[:-26] + "a" * 26
    known, other = visitor.post(path), visitor.post(unknown)
    assert known.status_code == other.status_code == 200
    assert known.text.replace(path, "") == other.text.replace(unknown, "")

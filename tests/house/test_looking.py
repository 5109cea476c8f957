"""Does looking at a page change nothing? Mail scanners and prefetching browsers open every link."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask

from feedback.participant.pages import PAGES
from feedback.services import Services
from feedback.web.health import PAGES as HEALTH
from tests.factories import Asked, ask, survey
from tests.feedback.participant.test_answering import SMALL, started
from tests.people import Person

LOOKS = ("GET", "HEAD")
PATHS = sorted({page.path for page in (*PAGES, *HEALTH) if "GET" in page.methods})


def rest_skipped(person: Person) -> Person:
    for _ in range(5):
        person.presses("skip")
    return person


# Where somebody can be when a page is looked at again.
PLACES: dict[str, Callable[[Person], object]] = {
    "before": lambda _person: None,
    "first screen": lambda person: person.presses("begin"),
    "a question": started,
    "the card": lambda person: (
        started(person).presses("skip").presses("next", safe_home="never")
    ),
    "the review": lambda person: rest_skipped(started(person)),
    "three words": lambda person: started(person).presses("save"),
    "deleting": lambda person: started(person).presses("delete"),
    "sent": lambda person: rest_skipped(started(person)).presses("send"),
    "deleted": lambda person: started(person).presses("delete").presses("delete-yes"),
    "declined": lambda person: (
        person.presses("begin").presses("on").presses("skip").presses("skip")
        .presses("next", assent="no")
    ),
}  # fmt: skip


def everything(services: Services) -> list[str]:
    """Every row of every table, of the keys too."""
    lines = []
    for url in (services.settings.database, services.settings.keys):
        store = sqlite3.connect(url.removeprefix("sqlite:///"))
        lines += list(store.iterdump())
        store.close()
    return lines


def addresses(asked: Asked) -> list[str]:
    """Each participant page, with a link that lives and one that leads nowhere."""
    living = {"/k/<token>": asked.kiosk_token, "/o/<token>": asked.open_token}
    found = []
    for path in PATHS:
        for token in (living.get(path, asked.tokens[0]), "nothing"):
            found.append(re.sub("<token>", token, path))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
@pytest.mark.parametrize("place", PLACES)
def test_looking_changes_no_row_wherever_the_person_is(
    services: Services, app: Flask, place: str, mode: str
) -> None:
    asked = ask(services, survey(SMALL), mode=mode)
    person = Person(app).opens(f"/i/{asked.tokens[0]}")
    PLACES[place](person)
    held = person.client.get_cookie("v")
    before = everything(services)
    for path in addresses(asked):
        for method in LOOKS:
            looking = app.test_client()
            if held is not None:
                looking.set_cookie("v", held.value)
            looking.open(path, method=method, headers={"Sec-Purpose": "prefetch"})
    assert everything(services) == before


def test_this_would_see_a_change(services: Services, app: Flask) -> None:
    asked = ask(services, survey(SMALL))
    before = everything(services)
    Person(app).opens(f"/i/{asked.tokens[0]}").presses("begin")
    assert everything(services) != before

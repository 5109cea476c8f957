"""When something fails: is the page for people, do the words come back, does no log hold them?"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import NoReturn

import pytest
import structlog
from flask import Flask, abort
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from feedback.app import LONGEST_FORM_BYTES
from feedback.services import Services
from feedback.store.database import Database
from feedback.store.responses import Answer
from feedback.web.security import HEADERS
from surveys.reading import grade
from tests.apps import make_app
from tests.factories import Asked, ask, make_services, survey
from tests.feedback.participant.test_answering import SMALL, started
from tests.people import Form, Person

STATUSES = (400, 403, 404, 405, 413, 429, 500, 503)
SECRET = "my dog Biscuit saw it"
NASTY = "\nline <b>one</b> & “two” 😀\n\n</textarea><script>alert(1)</script>" + SECRET
# What a person should never have to read.
MACHINERY = re.compile(
    r"flask|werkzeug|jinja|python|sqlalchemy|sqlite|postgres|gunicorn|nginx|traceback|exception|"
    r"\bdatabase\b|\bserver\b|\bhttp\b|internal error|\bbad request\b|\bforbidden\b|"
    r"method not allowed|not found|entity|\b(?:4|5)\d\d\b|csrf|token|disk|locked",
    re.IGNORECASE,
)
HARDEST_GRADE = 6.0  # reading age 11, of the whole text; the words of each sentence are short
LOST = "the line to the store is down: "


class FailingStore(Database):
    """A store that can be told to fail as a real one does, before or at the commit."""

    fault: str = ""
    passing: int = 0  # writings that still succeed

    @contextmanager
    def reading(self) -> Iterator[Session]:
        if self.fault == "reading":
            raise self._away()
        with super().reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with super().writing() as session:
            yield session
            if self.fault and self.passing:
                self.passing -= 1
                return
            if self.fault == "writing":
                raise self._away()  # the block is undone, as when a commit fails
            if self.fault == "mistake":
                raise RuntimeError(LOST + SECRET)

    def _away(self) -> OperationalError:
        return OperationalError("INSERT …", {"sealed": SECRET}, sqlite3.OperationalError(SECRET))


@dataclass(frozen=True)
class World:
    """An app over a store that can be made to fail."""

    app: Flask
    services: Services
    store: FailingStore
    asked: Asked


def breaks(status: int) -> NoReturn:
    abort(status)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    services = make_services(tmp_path)
    services.sessions.close()
    store = FailingStore(services.settings.database)
    services = replace(services, sessions=store)
    app = make_app(services)
    for start in ("", "/staff"):
        app.add_url_rule(f"{start}/broken/<int:status>", f"broken{start}", breaks)
    yield World(app, services, store, ask(services, survey(SMALL)))
    store.close()


class _Words(HTMLParser):
    """The text a person sees in <main>."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "main"

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.found.append(data.strip())


def words_of_page(text: str) -> list[str]:
    reader = _Words()
    reader.feed(text)
    return reader.found


@pytest.mark.parametrize("start", ["", "/staff"], ids=["people", "staff"])
@pytest.mark.parametrize("status", STATUSES)
def test_an_error_page_is_written_for_people(world: World, status: int, start: str) -> None:
    reply = world.app.test_client().get(f"{start}/broken/{status}")
    assert reply.status_code == status
    told = words_of_page(reply.text)
    assert len(told) > 1
    assert not MACHINERY.search("\n".join(told))
    assert grade(told) < HARDEST_GRADE
    assert reply.text.count("<h1") == 1
    for header, value in HEADERS.items():
        assert reply.headers[header] == value
    assert reply.headers["Cache-Control"] == "no-store"
    assert (reply.headers.get("Retry-After") == "30") == (status in {429, 503})
    if not start:
        assert "Exit this page" in reply.text
        assert "0800 1111" in reply.text
        assert "<title>Your views</title>" in reply.text


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/nowhere", "GET", 404), ("/survey", "PUT", 405), ("/staff/sign-out", "GET", 405)],
)
def test_real_wrong_turns_get_these_pages(
    world: World, path: str, method: str, status: int
) -> None:
    reply = world.app.test_client().open(path, method=method)
    assert reply.status_code == status
    assert not MACHINERY.search("\n".join(words_of_page(reply.text)))


def test_a_form_beyond_the_limit_says_where_the_words_are(world: World) -> None:
    person = started(Person(world.app).opens(f"/i/{world.asked.tokens[0]}"))
    person.presses("next", listen="never")
    person.presses("next", why_not="x" * LONGEST_FORM_BYTES)
    assert person.status == 413
    assert "Your words are still on the page before this one" in person.text


@pytest.mark.parametrize("path", ["/i/{token}", "/resume", "/survey", "/staff/", "/help"])
def test_pages_stand_while_the_store_is_away(world: World, path: str) -> None:
    person = started(Person(world.app).opens(f"/i/{world.asked.tokens[0]}"))
    world.store.fault = "reading"
    reply = person.client.get(path.format(token=world.asked.tokens[0]), follow_redirects=True)
    assert reply.status_code in {200, 503}
    assert words_of_page(reply.text)
    assert SECRET not in reply.text


def test_help_is_there_while_the_store_is_away(world: World) -> None:
    world.store.fault = "reading"
    reply = world.app.test_client().get("/help")
    assert reply.status_code == 200
    assert "Childline" in "".join(words_of_page(reply.text))


# --- the words come back, and can be sent again


def at_last_texts(world: World, *, cookies: bool = True) -> Person:
    person = Person(world.app, cookies=cookies).opens(f"/i/{world.asked.tokens[0]}")
    return started(person).presses("next", listen="always").presses("next", safe_home="always")


def sends_again(person: Person, world: World) -> None:
    """Press the page's only button, as it stands."""
    form = person.form()
    data: dict[str, list[str]] = {}
    for name, value in form.fields:
        data.setdefault(name, []).append(value)
    reply = person.client.post(form.action, data=data, follow_redirects=True)
    person.text, person.status = reply.text, reply.status_code


def given_back(form: Form, name: str) -> list[str]:
    return [value.replace("\r\n", "\n") for key, value in form.fields if key == name]


@pytest.mark.parametrize("cookies", [True, False], ids=["cookies", "no-cookies"])
@pytest.mark.parametrize(("fault", "status"), [("writing", 503), ("mistake", 500)])
def test_words_that_could_not_be_kept_are_in_the_page_and_go_with_one_press(
    world: World, fault: str, status: int, cookies: bool
) -> None:
    person = at_last_texts(world, cookies=cookies).presses("skip")
    assert person.heading == "What is good?"
    world.store.fault = fault
    person.presses("next", good=NASTY)
    assert person.status == status
    assert given_back(person.form(), "good") == [NASTY]
    assert "<script>alert" not in person.text
    sends_again(person, world)  # still away: nothing is lost by trying
    assert given_back(person.form(), "good") == [NASTY]
    world.store.fault = ""
    sends_again(person, world)
    assert person.heading == "May we?"
    with world.services.sessions.reading() as session:
        row = session.scalars(select(Answer).where(Answer.question_key == "good")).one()
    key = world.services.keys.open(f"response:{row.response_id}")
    assert row.sealed is not None
    assert key.unseal(row.sealed, "good") == NASTY


def test_ticks_and_their_words_come_back_together(world: World) -> None:
    person = at_last_texts(world)
    world.store.fault = "writing"
    person.presses("next", likes=["cats", "dogs", "other"], likes__says="newts & <i>")
    assert given_back(person.form(), "likes") == ["cats", "dogs", "other"]
    assert given_back(person.form(), "likes-says") == ["newts & <i>"]
    world.store.fault = ""
    sends_again(person, world)
    with world.services.sessions.reading() as session:
        rows = session.scalars(select(Answer.code).where(Answer.question_key == "likes"))
        assert sorted(filter(None, rows)) == ["cats", "dogs", "other"]


def test_words_kept_aside_in_part_come_back_whole(world: World) -> None:
    person = started(Person(world.app).opens(f"/i/{world.asked.tokens[0]}"))
    person.presses("next", listen="never")
    world.store.fault, world.store.passing = "writing", 1  # kept aside; then the store is gone
    person.presses("next", why_not="x" * 60)
    assert person.status == 503
    assert given_back(person.form(), "why_not") == ["x" * 60]


def test_a_form_we_cannot_place_gives_the_words_back_too(world: World) -> None:
    world.store.fault = "writing"
    form = {"_c": "spoilt!", "_t": "i.none", "_p": "good", "_do": "next", "good": NASTY}
    reply = world.app.test_client().post("/survey", data=form)
    assert reply.status_code == 503
    assert SECRET in reply.text


def test_a_sending_that_failed_can_be_pressed_again(world: World) -> None:
    person = at_last_texts(world)
    for _ in range(3):
        person.presses("skip")
    world.store.fault = "writing"
    person.presses("send")
    assert person.status == 503
    world.store.fault = ""
    person.opens("/survey").presses("send")
    assert person.heading == "Thank you"


def test_a_password_is_never_given_back(world: World) -> None:
    client = world.app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/staff/sign-in").text)
    assert token
    world.store.fault = "writing"
    form = {"csrf_token": token[1], "email": "a@b.example", "password": SECRET}
    reply = client.post("/staff/sign-in", data=form)
    assert reply.status_code == 503
    assert SECRET not in reply.text


@pytest.mark.parametrize("fault", ["reading", "writing", "mistake"])
def test_no_log_holds_a_word_or_a_link(
    world: World, fault: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    person = at_last_texts(world).presses("skip")
    world.store.fault = fault
    with structlog.testing.capture_logs() as logged:
        person.presses("next", good=SECRET)
    assert person.status in {500, 503}
    assert [one["log_level"] for one in logged] == ["error"]
    captured = capfd.readouterr()
    told = f"{logged}{caplog.text}{captured.out}{captured.err}"
    for private in ("Biscuit", LOST, world.asked.tokens[0], person.form().fields[0][1]):
        assert private not in told

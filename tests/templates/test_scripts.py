"""Does the participants' script leave at once, keep words without a signal, and lose no click?"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from flask import Flask, Response, request
from playwright.sync_api import Browser, Page, Route
from werkzeug.serving import make_server

from feedback.web.assets import serve_assets
from feedback.web.security import guard_replies

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser
FORM = """{% extends "participant/layout.html" %}{% block main %}
<h1>One question</h1>
<form method="post" action="/survey">
<input type="hidden" name="_c" value="right to write">
<textarea id="good" name="good" data-most="20"></textarea><p id="good-left"></p>
<input type="checkbox" name="likes" value="cats"><input type="checkbox" name="likes" value="dogs">
<input type="checkbox" name="likes" value="none" data-alone>
<button name="_do" value="next">Continue</button><button name="_do" value="back">Back</button>
</form>{% endblock %}"""


@dataclass
class Place:
    """A small server with one form, and what it was sent."""

    address: str
    got: list[dict[str, str]]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    app = Flask("scripts", template_folder=str(ROOT / "templates"), static_folder=None)
    got: list[dict[str, str]] = []
    guard_replies(app)
    serve_assets(app)

    @app.get("/")
    def form() -> str:
        return app.jinja_env.from_string(FORM).render()

    @app.post("/survey")
    def survey() -> str:
        got.append(request.form.to_dict())
        return app.jinja_env.from_string(FORM.replace("One question", "The next")).render()

    @app.get("/tablet/<int:seconds>")
    def tablet(seconds: int) -> str:
        drawn = app.jinja_env.from_string(FORM.replace("One question", "On a tablet"))
        return drawn.render(kiosk_start=lambda: "/", idle_seconds=seconds)

    @app.get("/exit")
    def leave() -> Response:
        return Response("weather", headers={"Content-Type": "text/html"})

    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Place(f"http://127.0.0.1:{server.server_port}", got)
    server.shutdown()
    server.server_close()


@pytest.fixture
def phone(browser: Browser, place: Place) -> Iterator[Page]:
    place.got.clear()
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if "Content Security" in said.text else None,
    )
    page.goto(place.address)
    yield page
    context.close()
    assert wrong == []


def cut(route: Route, *, down: list[bool]) -> None:
    """A wireless network that is there but leads nowhere."""
    if down:
        route.abort("internetdisconnected")
    else:
        route.continue_()


def test_exit_leaves_and_the_back_button_does_not_return(phone: Page, place: Place) -> None:
    phone.goto(f"{place.address}/?second")
    phone.get_by_role("link", name="Exit this page").click()
    phone.wait_for_url(f"{place.address}/exit")
    phone.go_back()
    assert "second" not in phone.url


def test_shift_three_times_leaves(phone: Page, place: Place) -> None:
    for _ in range(3):
        phone.keyboard.press("Shift")
    phone.wait_for_url(f"{place.address}/exit")


def test_capital_letters_do_not_leave(phone: Page, place: Place) -> None:
    phone.locator("#good").focus()
    for letter in "SAMQ":
        phone.keyboard.press(f"Shift+{letter}")
    assert phone.locator("#good").input_value() == "SAMQ"
    assert phone.url == f"{place.address}/"


def test_words_and_the_button_pressed_arrive_once(phone: Page, place: Place) -> None:
    phone.locator("#good").fill("Kind\nand fair")
    phone.get_by_role("button", name="Continue").dblclick()
    phone.get_by_role("heading", name="The next").wait_for()
    assert place.got == [{"_c": "right to write", "good": "Kind\r\nand fair", "_do": "next"}]


def test_a_tap_without_words_goes_at_once_and_once(phone: Page, place: Place) -> None:
    phone.get_by_role("button", name="Back").dblclick()
    phone.get_by_role("heading", name="The next").wait_for()
    assert [one["_do"] for one in place.got] == ["back"]


def test_without_a_signal_the_words_stay_and_go_when_it_is_back(phone: Page, place: Place) -> None:
    phone.locator("#good").fill("Kind")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_text("Your words are still on this page").wait_for()
    assert phone.locator("#good").input_value() == "Kind"
    phone.locator("#good").fill("Kind, and more")
    phone.context.set_offline(False)
    phone.get_by_role("heading", name="The next").wait_for()
    assert [(one["good"], one["_do"]) for one in place.got] == [("Kind, and more", "next")]


def test_a_network_that_leads_nowhere_costs_no_words(phone: Page, place: Place) -> None:
    down = [True]
    phone.route(re.compile("."), partial(cut, down=down))
    phone.locator("#good").fill("Kind")
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_text("Your words are still on this page").wait_for()
    assert phone.locator("#good").input_value() == "Kind"
    down.clear()
    phone.get_by_role("heading", name="The next").wait_for()
    assert [(one["good"], one["_do"]) for one in place.got] == [("Kind", "next")]


def test_whoever_insists_sends_anyway(phone: Page, place: Place) -> None:
    phone.route(re.compile("favicon"), partial(cut, down=[True]))
    phone.locator("#good").fill("Kind")
    for _ in range(4):
        phone.get_by_role("button", name="Continue").click()
        phone.wait_for_timeout(100)
    phone.get_by_role("heading", name="The next").wait_for()
    assert [one["good"] for one in place.got] == ["Kind"]


def test_the_bar_does_not_cover_what_has_the_focus(phone: Page) -> None:
    phone.set_viewport_size({"width": 360, "height": 300})
    for _ in range(12):
        phone.keyboard.press("Shift+Tab")
        hidden = phone.evaluate(
            """() => {
                const at = document.activeElement, bar = document.querySelector(".app-header");
                if (at === document.body || bar.contains(at)) return false;
                if (at.classList.contains("govuk-skip-link")) return false;
                return at.getBoundingClientRect().bottom <= bar.getBoundingClientRect().bottom;
            }"""
        )
        assert not hidden


def test_none_of_these_stands_alone(phone: Page) -> None:
    for value, chosen in (("cats", ["cats"]), ("none", ["none"]), ("dogs", ["dogs"])):
        phone.locator(f'input[value="{value}"]').check()
        ticked = phone.locator("input:checked").evaluate_all("all => all.map(one => one.value)")
        assert ticked == chosen


def test_letters_left_are_told_only_when_it_gets_close(phone: Page) -> None:
    told = phone.locator("#good-left")
    phone.locator("#good").fill("short")
    phone.wait_for_timeout(700)
    assert told.text_content() == ""
    phone.locator("#good").fill("x" * 18 + "😀")  # one letter to a person, two to a machine
    phone.get_by_text("You have 1 letter left").wait_for()
    phone.locator("#good").fill("x" * 22)
    phone.get_by_text("That is 2 letters too many").wait_for()


def test_a_tablet_nobody_touches_asks_and_then_starts_again(phone: Page, place: Place) -> None:
    phone.clock.install()
    phone.goto(f"{place.address}/tablet/600")
    phone.clock.run_for(541_000)
    phone.get_by_text("Are you still there?").wait_for()
    phone.clock.run_for(60_000)
    phone.get_by_role("heading", name="One question").wait_for()
    phone.go_back()  # to the page before the tablet's: the tablet's own was replaced
    assert "tablet" not in phone.url


def test_a_tablet_waits_while_somebody_types(phone: Page, place: Place) -> None:
    phone.clock.install()
    phone.goto(f"{place.address}/tablet/600")
    for _ in range(3):
        phone.clock.run_for(550_000)
        phone.locator("#good").press_sequentially("a ")
        assert phone.get_by_text("Are you still there?").count() == 0
    assert phone.locator("#good").input_value() == "a a a "
    phone.clock.run_for(601_000)
    phone.get_by_role("heading", name="One question").wait_for()


def test_a_tablet_without_scripts_starts_again_too(browser: Browser, place: Place) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{place.address}/tablet/1")
    page.get_by_role("heading", name="One question").wait_for(timeout=10_000)
    context.close()

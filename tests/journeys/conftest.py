"""A real browser before the real app: what journeys share."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize
from werkzeug.serving import make_server

from feedback.collection.instruments import february_instruments
from feedback.safeguarding.help_numbers import keep_shipped
from feedback.services import Services
from feedback.web.accounts import Role, hash_password
from surveys.definition import Audience
from tests.apps import make_app
from tests.factories import Asked, ask, make_services
from tests.staff import code_for, employ

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PASSWORD = "three quiet garden walls"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """The app on a port of its own, with the February round open for every audience."""

    address: str
    services: Services
    asked: dict[Audience, Asked] = field(default_factory=dict)
    used: dict[Audience, int] = field(default_factory=dict)

    def link(self, audience: Audience) -> str:
        """A personal link nobody has used yet."""
        place = self.used.get(audience, 0)
        self.used[audience] = place + 1
        return f"{self.address}/i/{self.asked[audience].tokens[place]}"

    def signs_in(self, page: Page, email: str) -> None:
        """A member of staff: the password, then a code from the phone."""
        page.goto(f"{self.address}/staff/sign-in")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", PASSWORD)
        for _step in range(2):
            with page.expect_navigation():
                page.locator("main button[type=submit]").first.click()
            if "/staff/code" not in page.url:
                return
            page.fill("input[name=code]", code_for(self.services, email))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    services = make_services(tmp_path_factory.mktemp("site"))
    made = Site("", services)
    for instrument in february_instruments():
        made.asked[instrument.audience] = ask(services, instrument.survey, people=30)
    with services.sessions.writing() as session:
        keep_shipped(session)
    hashed = hash_password(PASSWORD)
    for name, role in (("officer", Role.ANALYST), ("admin", Role.ADMINISTRATOR)):
        employ(services, f"{name}@example.org", role, hashed=hashed)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = make_app(services)
    app.wsgi_app = RefusedCookies(app.wsgi_app)  # type: ignore[method-assign]
    server = make_server("127.0.0.1", 0, app, threaded=True)
    made.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


REFUSES = "x-refuses-cookies"


class RefusedCookies:
    """Our cookies do not stick in a browser that refuses them: here, they never leave."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = [(name, value) for name, value in headers if name.lower() != "set-cookie"]
            return start_response(status, kept, *more)

        refuses = "HTTP_X_REFUSES_COOKIES" in environ
        return self.app(environ, start if refuses else start_response)


OpensPage = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser, site: Site) -> Iterator[OpensPage]:
    """Opens a page in a fresh browser; nothing may go wrong in it or leave for elsewhere."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(
        *, cookies: bool = True, viewport: ViewportSize = PHONE, **options: object
    ) -> Page:
        context = browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        contexts.append(context)

        def guard(route: Route) -> None:
            if urlsplit(route.request.url).hostname != "127.0.0.1":
                if not route.request.is_navigation_request():
                    wrong.append(f"asked {route.request.url}")
                route.fulfill(status=200, content_type="text/html", body="<h1>Weather</h1>")
                return
            headers = {} if cookies else {REFUSES: "1"}
            route.continue_(headers={**route.request.headers, **headers})

        context.route("**/*", guard)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: (
                wrong.append(said.text)
                if said.type in {"error", "warning"} and "Failed to load resource" not in said.text
                else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []

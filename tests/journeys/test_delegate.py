"""Does a delegate get from the square on the wall to the line the lead reads, seven months on?"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from feedback.adapters.notify import NotifyTexter
from feedback.adapters.smtp import SmtpPostman
from feedback.jobs.worker import work_once
from feedback.safeguarding.help_numbers import keep_shipped
from feedback.services import Services
from feedback.web.accounts import Role, hash_password
from tests.apps import make_app
from tests.conftest import DEEP
from tests.factories import make_services
from tests.fakes import FixedClock
from tests.journeys.conftest import DESKTOP, PASSWORD, PHONE, OpensPage, Site
from tests.journeys.looking import finds_nothing
from tests.journeys.persons import Person
from tests.mail_server import MailServer, free_port, mail_server
from tests.notify_stand_in import Provider, notify_here
from tests.people import Person as Reader
from tests.staff import employ

DELEGATES = 6 if DEEP else 5  # fewer are hidden: five is the least a line is drawn for
SEEN = DELEGATES if DEEP else 2  # in the browser: one by mail, one by text. Others by the forms
PLEDGE = "Ask every father how he is"
AFTERWARDS = {"process_now": "c5", "pledge_kept": "fully"}
LEAD = "lead@example.org"


@dataclass
class Town:
    """The app on a port of its own, a mail server, a text provider, and a clock the test moves."""

    site: Site
    app: Flask
    mail: MailServer
    notify: Provider

    @property
    def clock(self) -> FixedClock:
        clock = self.site.services.clock
        assert isinstance(clock, FixedClock)
        return clock

    def comes_to(self, *when: int) -> None:
        year, month, day, hour = when
        self.clock.instant = datetime(year, month, day, hour, tzinfo=UTC)

    def a_day_goes_by(self) -> list[Came]:
        """What came in, by mail and by text."""
        mails, texts = len(self.mail.mails), len(self.notify.sent)
        self.clock.move(days=1)
        work_once(self.site.services)
        by_mail = [Came(str(one["To"]), plain_words(one)) for one in self.mail.mails[mails:]]
        by_text = [
            Came(one["phone_number"], one["personalisation"]["text"])
            for one in self.notify.sent[texts:]
        ]
        return by_mail + by_text


@dataclass(frozen=True)
class Came:
    """A message as its reader has it."""

    to: str
    words: str

    @property
    def link(self) -> str:
        found = re.search(r"http://\S+/i/\w+", self.words)
        assert found is not None
        return found[0]


def plain_words(mail: Message) -> str:
    """The part a mail program without HTML shows; both parts lead to the same page."""
    parts = [one.get_payload(decode=True) for one in mail.walk() if not one.is_multipart()]
    words, html = (one.decode() for one in parts if isinstance(one, bytes))
    assert Came("", words).link in html
    return words


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with mail_server() as mail, notify_here() as notify:
        services: Services = make_services(
            tmp_path, base_url=address, smtp_host="127.0.0.1", smtp_port=mail.port,
            smtp_starttls=False, mail_from="Training <training@example.org>",
            **notify.settings,
        )  # fmt: skip
        services = replace(
            services,
            postman=SmtpPostman(services.settings),
            texter=NotifyTexter(services.settings),
        )
        with services.sessions.writing() as session:
            keep_shipped(session)
        employ(services, LEAD, Role.TRAINING_LEAD, hashed=hash_password(PASSWORD))
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        app = make_app(services)
        server = make_server("127.0.0.1", port, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Town(Site(address, services), app, mail, notify)
        server.shutdown()
        server.server_close()


def presses(page: Page, button: str) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("button", name=button, exact=True).first.click()


def looks(page: Page) -> None:
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        finds_nothing(page)


def lead_holds_a_course(town: Town, page: Page) -> str:
    """A course, a session and the square; what it leads to."""
    site = town.site
    site.signs_in(page, LEAD)
    page.goto(f"{site.address}/staff/training")
    looks(page)
    page.get_by_role("button", name="Make a course or workshop").click()
    looks(page)
    page.get_by_label("Name", exact=True).fill("Neglect")
    presses(page, "Make it")
    looks(page)
    for label, typed in (("Day", "15"), ("Month", "1"), ("Year", "2024")):
        page.get_by_label(label, exact=True).fill(typed)
    presses(page, "Add the session")
    looks(page)
    presses(page, "Make the square")
    looks(page)
    return page.locator("main strong").inner_text()


def answers(person: Person, choices: dict[str, str], *, looks_too: bool) -> None:
    """Through every page, choosing what `choices` says (field -> value), then send."""
    person.presses("Continue")
    person.presses("Start the questions")
    for _ in range(30):
        if looks_too:
            finds_nothing(person.page)
        if person.sees == "Check what you said":
            person.presses("Send")
            return
        here = [field for field in choices if person.page.locator(f"[name='{field}']").count()]
        for field in here:
            box = person.page.locator(f"textarea[name='{field}']")
            if box.count():
                box.fill(choices[field])
            else:
                choice = f"input[name='{field}'][value='{choices[field]}']"
                person.page.locator(choice).check(force=True)
        person.presses("Continue" if here else "Skip")
    raise AssertionError(f"the survey does not end: “{person.sees}”")


def address_of(n: int) -> str:
    """Every other one has a work mobile and no e-mail of their own."""
    return f"+4477009001{n:02d}" if n % 2 else f"delegate{n}@example.org"


def said_by(n: int) -> dict[str, str]:
    return {
        "sector": "health", "relevant": "agree", "process_before": "c2", "process_now": "c3",
        "pledge": f"{PLEDGE} {n}", "follow_up": "yes",
    }  # fmt: skip


def reads_and_sends(town: Town, address: str, choices: dict[str, str]) -> Reader:
    """The same pages and forms as in the browser, without one."""
    reader = Reader(town.app).opens(address.removeprefix(town.site.address))
    reader.presses("begin").presses("on")
    while "send" not in reader.form().buttons:
        here = {name: said for name, said in choices.items() if name in reader.form().inputs}
        reader.presses("next" if here else "skip", **here)
    return reader.presses("send")


def at_the_session(opens: OpensPage, square: str, n: int) -> None:
    person = Person(opens())
    person.follows(square)
    said = said_by(n)
    answers(person, said, looks_too=n == 0)
    assert person.sees == "Thank you"
    person.page.get_by_label("Your work e-mail or mobile number").fill(address_of(n))
    if n == 0:
        finds_nothing(person.page)
    person.presses("Ask me again")
    if n == 0:
        finds_nothing(person.page)
    person.page.context.close()


def follows_a_message(opens: OpensPage, came: Came, *, looks_too: bool) -> None:
    person = Person(opens())
    person.follows(came.link)
    assert PLEDGE not in came.words
    assert PLEDGE not in person.page.content()
    answers(person, AFTERWARDS, looks_too=looks_too)
    assert person.sees == "Thank you"
    person.page.context.close()


def test_from_the_wall_to_the_matched_line(town: Town, opens: OpensPage) -> None:
    town.comes_to(2024, 1, 15, 12)
    lead = opens(viewport=DESKTOP)
    square = lead_holds_a_course(town, lead)
    for n in range(DELEGATES):
        if n < SEEN:
            at_the_session(opens, square, n)
        else:
            reads_and_sends(town, square, said_by(n)).presses("address", contact=address_of(n))
    seen = {address_of(n) for n in range(SEEN)}
    arrived: list[tuple[str, str]] = []
    for _ in range(7 * 31):
        for came in town.a_day_goes_by():
            if came.to in seen:
                follows_a_message(opens, came, looks_too=not arrived)
            else:
                reads_and_sends(town, came.link, AFTERWARDS)
            arrived.append((f"{town.clock.now():%Y-%m-%d}", came.to))
    people = sorted(address_of(n) for n in range(DELEGATES))
    assert sorted(arrived) == [(day, one) for day in ("2024-04-15", "2024-07-15") for one in people]
    town.site.signs_in(lead, LEAD)
    lead.goto(f"{town.site.address}/staff/training/results")
    looks(lead)
    line = lead.locator("#line-process")
    told = re.sub(r"\s+", " ", line.inner_text())
    assert f"6 months on {DELEGATES} 0 +3.00 +3.00 to +3.00" in told
    assert f"At the session {DELEGATES} 0 +1.00 +1.00 to +1.00" in told
    rates = re.sub(r"\s+", " ", lead.locator("main").inner_text())
    assert f"3 months on {f'{DELEGATES} ' * 4}100%" in rates


def test_the_pledge_is_on_the_page_of_its_owner(town: Town, opens: OpensPage) -> None:
    town.comes_to(2024, 1, 15, 12)
    square = lead_holds_a_course(town, opens(viewport=DESKTOP))
    at_the_session(opens, square, 2)
    town.comes_to(2024, 4, 15, 10)
    work_once(town.site.services)
    (mail,) = town.mail.mails
    person = Person(opens())
    person.follows(Came("", plain_words(mail)).link)
    person.presses("Continue")
    person.presses("Start the questions")
    assert person.sees == f"You said you would: {PLEDGE} 2. Did you?"
    finds_nothing(person.page)
    person.follows(mail["List-Unsubscribe"].strip("<>"))
    finds_nothing(person.page)
    person.presses("I have left that job")
    finds_nothing(person.page)

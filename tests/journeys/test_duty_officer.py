"""Does a duty officer get from a child's words to a closed concern, on a phone and at a desk?"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, ViewportSize
from sqlalchemy import select, update

from feedback.adapters.smtp import SmtpPostman
from feedback.collection.instruments import february_instruments
from feedback.jobs.worker import work_once
from feedback.safeguarding.rota import add_turn
from feedback.store.concerns import Concern, ConcernStep
from feedback.store.outbox import AuditEntry
from feedback.store.rounds import CohortMember
from feedback.web.accounts import Role, hash_password
from surveys.definition import Audience
from tests.conftest import in_depth
from tests.factories import Asked, ask
from tests.fakes import FixedClock
from tests.journeys.conftest import DESKTOP, PASSWORD, PHONE, OpensPage, Site
from tests.journeys.looking import finds_nothing
from tests.journeys.persons import Person
from tests.mail_server import mail_server
from tests.staff import employ

WORDS = "he hits me when mum is at work"
QUESTION = "What has your social worker done that helped?"
EMAIL = "duty@example.org"


@dataclass
class DutyOfficer:
    """Somebody at the duty desk, who looks at each page for what axe and we would find."""

    site: Site
    page: Page
    looks: bool = True

    def signs_in(self) -> None:
        self.site.signs_in(self.page, EMAIL)

    def follows(self, path: str) -> None:
        self.page.goto(self.site.address + path)
        self._look()

    def presses(self, button: str) -> None:
        """A button; a minute passes, as it would."""
        clock = self.site.services.clock
        assert isinstance(clock, FixedClock)
        clock.move(seconds=20)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.get_by_role("button", name=button, exact=True).first.click()
        self._look()

    def opens(self, summary: str) -> None:
        self.page.locator("summary", has_text=summary).click()

    def chooses(self, label: str) -> None:
        self.page.get_by_label(label).check()

    def writes(self, label: str, words: str) -> None:
        self.page.get_by_label(label).locator("visible=true").fill(words)

    @property
    def sees(self) -> str:
        return self.page.locator("main").inner_text()

    @property
    def said(self) -> str:
        return self.page.locator(".govuk-notification-banner--success").inner_text()

    def _look(self) -> None:
        if self.looks:
            finds_nothing(self.page)


@pytest.fixture(scope="session")
def staffed(site: Site) -> Site:
    """The site with a duty officer, who is on the rota."""
    staff_id = employ(site.services, EMAIL, Role.DUTY_OFFICER, hashed=hash_password(PASSWORD))
    now = site.services.clock.now()
    with site.services.sessions.writing() as session:
        add_turn(session, staff_id=staff_id, part="duty", starts_at=now - timedelta(days=1),
                 ends_at=now + timedelta(days=30), phone="", by="test", now=now)  # fmt: skip
    return site


def is_told(site: Site, concern: str) -> str:
    """The worker works over a real wire; the path of the link in the officer's e-mail."""
    with mail_server() as server:
        wire = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "mail_from": "V <v@v.example>"}
        settings = site.services.settings.model_copy(update=wire)
        work_once(replace(site.services, postman=SmtpPostman(settings)))
        texts = [mail.get_payload(decode=True) for mail in server.mails if mail["To"] == EMAIL]
    (text,) = [t.decode() for t in texts if isinstance(t, bytes) and concern in t.decode()]
    assert not set(WORDS.split()) & set(text.lower().split()) - {"is", "at", "when"}
    found = re.search(r"https?://[^/\s]+(/staff/concerns/\S+)", text)
    assert found is not None
    return found[1]


def child_tells(site: Site, page: Page) -> str:
    """A child known by name writes what worries; the concern's id."""
    link = site.link(Audience.YOUNG_PERSON)
    asked = site.asked[Audience.YOUNG_PERSON]
    member = asked.member_ids[asked.tokens.index(link.rpartition("/")[2])]
    key = site.services.keys.make(f"round:{asked.round_id}")
    sealed = key.seal(json.dumps({"name": "Robin Example"}), f"member:{member}")
    with site.services.sessions.writing() as session:
        session.execute(
            update(CohortMember).where(CohortMember.id == member).values(contact=sealed)
        )
        before = set(session.scalars(select(Concern.id)))
    child = Person(page)
    child.begins(link)
    child.chooses("I'm on my own")
    child.chooses("No")
    child.chooses("Yes")
    child.skips_to(QUESTION)
    child.writes(WORDS)
    child.presses("Continue")
    assert child.sees == "Thank you for telling us"
    with site.services.sessions.reading() as session:
        return (set(session.scalars(select(Concern.id))) - before).pop()


@pytest.mark.parametrize(
    ("size", "scripts"),
    [
        pytest.param(PHONE, True, id="phone"),
        pytest.param(DESKTOP, True, id="desktop", marks=in_depth),
        pytest.param(PHONE, False, id="phone-no-scripts", marks=in_depth),
    ],
)
def test_from_a_childs_words_to_a_closed_concern(
    staffed: Site, opens: OpensPage, size: ViewportSize, scripts: bool
) -> None:
    concern = child_tells(staffed, opens())
    path = is_told(staffed, concern)
    officer = DutyOfficer(staffed, opens(viewport=size, java_script_enabled=scripts), looks=scripts)
    officer.page.goto(staffed.address + path)
    assert WORDS not in officer.sees  # a link is nothing without a sign-in
    officer.signs_in()
    officer.follows(path)

    officer.follows("/staff/desk?view=new&level=urgent")
    card = officer.page.locator("li.app-card", has=officer.page.locator(f"a[href$='{concern}']"))
    assert "Waiting" in card.inner_text()
    assert WORDS not in officer.sees
    with officer.page.expect_navigation():
        card.get_by_role("button").click()
    assert "in your hands" in officer.said
    assert WORDS in officer.sees
    assert officer.page.locator("mark").count()

    officer.presses("Show their other answers")
    assert "I'm on my own" in officer.sees

    officer.opens("Show who it is")
    officer.presses("Show who it is")
    assert "Write why you need to know" in officer.sees
    assert "Robin" not in officer.sees
    officer.writes("Why do you need to know?", "MASH needs the name")
    officer.presses("Show who it is")
    assert "Robin Example" in officer.sees
    officer.follows(f"/staff/concerns/{concern}")

    officer.chooses("Now: somebody is in danger")
    officer.presses("Save")
    officer.presses("Make the contact sheet")
    assert WORDS in officer.sees
    assert "MASH needs the name" in officer.sees
    assert "Robin" not in officer.sees
    officer.chooses("Copied to the case record")
    officer.presses("Save the tick")

    officer.chooses("MASH")
    officer.writes("Their reference, or who you spoke to", "MASH-2024-17")
    officer.presses("Save")
    officer.chooses("Upheld: somebody was not safe")
    officer.page.locator("#close-note").fill("With MASH now")
    officer.presses("Close")
    assert "Closed" in officer.said

    officer.follows("/staff/desk?view=closed")
    assert officer.page.locator(f"a[href$='{concern}']").count() == 1
    left_behind(staffed, concern)


def left_behind(site: Site, concern: str) -> None:
    """What the store holds after it all."""
    with site.services.sessions.reading() as session:
        row = session.scalars(select(Concern).where(Concern.id == concern)).one()
        steps = session.scalars(
            select(ConcernStep.what)
            .where(ConcernStep.concern_id == concern)
            .order_by(ConcernStep.at)
        ).all()
        noted = session.scalars(
            select(AuditEntry.what).where(AuditEntry.about == f"concern:{concern}")
        ).all()
    assert row.state == "closed"
    assert None not in (row.acknowledged_at, row.copied_at, row.closed_at)
    assert row.alarm_at is None
    assert list(steps) == [
        "acknowledged", "identity_opened", "triaged", "sheet_made", "copied", "acted",
        "closed:upheld",
    ]  # fmt: skip
    assert {"concern_viewed", "concern_rest_viewed", "identity_opened", "concern_exported"} <= set(
        noted
    )


def test_an_anonymous_child_leaves_a_name_and_the_officer_finds_it(
    staffed: Site, opens: OpensPage
) -> None:
    services = staffed.services
    asked = anonymous(staffed)
    child = Person(opens())
    child.follows(f"{staffed.address}/o/{asked.open_token}")
    child.presses("Continue")
    child.presses("Start the questions")
    child.chooses("I'm on my own")
    child.chooses("No")
    child.chooses("Yes")
    child.skips_to(QUESTION)
    child.writes(WORDS)
    child.presses("Continue")
    assert "we cannot find you" in child.page.content()
    finds_nothing(child.page)
    child.presses("Leave a first name")
    finds_nothing(child.page)
    child.page.get_by_label("First name").fill("Kit")
    child.page.get_by_label("A safe way to reach you").fill("at school, ask Ms Adams")
    child.presses("Leave this")
    finds_nothing(child.page)
    child.presses("Carry on")
    with services.sessions.reading() as session:
        concern = session.scalars(
            select(Concern.id).where(Concern.round_instrument_id == asked.instrument_id)
        ).one()

    officer = DutyOfficer(staffed, opens())
    officer.signs_in()
    officer.follows(f"/staff/concerns/{concern}")
    assert "cannot find them" in officer.sees
    assert "Kit" not in officer.sees
    officer.opens("Show what they left")
    officer.writes("Why do you need to know?", "To reach the child at school")
    officer.presses("Show what they left")
    assert "Kit" in officer.sees
    assert "at school, ask Ms Adams" in officer.sees


def anonymous(site: Site) -> Asked:
    """An anonymous round for young people."""
    survey = next(
        one.survey for one in february_instruments() if one.audience is Audience.YOUNG_PERSON
    )
    return ask(site.services, survey, mode="anonymous")

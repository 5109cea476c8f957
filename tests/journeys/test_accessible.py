"""Does axe find anything on any page or state, for people and for staff?"""

from __future__ import annotations

import re

import pytest

from feedback.store.talking import TalkTurns
from surveys.definition import Audience
from tests.apps import make_app
from tests.factories import ask
from tests.feedback.chats import Chat, views
from tests.feedback.coding.world import LISTENS, themed
from tests.journeys.conftest import DESKTOP, PHONE, OpensPage, Site
from tests.journeys.looking import finds_nothing
from tests.journeys.persons import Person


@pytest.mark.parametrize("audience", list(Audience)[:5])
def test_every_page_of_every_survey(site: Site, opens: OpensPage, audience: Audience) -> None:
    person = Person(opens())
    person.follows(site.link(audience))
    finds_nothing(person.page)
    person.presses("Continue")
    finds_nothing(person.page)
    person.presses("Start the questions")
    for _ in range(60):
        finds_nothing(person.page)
        if person.sees == "Check what you said":
            break
        person.presses(
            "Skip"
            if person.page.get_by_role("button", name="Skip", exact=True).count()
            else "Continue"
        )
    person.presses("Delete it all")
    finds_nothing(person.page)
    person.presses("Keep my answers")
    person.presses("Come back later")
    finds_nothing(person.page)
    person.presses("Carry on now")
    person.presses("Send")
    finds_nothing(person.page)


def test_errors_help_decline_and_deletion(site: Site, opens: OpensPage) -> None:
    child = Person(opens())
    child.begins(site.link(Audience.YOUNG_PERSON))
    child.chooses("I'm on my own")
    child.chooses("No")
    child.chooses("No")
    assert child.sees == "That's OK"
    finds_nothing(child.page)
    child.presses("I'd like to take part after all")
    finds_nothing(child.page)
    child.presses("Start the questions")
    child.chooses("Yes")
    child.skips_to("What has your social worker done that helped?")
    child.writes("x" * 5001)
    child.presses("Continue")
    assert child.page.get_by_text("There is a problem").is_visible()
    finds_nothing(child.page)
    child.writes("he hits me when mum is at work")
    child.presses("Continue")
    finds_nothing(child.page)
    child.presses("Carry on")
    child.presses("Delete it all")
    with child.page.expect_navigation():
        child.page.locator("button[value='delete-yes']").click()
    assert child.sees == "Your answers are deleted"
    finds_nothing(child.page)


@pytest.mark.parametrize(
    "path",
    ["/help", "/privacy", "/accessibility", "/resume", "/survey", "/i/nobodyknowsthislink",
     "/stop/nobodyknowsthislink", "/nowhere"],
)  # fmt: skip
def test_pages_beside_the_survey(site: Site, opens: OpensPage, path: str) -> None:
    page = opens()
    page.goto(site.address + path)
    finds_nothing(page)


@pytest.mark.parametrize("who", ["officer", "admin"])
def test_every_page_of_the_console(site: Site, opens: OpensPage, who: str) -> None:
    page = opens()
    page.goto(f"{site.address}/staff/")
    finds_nothing(page)
    site.signs_in(page, f"{who}@example.org")
    seen: set[str] = set()
    waiting = ["/staff/"]
    while waiting and len(seen) < 30:
        path = waiting.pop(0)
        shape = re.sub(r"[0-9a-f]{32}", "ID", path)
        if shape in seen:
            continue
        seen.add(shape)
        page.goto(site.address + path)
        for place, size in enumerate((DESKTOP, PHONE)):
            page.set_viewport_size(size)
            # axe at one width a page, in turn; at both in check-deep. Our own rules at both.
            finds_nothing(page, shape, with_axe=len(seen) % 2 == place)
        links = page.locator("a[href^='/staff/']").evaluate_all(
            "all => all.map(a => a.getAttribute('href').split('#')[0])"
        )
        waiting += [link for link in links if not re.search(r"\.(csv|xlsx|svg)", link)]
    assert len(seen) >= 8


def test_how_the_chat_went(site: Site, opens: OpensPage) -> None:
    """With figures, and with words that were not understood."""
    chat = Chat(make_app(site.services), ask(site.services, views(), people=10))
    for _ in range(10):
        chat.types("bare peak blud")
    made = themed(site.services, [LISTENS.format(n=n) for n in range(24)])
    with site.services.sessions.writing() as session:
        session.add_all(
            TalkTurns(response_id=one, question_key="good", turns=2, missed=1)
            for one in made.responses[:12]
        )
    place = made.question
    figures = f"/staff/rounds/{place.round_id}/results/{place.instrument_id}/chat"
    page = opens()
    site.signs_in(page, "officer@example.org")
    for path, told in ((chat.page, "bare peak blud"), (figures, "about 10")):
        page.goto(site.address + path)
        assert page.get_by_text(told).first.is_visible()
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            finds_nothing(page)

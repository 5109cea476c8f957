"""Do young people get through the conversation on a phone, and are the rows the form's?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from chatbot.engine import Told
from feedback.collection.answer_rows import read_answers
from feedback.store.concerns import Concern
from feedback.store.responses import Answer, Response
from surveys.definition import Audience
from tests.chatbot.conversing import Engine, Kept, library, play, scripts
from tests.conftest import DEEP, in_depth
from tests.journeys.conftest import OpensPage, Site
from tests.journeys.looking import finds_nothing
from tests.journeys.persons import Person

WAYS = [
    pytest.param({}, id="scripts"),
    pytest.param({"cookies": False, "java_script_enabled": False}, id="neither"),
    pytest.param({"java_script_enabled": False}, id="no-scripts", marks=in_depth),
    pytest.param({"cookies": False}, id="no-cookies", marks=in_depth),
]
Row = tuple[str, int, str, str | None, bool]


class Chatter(Person):
    """Somebody who chats."""

    def __init__(self, page: Page, *, by_script: bool = False, looks: bool = False) -> None:
        super().__init__(page)
        self.by_script, self.looks = by_script, looks

    def begins_to_chat(self, link: str) -> None:
        self.follows(link)
        self.presses("Continue")
        self.presses("Answer in a chat")

    @property
    def asked(self) -> str:
        """What the form said last."""
        return self.page.locator("#log .app-asked").last.inner_text()

    def taps_on(self, label: str) -> None:
        self.turns(lambda: self.page.get_by_role("button", name=label, exact=True).last.click())

    def types(self, words: str) -> None:
        """By keyboard: into the box, then Enter, or the button where Enter is a new line."""
        box = self.page.locator("#say")
        box.fill(words)
        is_area = box.evaluate("box => box.tagName") == "TEXTAREA"
        button = self.page.locator("#talk button.govuk-button")
        self.turns(button.click if is_area else lambda: box.press("Enter"))

    def skips_until(self, asked: str, most: int = 60) -> None:
        for _ in range(most):
            if asked in self.page.locator("#log").inner_text():
                return
            self.taps_on("Skip")
        raise AssertionError(f"never asked “{asked}”, last “{self.asked}”")

    def turns(self, act: object) -> None:
        """Do it, and wait for the answer."""
        assert callable(act)
        if self.by_script:
            with self.page.expect_response(lambda reply: reply.request.method == "POST"):
                act()
            expect(self.page.locator("[data-busy]")).to_have_count(0)
        else:
            with self.page.expect_navigation(wait_until="domcontentloaded"):
                act()
        if self.looks:
            finds_nothing(self.page)


def newest_rows(site: Site) -> list[Row]:
    """The answers of whoever sent last."""
    with site.services.sessions.reading() as session:
        newest = set(session.scalars(select(Response.id).where(Response.state == "sent")))
        (response_id,) = newest - set(SEEN)
        SEEN.append(response_id)
        found = session.scalars(
            select(Answer).where(Answer.response_id == response_id)
            .order_by(Answer.question_key, Answer.n)
        ).all()  # fmt: skip
        return [(a.question_key, a.n, a.status, a.code, a.sealed is not None) for a in found]


class ScriptedPage:
    """A written conversation's door: the page with its scripts, in the browser."""

    def __init__(self, site: Site, page: Page, audience: Audience) -> None:
        self._site, self._chatter = site, Chatter(page, by_script=True)
        self._before = set(open_ids(site))
        self._chatter.begins_to_chat(site.link(audience))

    def tells(self, told: Told) -> str:
        page = self._chatter.page
        if told.how == "type":
            self._chatter.types(told.what)
        else:
            button = page.locator(f'#talk button[value="told:{told.what}"]')
            self._chatter.turns(lambda: button.first.click())
        return page.locator("#log").inner_text() + page.locator("#talk").inner_text()

    @property
    def is_at_review(self) -> bool:
        return self._chatter.page.locator('[value="told:send"]').count() > 0

    @property
    def kept(self) -> Kept:
        (response_id,) = set(open_ids(self._site)) - self._before
        with self._site.services.sessions.reading() as session:
            key = self._site.services.keys.open(f"response:{response_id}")
            answers = read_answers(session, response_id, lambda: key)
        return {name: (v.skipped, v.codes, v.text) for name, v in answers.items()}


def open_ids(site: Site) -> list[str]:
    with site.services.sessions.reading() as session:
        return list(session.scalars(select(Response.id).where(Response.state == "open")))


SEEN: list[str] = []
FORM: list[Row] = []


@pytest.fixture(autouse=True)
def forget_others(site: Site) -> None:
    with site.services.sessions.reading() as session:
        SEEN[:] = session.scalars(select(Response.id).where(Response.state == "sent"))


def by_form(site: Site, page: Page) -> list[Row]:
    """What the same answers leave by the form; walked once, compared often."""
    if FORM:
        return FORM
    child = Person(page)
    child.begins(site.link(Audience.CHILD_8_11))
    child.chooses("I'm on my own")
    child.chooses("No")
    child.chooses("Yes")
    child.skips_to("Does your social worker listen to you?")
    child.chooses("Always")
    child.skips_to("What has helped you the most?")
    child.writes("playing cards")
    child.presses("Continue")
    child.skips_to("Check what you said")
    child.presses("Send")
    FORM[:] = newest_rows(site)
    return FORM


@pytest.mark.parametrize("way", WAYS)
def test_tapping_and_typing_badly_give_the_rows_of_the_form(
    site: Site, opens: OpensPage, way: dict[str, bool]
) -> None:
    by_script = not way
    child = Chatter(opens(**way), by_script=by_script, looks=by_script)
    child.begins_to_chat(site.link(Audience.CHILD_8_11))
    child.taps_on("I'm on my own")
    child.types("nah")
    child.types("yeh")
    child.skips_until("Does your social worker listen to you?")
    child.types("alwys")
    child.skips_until("What has helped you the most?")
    child.types("playing cards")
    child.skips_until("Have a look before you send it.")
    with child.page.expect_navigation(wait_until="domcontentloaded"):
        child.page.get_by_role("button", name="Send", exact=True).click()
    assert child.sees == "Thank you"
    assert newest_rows(site) == by_form(site, opens())


def test_changing_doors_half_way_and_back_loses_nothing(site: Site, opens: OpensPage) -> None:
    child = Chatter(opens(), by_script=True)
    child.begins_to_chat(site.link(Audience.CHILD_8_11))
    child.types("im on my own")
    child.types("no")
    with child.page.expect_navigation():
        child.page.get_by_role("button", name="Answer page by page instead").click()
    child.chooses("Yes")
    child.skips_to("Does your social worker listen to you?")
    child.presses("Answer in a chat instead")
    child.types("always")
    child.skips_until("What has helped you the most?")
    child.types("playing cards")
    child.skips_until("Have a look before you send it.")
    with child.page.expect_navigation(wait_until="domcontentloaded"):
        child.page.get_by_role("button", name="Send", exact=True).click()
    assert newest_rows(site) == by_form(site, opens())


def test_each_written_conversation_leaves_the_rows_of_the_engine(
    site: Site, opens: OpensPage
) -> None:
    """The page with scripts; without them: tests/feedback/participant/test_conversations.py."""
    some = scripts() if DEEP else scripts()[:: len(scripts()) - 1]
    print(f"N = {len(some)} of {len(scripts())} conversations")
    for script in some:
        survey = library(script.survey)
        door = ScriptedPage(site, opens(), survey.audience)
        assert play(script, door) == play(script, Engine(survey)), script.name


@pytest.mark.parametrize("audience", [Audience.CHILD_5_8, Audience.YOUNG_PERSON])
def test_every_turn_of_the_other_bands_is_accessible(
    site: Site, opens: OpensPage, audience: Audience
) -> None:
    child = Chatter(opens(), by_script=True, looks=True)
    child.begins_to_chat(site.link(audience))
    finds_nothing(child.page)
    child.taps_on("I'm on my own")
    child.types("purple")
    child.types("purple again")
    child.types("why")
    child.types("no")
    child.types("yes")
    child.skips_until("Have a look before you send it.")


def test_a_telling_opens_the_card_and_comes_back(site: Site, opens: OpensPage) -> None:
    child = Chatter(opens(), by_script=True)
    child.begins_to_chat(site.link(Audience.YOUNG_PERSON))
    for words in ("im alone", "no", "yeah"):
        child.types(words)
    child.page.locator("#say").fill("its bad my dad hits me")
    with child.page.expect_navigation():
        child.page.locator("#say").press("Enter")
    assert child.sees == "Thank you for telling us"
    with site.services.sessions.reading() as session:
        assert "urgent" in session.scalars(select(Concern.level)).all()
    child.presses("Carry on")
    assert child.page.locator("#log").count() == 1


def test_the_newest_question_has_the_focus_and_is_said_once(site: Site, opens: OpensPage) -> None:
    child = Chatter(opens(), by_script=True)
    child.begins_to_chat(site.link(Audience.CHILD_8_11))
    child.page.keyboard.press("Enter")  # the first answer has the focus already
    expect(child.page.locator("#log .app-told")).to_have_count(1)
    focused = child.page.evaluate("document.activeElement.getAttribute('value')")
    assert focused.startswith("told:a:")
    log = child.page.locator("#log")
    assert log.get_attribute("role") == "log"
    said = [one.inner_text() for one in log.locator(".app-asked").all()]
    assert len(said) == len(set(said))
    box = child.page.locator("#talk .app-offer").first.bounding_box()
    assert box is not None
    assert box["height"] >= 44


def test_the_newest_question_and_its_answers_are_read_aloud(site: Site, opens: OpensPage) -> None:
    page = opens()
    page.add_init_script(
        "window.heard = []; Object.defineProperty(window, 'speechSynthesis', {value: "
        "{cancel() {}, speak(one) { window.heard.push([one.lang, one.text]); }}});"
    )
    child = Chatter(page, by_script=True)
    child.begins_to_chat(site.link(Audience.CHILD_8_11))
    child.taps_on("I'm on my own")
    page.get_by_role("button", name="Read it to me").click()
    ((language, words),) = page.evaluate("window.heard")
    assert language == "en"
    assert words.startswith("Is someone helping you?. No")
    assert "Are you OK" not in words


def test_nothing_moves_where_less_motion_is_wanted(site: Site, opens: OpensPage) -> None:
    child = Chatter(opens(reduced_motion="reduce"), by_script=True)
    child.begins_to_chat(site.link(Audience.CHILD_8_11))
    child.taps_on("I'm on my own")
    moving = child.page.evaluate(
        "[...document.querySelectorAll('*')].filter(one => { const s = getComputedStyle(one);"
        " return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0"
        " || s.scrollBehavior === 'smooth'; }).length"
    )
    assert moving == 0


def test_no_signal_leaves_the_words_where_they_are(site: Site, opens: OpensPage) -> None:
    page = opens()
    child = Chatter(page, by_script=True)
    child.begins_to_chat(site.link(Audience.CHILD_8_11))
    page.context.set_offline(True)
    page.locator("#say").fill("im on my own")
    page.locator("#say").press("Enter")
    expect(page.locator("#signal")).to_contain_text("Your words are still on this page")
    assert page.locator("#say").input_value() == "im on my own"
    page.context.set_offline(False)
    child.types("im on my own")
    expect(page.locator("#log")).to_contain_text("im on my own")

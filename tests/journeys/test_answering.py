"""Do a child, a parent and others get through, on a phone, whatever their browser refuses?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from feedback.store.concerns import Concern
from feedback.store.responses import Answer, Response
from surveys.definition import Audience
from tests.conftest import in_depth
from tests.journeys.conftest import OpensPage, Site
from tests.journeys.persons import Person

CHECK = "Check what you said"
WAYS = [
    pytest.param({}, id="scripts"),
    pytest.param({"java_script_enabled": False}, id="no-scripts", marks=in_depth),
    pytest.param({"cookies": False}, id="no-cookies", marks=in_depth),
    pytest.param({"cookies": False, "java_script_enabled": False}, id="neither"),
]


def sent_with(site: Site, question: str, code: str) -> list[str]:
    """Sent responses with this answer."""
    with site.services.sessions.reading() as session:
        return list(
            session.scalars(
                select(Answer.response_id)
                .join(Response, Response.id == Answer.response_id)
                .where(
                    Answer.question_key == question, Answer.code == code,
                    Response.state == "sent",
                )
            )
        )  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_child_of_8_to_11_answers_and_sends(
    site: Site, opens: OpensPage, way: dict[str, bool]
) -> None:
    before = len(sent_with(site, "listen", "always"))
    child = Person(opens(**way))
    child.begins(site.link(Audience.CHILD_8_11))
    assert child.sees == "Are you OK to answer now?"
    child.chooses("I'm on my own")
    child.chooses("No")
    child.chooses("Yes")
    child.skips_to("Does your social worker listen to you?")
    child.chooses("Always")
    child.skips_to("What has helped you the most?")
    child.writes("She plays cards with me 😀")
    child.presses("Continue")
    child.skips_to(CHECK)
    assert "She plays cards with me 😀" in child.page.content()
    child.presses("Send")
    assert child.sees == "Thank you"
    assert child.page.url == f"{site.address}/survey"
    assert len(sent_with(site, "listen", "always")) == before + 1


def test_a_child_taps_faces_and_a_worry_brings_help_once(site: Site, opens: OpensPage) -> None:
    child = Person(opens())
    child.begins(site.link(Audience.CHILD_5_8))
    child.chooses("I'm on my own")
    child.chooses("No")
    child.chooses("Yes")
    child.skips_to("Do you feel safe where you live?")
    child.chooses("No")
    assert child.sees == "Thank you for telling us"
    assert "0800 1111" in child.page.content()
    child.presses("Carry on")
    assert child.sees != "Thank you for telling us"
    with site.services.sessions.reading() as session:
        levels = set(session.scalars(select(Concern.level)))
    assert "same_day" in levels


def test_a_watched_child_is_shown_nothing_and_asked_nothing_about_home(
    site: Site, opens: OpensPage
) -> None:
    child = Person(opens())
    child.begins(site.link(Audience.YOUNG_PERSON))
    child.chooses("Someone can see my screen")
    seen: list[str] = []
    for _ in range(60):
        seen.append(child.sees)
        if child.sees == CHECK:
            break
        if child.page.locator("textarea:visible").count():
            child.writes("he hits me when mum is at work")
            child.presses("Continue")
        elif child.page.get_by_role("button", name="Skip", exact=True).count():
            child.presses("Skip")
        else:
            child.presses("Continue")
    assert CHECK in seen
    assert "Do you feel safe where you live?" not in seen
    assert "Thank you for telling us" not in seen


@pytest.mark.parametrize(
    "scripts",
    [pytest.param(True, id="scripts", marks=in_depth), pytest.param(False, id="no-scripts")],
)
def test_a_parent_comes_back_elsewhere_with_three_words(
    site: Site, opens: OpensPage, scripts: bool
) -> None:
    parent = Person(opens(java_script_enabled=scripts))
    link = site.link(Audience.PARENT)
    parent.begins(link)
    parent.chooses("I'm on my own")
    parent.chooses("No")
    parent.skips_to("What has helped your family most?")
    parent.writes("Being told the truth")
    parent.presses("Continue")
    parent.presses("Stop and come back later")
    words = parent.page.locator(".app-code").inner_text().strip()
    assert len(words.split()) == 3

    elsewhere = Person(opens(java_script_enabled=scripts))
    elsewhere.follows(link)
    with elsewhere.page.expect_navigation():
        elsewhere.page.get_by_role("link", name="three words").first.click()
    elsewhere.page.get_by_label("What are your three words?").fill(words.upper())
    elsewhere.presses("Carry on")
    assert elsewhere.sees == "What one thing should we change?"
    elsewhere.skips_to(CHECK)
    assert "Being told the truth" not in elsewhere.page.content()
    elsewhere.presses("Show what I said before on this device")
    assert "Being told the truth" in elsewhere.page.content()
    elsewhere.presses("Send")
    assert elsewhere.sees == "Thank you"


def press_until(page: Page, name: str, most: int = 60) -> None:
    """Tab to a control by its name, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement;"
            " const l = e.labels && e.labels[0];"
            " return (l ? l.innerText : e.innerText || e.value || '').trim(); }"
        )
        if found == name:
            return
    raise AssertionError(f"never reached “{name}” by Tab")


def test_a_parent_answers_by_keyboard_only(site: Site, opens: OpensPage) -> None:
    parent = Person(opens())
    parent.follows(site.link(Audience.PARENT))
    parent.page.keyboard.press("Tab")
    assert parent.page.evaluate("document.activeElement.innerText") == "Skip to main content"
    press_until(parent.page, "Continue")
    parent.page.keyboard.press("Enter")
    parent.page.wait_for_url("**/survey")
    press_until(parent.page, "Start the questions")
    parent.page.keyboard.press("Enter")
    parent.page.wait_for_selector("text=Are you OK to answer now?")
    press_until(parent.page, "I'm on my own")
    parent.page.keyboard.press("Space")
    press_until(parent.page, "Continue")
    outline = parent.page.evaluate(
        "() => { const s = getComputedStyle(document.activeElement);"
        " return s.backgroundColor + s.boxShadow + s.outline; }"
    )
    assert "255, 221, 0" in outline  # the focus can be seen
    parent.page.keyboard.press("Enter")
    parent.page.wait_for_selector("text=Is someone helping you?")


def test_leaving_asks_for_another_site_at_once_and_forgets(site: Site, opens: OpensPage) -> None:
    child = Person(opens())
    child.begins(site.link(Audience.CHILD_8_11))
    with child.page.expect_request("https://www.bbc.co.uk/weather"):
        for _ in range(3):
            child.page.keyboard.press("Shift")
    child.page.wait_for_function("!document.querySelector('[data-exit]')")
    assert "127.0.0.1" not in child.page.url
    child.page.goto(f"{site.address}/survey")
    assert child.sees == "We can't find your place"


def test_after_sending_going_back_shows_no_answer(site: Site, opens: OpensPage) -> None:
    parent = Person(opens())
    parent.begins(site.link(Audience.PARENT))
    parent.skips_to("What has helped your family most?")
    parent.writes("private words of a parent")
    parent.presses("Continue")
    parent.skips_to(CHECK)
    parent.presses("Send")
    parent.page.go_back()
    assert "private words of a parent" not in parent.page.content()


def test_the_first_page_is_light(site: Site, opens: OpensPage) -> None:
    page = opens()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(site.link(Audience.YOUNG_PERSON), wait_until="networkidle")
    assert len(sizes) <= 4
    assert sum(sizes) <= 30 * 1024

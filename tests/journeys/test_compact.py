"""Do two people of an organisation fill in its Compact, and does the next cycle remember it?"""

from __future__ import annotations

from playwright.sync_api import Page

from tests.feedback.compact.world import Audit
from tests.journeys.conftest import DESKTOP, OpensPage, Site
from tests.journeys.looking import finds_nothing
from tests.journeys.persons import Person


class Colleague(Person):
    """Somebody of the organisation. `looks`: at how each page is built, which needs scripts."""

    looks = True

    def looks_around(self) -> None:
        if self.looks:
            finds_nothing(self.page)

    def arrives(self, link: str, name: str) -> None:
        self.follows(link)
        self.looks_around()
        if self.page.locator("#who-new").count():
            self.page.check("#who-new", force=True)
        self.page.fill("#name", name)
        self.presses("Continue")
        self.looks_around()

    def opens(self, words: str) -> None:
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.get_by_role("link", name=words).first.click()
        self.looks_around()

    def grades(self, indicator: str, grade: str) -> None:
        self.page.check(f"input[name={indicator}][value={grade}]", force=True)

    def fills(self, **boxes: str) -> None:
        """Boxes by their names; a hidden one's fold is opened as a person would."""
        for name, words in boxes.items():
            box = self.page.locator(f"[name={name.replace('__', '-')}]")
            if not box.is_visible():
                box.locator("xpath=ancestor::details/summary").click()
            box.fill(words)


def colleague(opens: OpensPage, link: str, name: str, *, refuses: bool = False) -> Colleague:
    """With a browser that refuses scripts and cookies, or with one that refuses nothing."""
    found = Colleague(opens(cookies=not refuses, java_script_enabled=not refuses))
    found.looks = not refuses
    found.arrives(link, name)
    return found


def moderates(page: Page, site: Site, request_id: str) -> None:
    site.signs_in(page, "officer@example.org")
    page.goto(f"{site.address}/staff/compact/returns/{request_id}")
    finds_nothing(page)
    asked = "The panel grades it otherwise: Children and parents shape our services."
    page.locator("summary", has_text=asked).click()
    page.select_option("#ca04a-panel", "inadequate")
    page.fill("#ca04a-why", "No council met.")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep the panel's grades of standard 4").click()
    assert "Inadequate: No council met." in page.content()


def test_from_the_link_to_the_next_cycle(site: Site, opens: OpensPage) -> None:
    audit = Audit(site.services).begins()
    token = audit.asks("Invented Academy")
    link = f"{site.address}/compact/{token}"
    ada, ben = colleague(opens, link, "Ada", refuses=True), colleague(opens, link, "Ben")
    ben.opens("1. Senior management commitment")
    for indicator in ("ca01a", "ca01b", "ca01c"):
        ben.grades(indicator, "good")
    ada.opens("4. Service development")
    for indicator, grade in (("ca04a", "requires_improvement"), ("ca04b", "good"),
                             ("ca04c", "outstanding")):  # fmt: skip
        ada.grades(indicator, grade)
    ada.presses("Save and continue")
    assert "Say who does it" in ada.page.content()  # the action is demanded
    ada.fills(
        ca04a_action="Start a school council", ca04a_owner="deputy head", ca04a_due__day="20",
        ca04a_due__month="12", ca04a_due__year="2024",
    )  # fmt: skip
    ada.presses("Save and continue")
    ben.presses("Save and go to all standards")
    assert "2 of 12 standards are done." in ben.page.content()
    ben.opens("Files that show it")

    rest = audit.mine(token)  # the other ten standards, as the two would go on
    audit.grades_all(token, audit.joins(token, "Cy"),
                     **{key: value.codes[0] for key, value in rest.answers.items()
                        if key.startswith("ca") and value.codes})  # fmt: skip
    ben.follows(ada.page.url.rsplit("/", 1)[0])
    ben.opens("Review and sign off")
    ben.fills(name="Invented Head", job="head teacher")
    ben.page.check("#agreed", force=True)
    ben.presses("Sign off the return")
    assert "Signed off by Invented Head, head teacher" in ben.page.content()
    ben.opens("How did your actions go?")

    moderates(opens(viewport=DESKTOP), site, audit.request_id(token))

    later = Audit(site.services, year="2025-26").begins()
    after = colleague(opens, f"{site.address}/compact/{later.asks('Invented Academy')}", "Dee")
    after.opens("4. Service development")
    after.page.locator("summary", has_text="What you said in 2023-24").first.click()
    assert after.page.get_by_text("Start a school council").first.is_visible()
    assert after.page.get_by_text("Inadequate: No council met.").first.is_visible()

"""Do a child's words reach the results by two people's hands, in a real browser?"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from feedback.jobs.errands import do_errands
from tests.feedback.quotes.conftest import make_round
from tests.journeys.conftest import DESKTOP, OpensPage, Site
from tests.journeys.looking import finds_nothing

READ = "She listens to me and [name] came with us. It was really good at [school]."


def presses(page: Page, button: str) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("button", name=button, exact=True).click()
    finds_nothing(page)


def follows(page: Page, link: str) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("link", name=link).first.click()
    finds_nothing(page)


def test_the_analyst_redacts_a_second_person_approves_and_the_results_show_it(
    site: Site, opens: OpensPage
) -> None:
    closed = make_round(site.services)
    results = f"{site.address}/staff/rounds/{closed.id}/results/{closed.instrument_id}"

    analyst = opens()  # on a phone
    site.signs_in(analyst, "officer@example.org")
    analyst.goto(results)
    follows(analyst, "Quotes")
    presses(analyst, "Find more quotes")
    assert do_errands(site.services) == 1  # the worker; the page goes on by itself
    expect(analyst.get_by_role("link", name="Go to the quotes")).to_be_visible()
    follows(analyst, "Go to the quotes")
    follows(analyst, "Redact")
    expect(analyst.locator("mark")).to_have_text(["Priya", "Oaklands School"])
    presses(analyst, "This is how it may be read")
    expect(analyst.get_by_text("a colleague has to approve it")).to_be_visible()

    second = opens(viewport=DESKTOP)
    site.signs_in(second, "admin@example.org")
    second.goto(results)
    follows(second, "Quotes")
    follows(second, "Open")
    assert "Priya" not in second.content()
    second.get_by_label("No, nobody would").check()
    presses(second, "Decide")
    follows(second, "Results")
    expect(second.get_by_text(f"“{READ}”")).to_be_visible()

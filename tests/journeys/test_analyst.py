"""Does an analyst get from 30 texts to themes she can stand behind, by keyboard and on a phone?"""

from __future__ import annotations

import threading

from playwright.sync_api import expect

from feedback.jobs.theming import keep_reading
from feedback.web.accounts import Role, hash_password
from tests.feedback.coding.world import BUS, LISTENS, Themed, themed
from tests.journeys.conftest import DESKTOP, PASSWORD, PHONE, OpensPage, Site
from tests.journeys.looking import finds_nothing
from tests.staff import employ

EMAIL = "themes@example.org"
CODED = 20


def question(site: Site) -> Themed:
    said = [LISTENS.format(n=n) if n % 3 else BUS.format(n=n) for n in range(30)]
    return themed(site.services, said)


def test_she_runs_watches_codes_twenty_by_keyboard_and_merges(site: Site, opens: OpensPage) -> None:
    made = question(site)
    employ(site.services, EMAIL, Role.ANALYST, hashed=hash_password(PASSWORD))
    place = made.question
    board = f"{site.address}/staff/rounds/{place.round_id}/results/{place.instrument_id}"
    page = opens(viewport=PHONE)
    site.signs_in(page, EMAIL)
    page.goto(board)
    page.locator("#question-good").get_by_role("link", name="Themes in what people").click()
    finds_nothing(page, "board, empty")

    page.get_by_role("button", name="Look for themes").click()
    expect(page.get_by_role("status")).to_contain_text("Waiting for a worker")
    finds_nothing(page, "board, waiting")
    stopping, woken = threading.Event(), threading.Event()
    worker = threading.Thread(target=keep_reading, args=(site.services, stopping, woken, 0.2))
    worker.start()
    try:  # the page goes on by itself
        expect(page.get_by_role("heading", name="Who spoke of it")).to_be_visible(timeout=240_000)
    finally:
        stopping.set()
        worker.join()
    finds_nothing(page, "board, read")
    expect(page.get_by_text("Nobody has coded an answer yet")).to_be_visible()

    page.get_by_role("button", name="Read and code answers").click()
    finds_nothing(page, "coding")
    for done in range(CODED):
        expect(page.get_by_text(f"Coded by you: {done}.")).to_be_visible()
        is_play = "football" in page.locator(".app-words").inner_text()
        page.keyboard.press("q" if is_play else "1")  # the eleventh theme, or the first
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_text(f"Coded by you: {CODED}.")).to_be_visible()
    page.get_by_role("link", name="Turn the keys off").click()
    page.keyboard.press("1")
    assert page.locator("input[type=checkbox]:checked").count() == 0
    finds_nothing(page, "coding without keys")

    page.get_by_role("link", name="Themes", exact=True).click()
    expect(page.get_by_text(f"Coded by people: {CODED} of 30")).to_be_visible()
    page.set_viewport_size(DESKTOP)
    page.get_by_role("link", name="Things to do").click()
    finds_nothing(page, "a theme")
    page.get_by_label("Merge it into").select_option(label="Being listened to")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("Its answers count under “Being listened to” now.")).to_be_visible()
    page.get_by_role("link", name="history").click()
    finds_nothing(page, "history")
    page.get_by_role("link", name="Themes", exact=True).click()
    expect(page.get_by_role("row", name="Being listened to")).to_contain_text("30")
    page.get_by_role("link", name="By cohort").click()
    finds_nothing(page, "board by cohort")
    page.get_by_role("link", name="Compare coders").click()
    finds_nothing(page, "coders")

"""What people do on a page, in their own verbs."""

from __future__ import annotations

from playwright.sync_api import Page


class Person:
    """Somebody answering."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def sees(self) -> str:
        """The page's one heading of the first order."""
        assert self.page.locator("h1").count() == 1
        return self.page.locator("h1").inner_text().strip()

    def follows(self, link: str) -> None:
        self.page.goto(link)

    def taps(self, label: str) -> None:
        """A choice by its words."""
        self.page.get_by_label(label, exact=True).first.check(force=True)

    def writes(self, words: str) -> None:
        self.page.locator("textarea:visible, input[type=text]:visible").first.fill(words)

    def presses(self, button: str) -> None:
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.get_by_role("button", name=button, exact=True).first.click()

    def chooses(self, label: str) -> None:
        self.taps(label)
        self.presses("Continue")

    def begins(self, link: str) -> None:
        """Two plain screens, then who is beside them."""
        self.follows(link)
        self.presses("Continue")
        self.presses("Start the questions")

    def skips_to(self, heading: str, most: int = 60) -> None:
        """Skip until a page with this heading."""
        for _ in range(most):
            if self.sees == heading:
                return
            skip = self.page.get_by_role("button", name="Skip", exact=True)
            self.presses("Skip" if skip.count() else "Continue")
        raise AssertionError(f"never came to “{heading}”, stopped at “{self.sees}”")

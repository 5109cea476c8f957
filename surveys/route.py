"""Which questions are asked, given the answers so far? Computed every time, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.answers import Answers, Value, label_of
from surveys.definition import Kind, Layout, Page, Question, Section, Survey
from surveys.piping import fill

__all__ = ["Page", "Route", "route"]


@dataclass(frozen=True, slots=True)
class Route:
    """The way through a survey for one set of answers.

    `done` and `total` count questions that can be answered and are asked; a skip is done.
    `withheld` would be asked but for privacy: stored as "not asked (privacy)".
    `quiet`: a hit raises the alert without showing a card (decisions 17).
    """

    asked: tuple[Question, ...]
    withheld: tuple[Question, ...]
    pages: tuple[Page, ...]
    done: int
    total: int
    quiet: bool
    _survey: Survey = field(repr=False)
    _answers: Answers = field(repr=False)
    _live: dict[str, Value] = field(repr=False)  # answers to questions that are asked
    carried: Mapping[str, str] = field(default_factory=dict, repr=False)  # of an earlier wave

    def page(self, key: str) -> Page | None:
        """The page on which this question stands, when it is asked."""
        for page in self.pages:
            if page.key == key:
                return page
        for page in self.pages:
            if len(page.questions) > 1 and any(q.key == key for q in page.questions):
                return page
        return None

    def page_after(self, key: str) -> Page | None:
        """The page that follows the question's page, though the question may be off the path."""
        page = self.page(key)
        positions = self._survey.positions
        here = positions.get(page.questions[-1].key if page else key)
        if here is None:
            return None
        return next((page for page in self.pages if positions[page.key] > here), None)

    def page_before(self, key: str) -> Page | None:
        """The page that comes before the question's page, though it may be off the path."""
        page = self.page(key)
        positions = self._survey.positions
        here = positions.get(page.key if page else key)
        if here is None:
            return None
        return next((page for page in reversed(self.pages) if positions[page.key] < here), None)

    def next_unanswered(self) -> Page | None:
        """The first page with a question not yet answered or skipped, or None when all are.

        Information just before it comes first, until it has been given too (as SKIPPED).
        """
        told: Page | None = None
        for page in self.pages:
            first = page.questions[0]
            if len(page.questions) == 1 and first.kind is not Kind.INFO:  # nearly every page
                if first.key not in self._answers:
                    return told or page
                told = None
                continue
            waiting = [question for question in page.questions if question.key not in self._answers]
            if any(question.kind is not Kind.INFO for question in waiting):
                return told or page
            if all(question.kind is Kind.INFO for question in page.questions):
                told = told or (page if waiting else None)
            else:
                told = None
        return None

    def kept(self, answers: Answers) -> Answers:
        """Only the answers on the path: what is sent."""
        keys = [question.key for question in self.asked if question.kind is not Kind.INFO]
        return Answers({key: answers[key] for key in keys if key in answers})

    def fill(self, words: str) -> str:
        """The words with earlier answers in the place of `{answer:key|fallback}`."""
        return fill(words, self._said)

    def _said(self, key: str) -> str:
        if key in self._survey.carried:
            return self.carried.get(key, "")
        value = self._live.get(key)
        return "" if value is None else label_of(self._survey.question(key), value)


def route(survey: Survey, answers: Answers, carried: Mapping[str, str] | None = None) -> Route:
    """The way through: an answer counts only while its question is asked; see Survey.carried."""
    asked: list[Question] = []
    withheld: list[Question] = []
    pages: list[Page] = []
    live: dict[str, Value] = {}
    total = 0
    for section, steps in survey.steps:
        if section.when is not None and not section.when.met(live):
            continue
        together: list[Question] = []  # questions of a page not yet closed
        on_page: set[str] = set()
        for step in steps:
            question = step.question
            if question.when is not None and not question.when.met(live):
                continue
            if step.withheld_when and any(rule.met(live) for rule in step.withheld_when):
                withheld.append(question)
                continue
            asked.append(question)
            if question.kind is not Kind.INFO:
                total += 1
                value = answers.get(question.key)
                if value is not None:
                    live[question.key] = value
            if section.layout is Layout.QUESTION:
                pages.append(step.alone)
                continue
            if not step.needs.isdisjoint(on_page):
                pages.append(_page(section, together))
                together, on_page = [], set()
            together.append(question)
            on_page.add(question.key)
        if together:
            pages.append(_page(section, together))
    quiet = survey.quiet_when is not None and survey.quiet_when.met(live)
    return Route(
        tuple(asked), tuple(withheld), tuple(pages), len(live), total, quiet, survey, answers, live,
        carried or {},
    )  # fmt: skip


def _page(section: Section, questions: list[Question]) -> Page:
    return Page(questions[0].key, section, tuple(questions))

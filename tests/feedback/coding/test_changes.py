"""Can every change of themes be undone, and does a person's word go before the machine's?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.coding.books import open_book, themes_of
from feedback.coding.changing import add, choose, drop, merge, rename, split
from feedback.coding.deciding import code_answer
from feedback.coding.decisions import standings
from feedback.coding.questions import OpenQuestion, list_answers
from feedback.coding.sorting import coded_of
from feedback.coding.steps import Doer, ThemeRefused, steps_of
from feedback.coding.undoing import undo
from feedback.errors import NotFound
from feedback.services import Services
from tests.feedback.coding.world import DURING, OFFICER, SECOND, Themed, themed

ME = Doer(OFFICER, DURING)
LATER = Doer(SECOND, DURING + timedelta(hours=1))


@pytest.fixture
def made(services: Services) -> Themed:
    found = themed(services)
    with services.sessions.writing() as session:
        open_book(session, found.question, DURING)
        list_answers(session, found.question)
    return found


def ids(session: Session, question: OpenQuestion) -> dict[str, str]:
    return {one.key: one.id for one in themes_of(session, question)}


def about(session: Session, made: Themed, at: int) -> set[str]:
    """Keys of the themes an answer counts under."""
    names = {one.id: one.key for one in themes_of(session, made.question)}
    stand = standings(session, made.question).get(made.responses[at])
    return {names[one] for one in stand.themes} if stand else set()


def test_what_a_person_says_goes_before_the_machine_and_the_last_one_counts(
    each_store: Services,
) -> None:
    found = themed(each_store)
    found.run()
    with each_store.sessions.writing() as session:
        themes = ids(session, found.question)
        assert "listened" in about(session, found, 0)
        code_answer(session, found.question, found.responses[0], [themes["kind"]], ME)
        assert about(session, found, 0) == {"kind"}
        code_answer(session, found.question, found.responses[0], [], LATER)
        assert about(session, found, 0) == set()
        assert coded_of(session, found.question)[found.responses[0]] == frozenset()
    found.run()
    with each_store.sessions.reading() as session:
        assert about(session, found, 0) == set()


def test_merged_answers_count_under_the_other_and_come_back(made: Themed) -> None:
    with made.services.sessions.writing() as session:
        themes = ids(session, made.question)
        code_answer(session, made.question, made.responses[0], [themes["kind"]], ME)
        step = merge(session, made.question, themes["kind"], themes["listened"], ME)
        assert about(session, made, 0) == {"listened"}
        undo(session, made.question, step, ME)
        assert about(session, made, 0) == {"kind"}


def test_dropped_answers_count_nowhere_and_come_back(made: Themed) -> None:
    with made.services.sessions.writing() as session:
        themes = ids(session, made.question)
        code_answer(session, made.question, made.responses[0], [themes["kind"]], ME)
        step = drop(session, made.question, themes["kind"], ME)
        assert about(session, made, 0) == set()
        with pytest.raises(ThemeRefused):
            code_answer(session, made.question, made.responses[1], [themes["kind"]], ME)
        undo(session, made.question, step, LATER)
        assert about(session, made, 0) == {"kind"}


def test_a_split_takes_the_ticked_answers_over_and_gives_them_back(made: Themed) -> None:
    with made.services.sessions.writing() as session:
        themes = ids(session, made.question)
        both = [themes["kind"], themes["listened"]]
        for response in made.responses[:3]:
            code_answer(session, made.question, response, both, ME)
        split(session, made.question, themes["kind"], "Keeping secrets", made.responses[:2], LATER)
        assert [about(session, made, at) for at in range(3)] == [
            {"keeping_secrets", "listened"}, {"keeping_secrets", "listened"}, {"kind", "listened"},
        ]  # fmt: skip
        step = steps_of(session, made.question)[0]
        assert (step.what, step.parts) == ("split", 2)
        undo(session, made.question, step.id, ME)
        assert about(session, made, 0) == {"kind", "listened"}


def test_a_name_comes_back_and_two_themes_never_share_one(made: Themed) -> None:
    with made.services.sessions.writing() as session:
        themes = ids(session, made.question)
        names = {one.id: one.name for one in themes_of(session, made.question)}
        step = rename(session, made.question, themes["kind"], " Feeling   safe to talk ", ME)
        with pytest.raises(ThemeRefused, match="Another theme"):
            rename(session, made.question, themes["listened"], "feeling SAFE to talk", ME)
        with pytest.raises(ThemeRefused, match="name"):
            add(session, made.question, "  ", (), ME)
        undo(session, made.question, step, ME)
        now = {one.id: one.name for one in themes_of(session, made.question)}
        assert now == names


def test_nothing_is_undone_twice_or_over_what_came_after(made: Themed) -> None:
    with made.services.sessions.writing() as session:
        themes = ids(session, made.question)
        first = code_answer(session, made.question, made.responses[0], [themes["kind"]], ME)
        second = code_answer(session, made.question, made.responses[0], [], ME)
        with pytest.raises(ThemeRefused, match="since"):
            undo(session, made.question, first, ME)
        undo(session, made.question, second, ME)
        with pytest.raises(ThemeRefused, match="already"):
            undo(session, made.question, second, ME)
        undo(session, made.question, first, ME)
        assert about(session, made, 0) == set()
        dropped = drop(session, made.question, themes["kind"], ME)
        choose(session, made.question, themes["kind"], ME)
        with pytest.raises(ThemeRefused, match="since"):
            undo(session, made.question, dropped, ME)


def test_another_questions_themes_and_answers_are_not_there(made: Themed) -> None:
    other = OpenQuestion(made.question.round_id, made.question.instrument_id, "young-person", "why")
    with made.services.sessions.writing() as session:
        themes = ids(session, made.question)
        with pytest.raises(NotFound):
            rename(session, other, themes["kind"], "New", ME)
        for response, theme in (("0" * 32, themes["kind"]), (made.responses[0], "0" * 32)):
            with pytest.raises(NotFound):
                code_answer(session, made.question, response, [theme], ME)

"""Do the counts of a page look at the people and answers it is about, and at nobody else's?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from feedback.reports.counting import EVERYBODY, invited, sent_count, took_part
from feedback.reports.figures import round_figures
from feedback.reports.groups import groups_of_round
from feedback.reports.published import item_tables
from feedback.reports.results import instrument_results, results_by_kind
from feedback.services import Services
from tests.factories import DURING
from tests.feedback.reports.world import PARENT, YOUNG_PERSON, add_round

# Rows here are of every round there ever was.
BIG = ("response", "answer", "cohort_member", "participation", "invitation")
Asked = list[tuple[str, Any]]


@pytest.fixture
def closed(services: Services) -> str:
    """A closed round of parents and young people."""
    with services.sessions.writing() as session:
        asked = ((PARENT, "confidential"), (YOUNG_PERSON, "anonymous"))
        world, _ids = add_round(services, session, *asked, state="closed")
        return world.round_id


@contextmanager
def statements(session: Session) -> Iterator[Asked]:
    heard: Asked = []

    def hear(_one: Connection, _two: Any, statement: str, given: Any, *_more: Any) -> None:
        heard.append((statement, given))

    event.listen(session.connection(), "before_cursor_execute", hear)
    yield heard
    event.remove(session.connection(), "before_cursor_execute", hear)


def steps(session: Session, statement: str, given: Any) -> list[tuple[bool, str]]:
    """(whether it is done anew for every row, what is done) of SQLite's plan."""
    anew: set[int] = set()
    found = []
    explained = f"EXPLAIN QUERY PLAN {statement}"
    for one, parent, _unused, detail in session.connection().exec_driver_sql(explained, given):
        if parent in anew or detail.startswith("CORRELATED"):
            anew.add(one)
        found.append((one in anew, detail))
    return found


def needless(session: Session, heard: Asked) -> list[str]:
    """Steps that read every round's rows, or all of a round's once for each person."""
    plans = [step for statement, given in heard for step in steps(session, statement, given)]
    assert plans
    return [
        detail
        for anew, detail in plans
        if (detail.startswith("SCAN") and detail.split()[1] in BIG)
        or (anew and "ix_response_round_instrument_id_state" in detail)
    ]


def test_no_page_of_results_reads_the_answers_of_other_rounds(
    services: Services, closed: str
) -> None:
    with services.sessions.reading() as session:
        groups = groups_of_round(session, services.surveys, closed)
        with statements(session) as heard:
            for group in groups:
                tables = item_tables(session, group)
                round_figures(session, [group], tables, DURING)
                for asked in group.asked:
                    instrument_results(session, group, asked, tables)
                    results_by_kind(session, group, asked)
        assert len(heard) > 10
        assert needless(session, heard) == []


def test_who_took_part_is_found_without_looking_at_a_round_for_each_person(
    services: Services, closed: str
) -> None:
    with services.sessions.reading() as session:
        (asked,) = groups_of_round(session, services.surveys, closed)[0].asked
        with statements(session) as heard:
            assert invited(session, [asked.id]) == 0
            assert took_part(session, [asked.id]) == 0
            assert sent_count(session, asked.id, EVERYBODY) == 0
        assert needless(session, heard) == []


def test_a_published_figure_reads_the_answers_to_its_own_questions_only(
    services: Services, closed: str
) -> None:
    with services.sessions.reading() as session:
        groups = groups_of_round(session, services.surveys, closed)
        with statements(session) as heard:
            assert all(item_tables(session, group) for group in groups)
        found = [detail for one in heard for _anew, detail in steps(session, *one)]
    reads = [detail for detail in found if detail.startswith("SEARCH answer")]
    assert reads
    assert all("question_key=?" in detail for detail in reads)

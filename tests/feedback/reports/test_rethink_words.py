"""Are the three notes of one person read together, and of few people never?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from feedback.reports.rethink_words import SaidRows, said_rows
from feedback.services import Services
from feedback.store.responses import Response
from feedback.training.learning import Wanted
from surveys.answers import Value
from surveys.kirkpatrick import Occasion
from tests.feedback.training.world import Training, code


@pytest.fixture
def training(services: Services) -> Training:
    return Training(services)


def answered(training: Training, session_id: str, people: int, sector: str, quote: str) -> None:
    for n in range(people):
        said = {
            "sector": code(sector), "quote_ok": code(quote),
            "circumstances": Value(text=f"A new worker every month, {sector} {n}"),
            "mechanism": Value(text="The chair asked the quiet ones first"),
            "outcome": Value(text="One plan for all"),
        }  # fmt: skip
        training.answers_day_0(session_id, said)


def rows(training: Training, **wanted: object) -> SaidRows:
    with training.services.sessions.reading() as session:
        return said_rows(session, training.services.keys, Wanted(**wanted))  # type: ignore[arg-type]


def rethink(training: Training) -> str:
    return training.session(training.course(occasion=Occasion.RETHINK), date(2024, 1, 15))


def test_a_row_holds_one_persons_notes_and_what_may_be_quoted(training: Training) -> None:
    session_id = rethink(training)
    answered(training, session_id, 10, "health", "yes")
    answered(training, session_id, 10, "police", "no")
    told = rows(training)
    assert told.base.text == "20"
    assert len(told.rows) == 20
    assert {row.year for row in told.rows} == {"2023-24"}
    assert all(row.agency in row.circumstances for row in told.rows)
    assert {row.agency for row in rows(training, only_quotable=True).rows} == {"health"}
    assert {row.agency for row in rows(training, agency="police").rows} == {"police"}
    assert len(rows(training, word="HEALTH 3").rows) == 1
    assert rows(training, issue="neurodiversity").rows == ()


@pytest.mark.parametrize(("health", "police"), [(9, 0), (12, 3)])
def test_few_people_are_not_listed_nor_told_by_leaving_the_others_out(
    training: Training, health: int, police: int
) -> None:
    session_id = rethink(training)
    answered(training, session_id, health, "health", "yes")
    answered(training, session_id, police, "police", "yes")
    told = rows(training, agency="health")
    assert told.rows == ()
    assert told.too_few
    assert bool(rows(training).rows) == (health + police >= 10)


def test_words_that_worried_us_are_not_here(training: Training) -> None:
    session_id = rethink(training)
    answered(training, session_id, 10, "health", "yes")
    worrying = training.answers_day_0(session_id, {"outcome": Value(text="He told me")})
    with training.services.sessions.writing() as session:
        session.execute(update(Response).where(Response.id == worrying).values(has_hit=True))
    assert rows(training).base.text == "10"

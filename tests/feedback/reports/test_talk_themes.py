"""Are themes told by door, and small numbers in none of them?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from feedback.coding.books import open_book, themes_of
from feedback.coding.deciding import code_answer
from feedback.coding.decisions import standings
from feedback.coding.questions import list_answers
from feedback.coding.steps import Doer
from feedback.privacy.small_numbers import FEWER, NOT_SHOWN
from feedback.reports.groups import Asked
from feedback.reports.talk import DOORS
from feedback.reports.talk_themes import themes_by_door
from feedback.reports.themes import theme_summary
from feedback.services import Services
from feedback.store.responses import Response
from feedback.store.talking import TalkTurns
from surveys.definition import TEXT_KINDS, Sensitivity
from tests.factories import DURING
from tests.feedback.coding.world import LISTENS, OFFICER, Themed, themed
from tests.feedback.reports.world import YOUNG_PERSON


def coded_by_two_doors(store: Services, last: int) -> Themed:
    """20 chat and 13 take the form; the first 10 and those from `last` on were listened to."""
    made = themed(store, [LISTENS.format(n=n) for n in range(33)])
    with store.sessions.writing() as session:
        asked = Asked(made.question.instrument_id, YOUNG_PERSON, "confidential")
        assert themes_by_door(session, asked) == ()  # nobody has coded yet
        open_book(session, made.question, DURING)
        list_answers(session, made.question)
        ids = {one.key: one.id for one in themes_of(session, made.question)}
        for at, response_id in enumerate(made.responses):
            told = [ids["listened"]] if at < 10 or at >= last else [ids["kind"]]
            code_answer(session, made.question, response_id, told, Doer(OFFICER, DURING))
        session.execute(
            insert(TalkTurns),
            [{"response_id": one, "question_key": made.question.key, "turns": 1, "missed": 0}
             for one in made.responses[:20]],
        )  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("last", "listened", "kind"),
    [(27, ["10", "6", "0"], ["10", "7", "0"]),
     (30, [NOT_SHOWN, FEWER, "0"], [NOT_SHOWN, NOT_SHOWN, "0"])],  # 10 of 13 would tell the 3
)  # fmt: skip
def test_themes_are_told_by_door_of_those_who_wrote_there(
    each_store: Services, last: int, listened: list[str], kind: list[str]
) -> None:
    made = coded_by_two_doors(each_store, last)
    with each_store.sessions.reading() as session:
        names = {one.key: one.name for one in themes_of(session, made.question)}
        asked = Asked(made.question.instrument_id, YOUNG_PERSON, "confidential")
        (found,) = themes_by_door(session, asked)
    assert found.key == made.question.key
    table = found.table
    assert table.groups == tuple(DOORS.values())
    said = {name: [one.text for one in table.cells[n]] for n, name in enumerate(table.names)}
    assert said[names["listened"]] == listened
    assert said[names["kind"]] == kind


def test_those_of_no_door_have_a_column_so_that_no_page_takes_another_apart(
    services: Services,
) -> None:
    made = coded_by_two_doors(services, 36)
    with services.sessions.writing() as session:
        session.execute(
            update(Response).where(Response.id == made.responses[-1]).values(channel="paper")
        )
        asked = Asked(made.question.instrument_id, YOUNG_PERSON, "confidential")
        (found,) = themes_by_door(session, asked)
        whole = theme_summary(session, made.question.instrument_id, made.question.key)
    assert whole is not None
    assert found.table.groups == (*DOORS.values(), "On paper or by telephone")
    exact = {line.name: line.count.value for line in whole.lines}
    for name, row in zip(found.table.names, found.table.cells, strict=True):
        assert row[-1].value in {None, 0}
        assert exact[name] is None or sum(one.is_hidden for one in row) != 1


def test_a_sensitive_questions_noughts_are_hidden_by_door_too(services: Services) -> None:
    made = coded_by_two_doors(services, 36)
    sections = tuple(
        replace(part, questions=tuple(
            replace(one, sensitive=Sensitivity.HOME_SAFETY) if one.kind in TEXT_KINDS else one
            for one in part.questions
        ))
        for part in YOUNG_PERSON.sections
    )  # fmt: skip
    survey = replace(YOUNG_PERSON, sections=sections)
    with services.sessions.reading() as session:
        asked = Asked(made.question.instrument_id, survey, "confidential")
        (found,) = themes_by_door(session, asked)
    assert 0 not in {one.value for row in found.table.cells for one in row}


def test_the_machines_word_alone_is_no_figure(services: Services) -> None:
    made = themed(services)
    made.run()
    with services.sessions.reading() as session:
        assert standings(session, made.question)
        asked = Asked(made.question.instrument_id, YOUNG_PERSON, "confidential")
        assert themes_by_door(session, asked) == ()

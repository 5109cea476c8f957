"""Are themes told by door, and small numbers in none of them?"""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from feedback.coding.books import open_book, themes_of
from feedback.coding.deciding import code_answer
from feedback.coding.decisions import standings
from feedback.coding.questions import list_answers
from feedback.coding.steps import Doer
from feedback.privacy.small_numbers import FEWER, NOT_SHOWN
from feedback.reports.groups import Asked
from feedback.reports.talk import DOORS
from feedback.reports.talk_themes import themes_by_door
from feedback.services import Services
from feedback.store.talking import TalkTurns
from tests.factories import DURING
from tests.feedback.coding.world import LISTENS, OFFICER, themed
from tests.feedback.reports.world import YOUNG_PERSON


@pytest.mark.parametrize(
    ("last", "listened", "kind"),
    [(27, ["10", "6", "0"], ["10", "7", "0"]),
     (30, [NOT_SHOWN, FEWER, "0"], [NOT_SHOWN, NOT_SHOWN, "0"])],  # 10 of 13 would tell the 3
)  # fmt: skip
def test_themes_are_told_by_door_of_those_who_wrote_there(
    each_store: Services, last: int, listened: list[str], kind: list[str]
) -> None:
    made = themed(each_store, [LISTENS.format(n=n) for n in range(33)])
    with each_store.sessions.writing() as session:
        asked = Asked(made.question.instrument_id, YOUNG_PERSON, "confidential")
        assert themes_by_door(session, asked) == ()  # nobody has coded yet
        open_book(session, made.question, DURING)
        list_answers(session, made.question)
        themes = themes_of(session, made.question)
        ids, names = ({one.key: one.id for one in themes}, {one.key: one.name for one in themes})
        for at, response_id in enumerate(made.responses):
            told = [ids["listened"]] if at < 10 or at >= last else [ids["kind"]]
            code_answer(session, made.question, response_id, told, Doer(OFFICER, DURING))
        session.execute(
            insert(TalkTurns),
            [{"response_id": one, "question_key": made.question.key, "turns": 1, "missed": 0}
             for one in made.responses[:20]],
        )  # fmt: skip
        (found,) = themes_by_door(session, asked)
    assert found.key == made.question.key
    table = found.table
    assert table.groups == tuple(DOORS.values())
    said = {name: [one.text for one in table.cells[n]] for n, name in enumerate(table.names)}
    assert said[names["listened"]] == listened
    assert said[names["kind"]] == kind


def test_the_machines_word_alone_is_no_figure(services: Services) -> None:
    made = themed(services)
    made.run()
    with services.sessions.reading() as session:
        assert standings(session, made.question)
        asked = Asked(made.question.instrument_id, YOUNG_PERSON, "confidential")
        assert themes_by_door(session, asked) == ()

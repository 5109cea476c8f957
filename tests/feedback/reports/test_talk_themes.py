"""Are themes told by door, and small numbers in none of them?"""

from __future__ import annotations

from sqlalchemy import insert

from feedback.coding.books import open_book, themes_of
from feedback.coding.deciding import code_answer
from feedback.coding.questions import list_answers
from feedback.coding.steps import Doer
from feedback.privacy.small_numbers import FEWER, NOT_SHOWN
from feedback.reports.groups import Asked
from feedback.reports.talk_themes import themes_by_door
from feedback.services import Services
from feedback.store.talking import TalkTurns
from tests.factories import DURING
from tests.feedback.coding.world import LISTENS, OFFICER, themed
from tests.feedback.reports.world import YOUNG_PERSON


def test_themes_are_told_by_door_of_those_who_wrote_there(each_store: Services) -> None:
    made = themed(each_store, [LISTENS.format(n=n) for n in range(33)])
    with each_store.sessions.writing() as session:
        asked = Asked(made.question.instrument_id, YOUNG_PERSON, "confidential")
        assert themes_by_door(session, asked) == ()  # nobody has coded yet
        open_book(session, made.question, DURING)
        list_answers(session, made.question)
        themes = themes_of(session, made.question)
        ids, names = ({one.key: one.id for one in themes}, {one.key: one.name for one in themes})
        for at, response_id in enumerate(made.responses):
            told = [ids["listened"]] if at < 10 or at >= 30 else [ids["kind"]]
            code_answer(session, made.question, response_id, told, Doer(OFFICER, DURING))
        session.execute(
            insert(TalkTurns),
            [{"response_id": one, "question_key": made.question.key, "turns": 1, "missed": 0}
             for one in made.responses[:20]],
        )  # fmt: skip
        (found,) = themes_by_door(session, asked)
    assert found.key == made.question.key
    assert [one.text for one in found.wrote] == ["about 20", "about 15", FEWER]
    shares = dict(found.lines)
    assert shares[names["listened"]] == ("50% (about 10)", FEWER, NOT_SHOWN)
    assert shares[names["kind"]] == ("50% (about 10)", "67% (about 10)", NOT_SHOWN)

"""Do the candidates a worker finds follow the themes that people chose?"""

from __future__ import annotations

from feedback.coding.books import open_book, themes_of
from feedback.coding.deciding import code_answer
from feedback.coding.questions import list_answers, question_of
from feedback.coding.steps import Doer
from feedback.collection.errands import QUOTES, ask_for
from feedback.jobs.errands import do_errands
from feedback.quotes.lines import lines
from feedback.services import Services
from tests.factories import DURING
from tests.feedback.coding.world import BUS, LISTENS, OFFICER
from tests.feedback.quotes.conftest import make_round


def test_quotes_are_of_the_theme_they_were_coded_to_and_one_of_each_person(
    services: Services,
) -> None:
    said = [LISTENS.format(n=n) for n in range(6)] + [BUS.format(n=n) for n in range(6)]
    closed = make_round(services, said=said)
    with services.sessions.writing() as session:
        question = question_of(session, closed.instrument_id, "good")
        open_book(session, question, DURING)
        list_answers(session, question)
        heard, outings, *_ = themes_of(session, question)
        for response_id, text in zip(closed.responses, said, strict=True):
            theme = heard if "listens" in text else outings
            code_answer(session, question, response_id, [theme.id], Doer(OFFICER, DURING))
        about = {"instrument_id": closed.instrument_id, "round_id": closed.id}
        ask_for(session, QUOTES, about, by=OFFICER, now=services.clock.now())
    assert do_errands(services) == 1
    with services.sessions.reading() as session:
        found = lines(session, services.keys, closed.instrument_id)
    assert {line.theme for line in found} == {heard.name, outings.name}
    assert all(("listens" in line.text) is (line.theme == heard.name) for line in found)
    assert len({line.response_id for line in found}) == len(found)

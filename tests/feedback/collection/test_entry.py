"""Does an answer from paper come in just as one given on a phone?"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.collection.entry import (
    Person,
    enter,
    entry_problem,
    find_person,
    prepare_entry,
    read_form,
)
from feedback.collection.links import new_capability
from feedback.collection.round_views import find_round
from feedback.collection.rounds import FormProblem
from feedback.safeguarding.concerns import Screener
from feedback.services import Services
from feedback.store.concerns import Concern
from feedback.store.responses import Answer, Response
from feedback.store.rounds import CohortMember, Participation
from surveys.definition import Survey
from tests.factories import DURING, Asked, ask
from tests.feedback.collection.test_rounds import survey_for

BY = "officer@partnership.example"
TODAY = DURING.date()
SURVEY = survey_for("young_person")


def type_in(
    services: Services,
    asked: Asked,
    raw: dict[str, list[str]],
    *,
    reference: str = "R0",
    capability: str = "",
    what: Survey = SURVEY,
) -> bool:
    screener = Screener(services.scanner, services.clock.monotonic, 1.0)
    answers, problems = read_form(what, raw)
    assert problems == ()
    prepared = prepare_entry(
        services.keys,
        screener,
        what,
        answers,
        capability=capability or new_capability(),
        instrument_id=asked.instrument_id,
    )
    with services.sessions.writing() as session:
        person = find_person(session, asked.instrument_id, reference)
        assert isinstance(person, Person)
        return enter(
            session,
            services.keys,
            find_round(session, asked.round_id, DURING),
            asked.instrument_id,
            what,
            prepared,
            person=person,
            channel="paper",
            by=BY,
            now=DURING,
            today=TODAY,
        )


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_paper_answer_is_stored_sent_and_ticked(services: Services) -> None:
    asked = ask(services, SURVEY)
    assert type_in(services, asked, {"listen": ["yes"], "more": ["A bus pass"]})
    with services.sessions.reading() as session:
        response = session.scalars(select(Response)).one()
        ticks = session.scalars(select(Participation)).one()
        codes = session.scalars(select(Answer.code).where(Answer.question_key == "listen")).all()
    assert (response.state, response.channel) == ("sent", "paper")
    assert response.member_id == asked.member_ids[0]
    assert ticks.sent_on == TODAY
    assert codes == ["yes"]


def test_a_double_tap_makes_one_response(services: Services) -> None:
    asked = ask(services, SURVEY)
    capability = new_capability()
    raw = {"listen": ["yes"], "more": [""]}
    told = [type_in(services, asked, raw, capability=capability) for _ in range(2)]
    assert told == [True, False]
    with services.sessions.reading() as session:
        assert count(session, Response) == 1


def test_words_from_paper_are_scanned_too(services: Services) -> None:
    asked = ask(services, SURVEY)
    type_in(services, asked, {"listen": ["yes"], "more": ["my dad hits me every night"]})
    with services.sessions.reading() as session:
        concern = session.scalars(select(Concern)).one()
    assert concern.round_instrument_id == asked.instrument_id
    assert concern.level == "urgent"


def test_the_newest_answer_of_a_known_person_counts(services: Services) -> None:
    asked = ask(services, SURVEY)
    type_in(services, asked, {"listen": ["yes"], "more": [""]})
    type_in(services, asked, {"listen": ["no"], "more": [""]})
    with services.sessions.reading() as session:
        states = sorted(session.scalars(select(Response.state)))
    assert states == ["sent", "superseded"]


def test_an_anonymous_paper_answer_leads_back_to_nobody(services: Services) -> None:
    asked = ask(services, SURVEY, mode="anonymous")
    type_in(services, asked, {"listen": ["yes"], "more": [""]})
    with services.sessions.reading() as session:
        assert session.scalars(select(Response.member_id)).one() is None
        assert session.scalars(select(Participation.sent_on)).one() == TODAY


def test_a_paper_without_a_reference_is_taken(services: Services) -> None:
    asked = ask(services, SURVEY)
    assert type_in(services, asked, {"listen": ["no"], "more": [""]}, reference="")
    with services.sessions.reading() as session:
        assert session.scalars(select(Participation.sent_on)).one() is None


@pytest.mark.parametrize("reference", ["R9", "r0 or so", "R0' OR 1=1"])
def test_an_unknown_reference_is_a_problem(services: Services, reference: str) -> None:
    asked = ask(services, SURVEY)
    with services.sessions.reading() as session:
        assert isinstance(find_person(session, asked.instrument_id, reference), FormProblem)


@pytest.mark.parametrize(
    ("hold", "may_answer"), [("died", False), ("unsafe", False), ("opted_out", True)]
)
def test_a_person_on_hold_is_not_typed_in(services: Services, hold: str, may_answer: bool) -> None:
    asked = ask(services, SURVEY)
    with services.sessions.writing() as session:
        session.scalars(select(CohortMember)).one().hold = hold
    with services.sessions.reading() as session:
        found = find_person(session, asked.instrument_id, "R0")
    assert isinstance(found, Person) is may_answer


@pytest.mark.parametrize(("state", "may"), [("draft", False), ("open", True), ("closed", True)])
def test_a_draft_takes_no_paper_and_a_closed_round_takes_the_post(
    services: Services, state: str, may: bool
) -> None:
    asked = ask(services, SURVEY, state=state)
    with services.sessions.reading() as session:
        around = find_round(session, asked.round_id, DURING)
    assert (entry_problem(around, TODAY) == "") is may


def test_a_form_with_a_mistake_tells_the_question() -> None:
    _, problems = read_form(SURVEY, {"listen": ["perhaps"], "more": ["x"]})
    assert [problem.question_key for problem in problems] == ["listen"]

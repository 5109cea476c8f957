"""Are the named and the allocated kept out in the answer's own transaction, on both stores?"""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from feedback.safeguarding.concerns import Finding, PreparedConcern, prepare, raise_concern
from feedback.safeguarding.keeping_out import (
    NOBODY_MAY_READ,
    kept_out,
    nobody_may_read,
    recipients_allowed,
)
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.concerns import Concern, ConcernKeptOut
from feedback.store.duty import Incident
from feedback.store.responses import Response
from feedback.store.rounds import CohortMember
from feedback.store.staff import Staff, StaffRole
from tests.factories import DURING, OPENS, Asked, ask, survey
from tests.feedback.participant.test_answering import SMALL


@pytest.fixture
def services(each_store: Services) -> Services:
    return each_store


def employ(services: Services, name: str, *roles: str, email: str = "") -> str:
    staff_id = new_id()
    address = email or f"{name.replace(' ', '.').lower()}@council.example"
    with services.sessions.writing() as session:
        session.add(Staff(id=staff_id, email=address, name=name, added_by="t", added_at=DURING))
        session.flush()
        for role in roles:
            session.add(StaffRole(staff_id=staff_id, name=role))
    return staff_id


def respond(services: Services, asked: Asked, worker: str = "", *, linked: bool = True) -> str:
    """A response of the first person; its id. `worker` as the cohort's file said."""
    member, response_id = asked.member_ids[0], new_id()
    key = services.keys.make(f"round:{asked.round_id}")
    contact = key.seal(json.dumps({"name": "Robin", "worker": worker}), f"member:{member}")
    with services.sessions.writing() as session:
        session.execute(
            update(CohortMember).where(CohortMember.id == member).values(contact=contact)
        )
        session.add(
            Response(
                id=response_id,
                round_instrument_id=asked.instrument_id,
                member_id=member if linked else None,
                channel="link",
                started_on=OPENS,
            )
        )
    return response_id


def prepared(
    services: Services, words: str, response_id: str | None, level: str
) -> PreparedConcern:
    finding = Finding("good", "What is good?", words, "words", level, ("physical",), ((0, 2),))
    return prepare(
        services.keys, finding, response_id=response_id, round_instrument_id=None, shown="card"
    )


def raise_it(services: Services, words: str, response_id: str | None, level: str = "urgent") -> str:
    one = prepared(services, words, response_id, level)
    with services.sessions.writing() as session:
        raise_concern(session, one, services.clock.now())
    return one.id


def out(services: Services, concern_id: str) -> frozenset[str]:
    with services.sessions.reading() as session:
        return kept_out(session, concern_id)


def allowed(services: Services, concern_id: str) -> frozenset[str]:
    with services.sessions.reading() as session:
        return recipients_allowed(session, concern_id)


def nobody_left(services: Services) -> list[str]:
    """The concerns with an incident that says that nobody may read them."""
    with services.sessions.reading() as session:
        query = select(Incident.about).where(Incident.kind == NOBODY_MAY_READ)
        return list(session.scalars(query))


def test_the_named_and_the_allocated_are_kept_out_and_others_told(services: Services) -> None:
    dana = employ(services, "Dana Smith", "duty_officer")
    sam = employ(services, "Sam Jones", "duty_officer")
    alex = employ(services, "Alex Wood", "administrator")
    employ(services, "Kim Field", "analyst")
    response_id = respond(services, ask(services, survey(SMALL)), worker="sam jones")
    concern = raise_it(services, "dana smith hits me", response_id)
    assert out(services, concern) == {dana, sam}
    assert allowed(services, concern) == {alex}
    with services.sessions.reading() as session:
        why = session.execute(select(ConcernKeptOut.staff_id, ConcernKeptOut.why)).all()
    assert {(row.staff_id, row.why) for row in why} == {(dana, "named"), (sam, "allocated")}
    assert nobody_left(services) == []


def test_nobody_is_kept_out_for_nothing(services: Services) -> None:
    employ(services, "Dana Smith", "duty_officer")
    response_id = respond(services, ask(services, survey(SMALL)), worker="Someone Else")
    assert out(services, raise_it(services, "my dad hits me", response_id)) == frozenset()


def test_an_anonymous_answer_has_no_allocated_worker(services: Services) -> None:
    employ(services, "Sam Jones", "duty_officer")
    asked = ask(services, survey(SMALL), mode="anonymous")
    response_id = respond(services, asked, worker="Sam Jones", linked=False)
    assert out(services, raise_it(services, "he hits me", response_id)) == frozenset()


def test_who_is_kept_out_of_one_concern_is_kept_out_of_that_persons_others(
    services: Services,
) -> None:
    dana = employ(services, "Dana Smith", "duty_officer")
    response_id = respond(services, ask(services, survey(SMALL)))
    first = raise_it(services, "he hits me", response_id)
    second = raise_it(services, "and dana smith knows", response_id)
    third = raise_it(services, "i want to run away", response_id)
    assert [out(services, one) for one in (first, second, third)] == [{dana}] * 3


def test_a_destroyed_key_never_holds_up_a_concern(services: Services) -> None:
    employ(services, "Sam Jones", "duty_officer")
    asked = ask(services, survey(SMALL))
    response_id = respond(services, asked, worker="Sam Jones")
    services.keys.destroy(f"round:{asked.round_id}")
    concern = raise_it(services, "he hits me", response_id)
    with services.sessions.reading() as session:
        assert session.get(Concern, concern) is not None


def test_where_nobody_is_left_the_incident_says_so_once_and_without_words(
    services: Services,
) -> None:
    employ(services, "Dana Smith", "duty_officer")
    concern = raise_it(services, "dana smith hits me", None)
    raise_it(services, "dana smith hits me", None)  # a retry
    assert nobody_left(services) == [concern]
    with services.sessions.reading() as session:
        assert nobody_may_read(session) == (concern,)
    employ(services, "Alex Wood", "duty_officer")
    with services.sessions.reading() as session:
        assert nobody_may_read(session) == ()

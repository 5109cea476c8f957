"""Does each see what they may, in the order that saves time, on both stores?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from feedback.errors import NotFound
from feedback.safeguarding.concern_list import (
    beside,
    count_new,
    find_concern,
    list_concerns,
    open_concern,
)
from feedback.safeguarding.identity import contacts_left, leave_contact
from feedback.safeguarding.keeping_out import SAID_SO, keep_out, names_reader, recipients_allowed
from feedback.services import Services
from feedback.store.concerns import Concern
from feedback.store.rounds import SurveyVersion
from feedback.store.sight import Sight
from feedback.store.staff import StaffScope
from tests.factories import DURING, ask, survey
from tests.feedback.participant.test_answering import SMALL
from tests.feedback.safeguarding.test_keeping_out import employ, raise_it, respond
from tests.feedback.safeguarding.test_keeping_out import services as services


def change(services: Services, concern: str, **values: object) -> str:
    with services.sessions.writing() as session:
        session.execute(update(Concern).where(Concern.id == concern).values(**values))
    return concern


def listed(
    services: Services, staff_id: str, sight: Sight | None = None, **how: object
) -> list[str]:
    with services.sessions.reading() as session:
        seen = sight or Sight()
        return [one.id for one in list_concerns(session, staff_id, seen, **how)]  # type: ignore[arg-type]  # a test's shorthand


def test_unacknowledged_then_gravest_then_oldest(services: Services) -> None:
    ann = employ(services, "Ann Field", "duty_officer")
    hour = timedelta(hours=1)
    young = change(services, raise_it(services, "1", None, "urgent"), raised_at=DURING + hour)
    old = raise_it(services, "2", None, "urgent")
    unscreened = raise_it(services, "3", None, "unscreened")
    same_day = raise_it(services, "4", None, "same_day")
    review = raise_it(services, "5", None, "review")
    taken = change(services, raise_it(services, "6", None, "urgent"), state="acknowledged")
    closed = [
        change(
            services, raise_it(services, f"c{n}", None), state="closed", closed_at=DURING + n * hour
        )
        for n in range(2)
    ]
    assert listed(services, ann) == [old, young, same_day, unscreened, review, taken]
    assert listed(services, ann, states=("closed",)) == closed[::-1]
    assert listed(services, ann, level="review") == [review]
    assert listed(services, ann, most=2) == [old, young]


def test_whoever_is_kept_out_counts_and_finds_nothing(services: Services) -> None:
    dana = employ(services, "Dana Smith", "duty_officer")
    ann = employ(services, "Ann Field", "duty_officer")
    concern = raise_it(services, "dana smith hits me", None)
    assert listed(services, dana) == []
    assert listed(services, ann) == [concern]
    with services.sessions.reading() as session:
        assert (count_new(session, dana), count_new(session, ann)) == (0, 1)
        with pytest.raises(NotFound):
            find_concern(session, concern, dana)
        with pytest.raises(NotFound):
            open_concern(session, services.keys, concern, dana)
        opened = open_concern(session, services.keys, concern, ann)
    assert opened.said == "dana smith hits me"


def test_a_concern_of_another_survey_is_out_of_sight_and_its_reader_is_not_told(
    services: Services,
) -> None:
    ann = employ(services, "Ann Field", "duty_officer")
    asked = ask(services, survey(SMALL))
    concern = raise_it(services, "he hits me", respond(services, asked))
    change(services, concern, round_instrument_id=asked.instrument_id)
    nobody_knows_whose = raise_it(services, "she hits me", None)
    with services.sessions.writing() as session:
        assert session.scalars(select(SurveyVersion.survey_key)).one() == "small"
        session.add(StaffScope(staff_id=ann, survey_key="another", team=""))
    sight = Sight(frozenset({("another", "")}))
    assert listed(services, ann, sight) == [nobody_knows_whose]
    with services.sessions.reading() as session:
        assert count_new(session, ann, sight) == 1
        assert recipients_allowed(session, concern) == frozenset()
        assert recipients_allowed(session, nobody_knows_whose) == {ann}


def test_the_same_persons_other_concerns_stand_beside(services: Services) -> None:
    ann = employ(services, "Ann Field", "duty_officer")
    response_id = respond(services, ask(services, survey(SMALL)))
    first = raise_it(services, "he hits me", response_id)
    second = raise_it(services, "i ran away", response_id)
    raise_it(services, "another child", None)
    with services.sessions.reading() as session:
        line = find_concern(session, first, ann)
        assert [one.id for one in beside(session, line, ann)] == [second]


def test_a_way_to_reach_somebody_is_found_from_each_of_their_concerns(services: Services) -> None:
    response_id = respond(services, ask(services, survey(SMALL), mode="anonymous"), linked=False)
    first = raise_it(services, "he hits me", response_id)
    second = raise_it(services, "i ran away", response_id)
    told = {"first_name": "Kit", "reach": "at school"}
    with services.sessions.writing() as session:
        for _ in range(2):
            assert leave_contact(session, services.keys, response_id, told, DURING)
        assert not leave_contact(session, services.keys, "nobody", told, DURING)
    with services.sessions.reading() as session:
        for concern in (first, second):
            found = contacts_left(session, services.keys, concern)
            assert [(one.first_name, one.reach) for one in found] == [("Kit", "at school")]


def test_the_reason_first_given_stays_and_the_reader_named_later_is_known(
    services: Services,
) -> None:
    ann = employ(services, "Ann Field", "duty_officer")
    concern = raise_it(services, "he hits me", None)
    with services.sessions.writing() as session:
        for by in ("ann", "again"):
            assert keep_out(session, concern, None, {ann: SAID_SO}, by=by, now=DURING) == {ann}
        assert names_reader(session, ann, ["hello", "it was anne feild"])
        assert not names_reader(session, ann, ["hello"])
        assert not names_reader(session, "nobody", ["ann field"])

"""Do a delegate's waves belong together by a key alone, and is only the pledge said again?"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update

from feedback.collection.doors import Standing, find_door
from feedback.store.responses import Response
from feedback.store.rounds import CohortMember
from feedback.training.linking import carried, managers_link, may_leave_address, wave_of
from feedback.training.waves import instrument_of
from surveys.answers import SKIPPED, Value
from surveys.kirkpatrick import Occasion, Wave
from tests.feedback.training.world import HELD, Training, code

PLEDGE = "I will ask about the father"
SAID = {"sector": code("health"), "pledge": Value(text=PLEDGE), "follow_up": code("yes")}
MONTH_3 = instrument_of(Occasion.COURSE, Wave.MONTH_3)


def at_the_session(training: Training) -> None:
    training.clock.instant = datetime(2024, 1, 15, 15, tzinfo=UTC)


def repeated(training: Training, member_id: str) -> dict[str, str]:
    with training.services.sessions.reading() as session:
        return dict(carried(session, training.services.keys, MONTH_3, member_id))


def test_an_address_left_at_the_session_gives_birth_to_the_follow_ups(training: Training) -> None:
    at_the_session(training)
    session_id = training.session(training.course())
    response_id = training.answers_day_0(session_id, SAID, "ada@nhs.example")
    assert [one.wave for one in training.follow_ups()] == ["month_3", "month_6"]
    (came,) = training.attendances()
    assert (came.sector, came.came_by) == ("health", "door")
    with training.services.sessions.reading() as session:
        response = session.get_one(Response, response_id)
        member = session.get_one(CohortMember, response.member_id)
    assert member.reference == came.link_key
    assert member.contact is None


def test_the_box_is_offered_once_and_not_to_who_said_no(training: Training) -> None:
    at_the_session(training)
    session_id = training.session(training.course())
    yes = training.answers_day_0(session_id, SAID)
    no = training.answers_day_0(session_id, SAID | {"follow_up": code("no")})
    skipped = training.answers_day_0(session_id, SAID | {"follow_up": SKIPPED})
    left = training.answers_day_0(session_id, SAID, "ada@nhs.example")
    with training.services.sessions.reading() as session:
        offered = [may_leave_address(session, one) for one in (yes, no, skipped, left, "nobody")]
    assert offered == [True, False, False, False, False]


def test_the_pledge_comes_back_at_3_months_to_its_owner_only(training: Training) -> None:
    at_the_session(training)
    session_id = training.session(training.course())
    training.answers_day_0(session_id, SAID, "ada@nhs.example")
    training.answers_day_0(session_id, SAID | {"pledge": SKIPPED}, "bo@nhs.example")
    other = training.session(training.course("Thresholds"))
    training.answers_day_0(other, SAID | {"pledge": Value(text="Another")}, "ada@nhs.example")
    found = sorted(
        repeated(training, one.member_id).get("pledge", "")
        for one in training.follow_ups()
        if one.wave == "month_3"
    )
    assert found == ["", "Another", PLEDGE]
    assert repeated(training, "nobody") == {}


def test_a_pledge_that_worried_us_never_comes_back(training: Training) -> None:
    at_the_session(training)
    session_id = training.session(training.course())
    response_id = training.answers_day_0(session_id, SAID, "ada@nhs.example")
    with training.services.sessions.writing() as session:
        session.execute(update(Response).where(Response.id == response_id).values(has_hit=True))
    assert repeated(training, training.follow_ups()[0].member_id) == {}


def test_a_pledge_whose_key_is_gone_is_not_said_again(training: Training) -> None:
    at_the_session(training)
    session_id = training.session(training.course())
    response_id = training.answers_day_0(session_id, SAID, "ada@nhs.example")
    training.services.keys.destroy(f"response:{response_id}")
    assert repeated(training, training.follow_ups()[0].member_id) == {}


def test_the_last_answers_of_one_person_count(training: Training) -> None:
    at_the_session(training)
    session_id = training.session(training.course())
    first = training.answers_day_0(session_id, SAID, "ada@nhs.example")
    last = training.answers_day_0(session_id, SAID, "Ada@NHS.example")
    with training.services.sessions.reading() as session:
        states = [session.get_one(Response, one).state for one in (first, last)]
    assert states == ["superseded", "sent"]
    assert len(training.follow_ups()) == 2


def test_a_manager_gets_a_link_of_their_own_with_the_same_key(training: Training) -> None:
    at_the_session(training)
    session_id = training.session(training.course())
    training.answers_day_0(session_id, SAID, "ada@nhs.example")
    three, six = training.follow_ups()
    now = datetime(2024, 4, 20, 12, tzinfo=UTC)
    with training.services.sessions.writing() as session:
        token = managers_link(session, training.services.keys, three.member_id, HELD)
        assert managers_link(session, training.services.keys, three.member_id, HELD) == token
        assert managers_link(session, training.services.keys, six.member_id, HELD) is None
        assert token is not None
        door = find_door(session, "i", token, now)
        assert door is not None
        here = wave_of(session, door.round_instrument_id)
        references = session.scalars(
            select(CohortMember.reference).where(
                CohortMember.id.in_([door.member_id, three.member_id])
            )
        ).all()
    assert here is not None
    assert (door.standing, here.wave) == (Standing.OPEN, Wave.MANAGER)
    assert len(set(references)) == 1


def test_another_rounds_instrument_is_of_no_course(training: Training) -> None:
    with training.services.sessions.reading() as session:
        assert wave_of(session, "absent") is None

"""Are people counted once, kept apart from their answers, and followed up from the first moment?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from feedback.store.rounds import CohortMember
from feedback.store.training import Attendance, DelegateContact
from feedback.training.attendance import came_by_the_door, link_key, rejects_of
from feedback.training.contacts import Contact
from feedback.training.courses import (
    PeopleCame,
    SessionCancelled,
    cancel,
    find_course,
    find_session,
    list_courses,
    sessions_of,
)
from surveys.kirkpatrick import Occasion
from surveys.term import Term
from tests.feedback.training.world import BY, HEADINGS, Training, listed


def test_good_lines_become_attendances_and_bad_ones_are_logged(training: Training) -> None:
    session_id = training.session(training.course())
    raw = listed(3) + b"\nB9,Bo,bo@,Health,Yes\nB8,Cy,cy@nhs.example,Health,No\n"
    came = training.came(session_id, raw)
    assert (came.people, came.already, came.follow_ups) == (3, 0, 6)
    with training.services.sessions.reading() as session:
        logged = rejects_of(session, session_id)
        assert find_session(session, session_id).status == "ran"
    assert [(one.line, one.reason) for one in logged] == [
        (5, "The e-mail address is not complete."), (6, "Did not come."),
    ]  # fmt: skip
    assert not any("bo@" in one.reason or "Bo" in one.reason for one in logged)


def test_the_same_list_again_adds_nobody_and_no_message(training: Training) -> None:
    session_id = training.session(training.course())
    training.came(session_id, listed(3))
    before = len(training.messages())
    came = training.came(session_id, listed(4))
    assert (came.people, came.already, came.follow_ups) == (1, 3, 2)
    assert len(training.messages()) == before + 2


def test_messages_are_born_at_ten_on_the_calendar_day(training: Training) -> None:
    session_id = training.session(training.course(), date(2023, 8, 31))
    training.clock.instant = datetime(2023, 9, 1, 8, tzinfo=UTC)
    training.came(session_id, listed(1))
    assert [one.due_at for one in training.messages()] == [
        datetime(2023, 11, 30, 10, tzinfo=UTC), datetime(2024, 2, 29, 10, tzinfo=UTC),
    ]  # fmt: skip
    assert [one.due_on for one in training.follow_ups()] == [
        date(2023, 11, 30), date(2024, 2, 29),
    ]  # fmt: skip


def test_a_course_that_waits_for_term_is_held_over_the_holidays(training: Training) -> None:
    term = Term(((date(2024, 7, 24), date(2024, 9, 2)),))
    session_id = training.session(training.course(waits_for_term=True), date(2024, 2, 10))
    training.came(session_id, listed(1), term)
    assert [one.due_at for one in training.messages()] == [
        datetime(2024, 5, 10, 9, tzinfo=UTC), datetime(2024, 9, 3, 9, tzinfo=UTC),
    ]  # fmt: skip
    assert training.follow_ups()[1].due_on == date(2024, 8, 10)


def test_a_list_that_comes_years_late_plans_nothing_whose_door_is_closed(
    training: Training,
) -> None:
    session_id = training.session(training.course(), date(2021, 5, 1))
    came = training.came(session_id, listed(2))
    assert (came.people, came.follow_ups) == (2, 0)


def test_who_has_no_address_counts_and_is_not_written_to(training: Training) -> None:
    session_id = training.session(training.course())
    raw = f"{HEADINGS}\nB1,Ada,,Health,Yes\n".encode()
    assert training.came(session_id, raw).people == 1
    assert training.messages() == []
    with training.services.sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(DelegateContact)) == 0


def test_the_key_is_made_per_course_and_holds_no_address(training: Training) -> None:
    keys = training.services.keys
    one, other = training.course("Neglect"), training.course("Thresholds")
    assert link_key(keys, one, "email:a@b.example") == link_key(keys, one, "email:a@b.example")
    assert link_key(keys, one, "email:a@b.example") != link_key(keys, other, "email:a@b.example")
    first, again = training.session(one), training.session(one, date(2024, 1, 22))
    training.came(first, listed(1))
    training.came(again, listed(1))
    assert len({row.link_key for row in training.attendances()}) == 1


def test_no_address_stands_unsealed_anywhere(training: Training) -> None:
    training.came(training.session(training.course()), listed(2))
    with training.services.sessions.reading() as session:
        sealed = session.scalars(select(DelegateContact.sealed)).all()
        references = session.scalars(select(CohortMember.reference)).all()
        contacts = session.scalars(select(CohortMember.contact)).all()
    assert not any(b"school.example" in one or b"Person" in one for one in sealed)
    assert not any("@" in one or "Person" in one for one in references)
    assert set(contacts) == {None}


def test_who_leaves_an_address_at_the_session_is_matched_with_the_list(training: Training) -> None:
    session_id = training.session(training.course())
    arrival = training.arrival(session_id)
    with training.services.sessions.writing() as session:
        key = came_by_the_door(
            session, session_id, Contact(email=" P0@School.example"), "health", arrival
        )
        again = Contact(email="p0@school.example")
        assert came_by_the_door(session, session_id, again, "", arrival) == key
    assert len(training.messages()) == 2
    came = training.came(session_id, listed(2))
    assert (came.people, came.already) == (1, 1)
    with training.services.sessions.reading() as session:
        assert find_session(session, session_id).attendances == 2
    assert {row.link_key for row in training.attendances()} >= {key}


def test_the_list_counts_where_there_is_one_and_the_door_where_there_is_none(
    training: Training,
) -> None:
    course_id = training.course()
    session_id = training.session(course_id)
    arrival = training.arrival(session_id)
    with training.services.sessions.writing() as session:
        came_by_the_door(
            session, session_id, Contact(email="private@mail.example"), "health", arrival
        )
        assert find_session(session, session_id).attendances == 1
    training.came(session_id, listed(2))
    with training.services.sessions.reading() as session:
        assert find_session(session, session_id).attendances == 2
        assert find_course(session, course_id).attendances == 2
        assert session.scalar(select(func.count()).select_from(Attendance)) == 3


def test_a_cancelled_session_has_nobody_and_one_with_people_is_not_cancelled(
    training: Training,
) -> None:
    session_id = training.session(training.course())
    now = training.clock.now()
    with training.services.sessions.writing() as session:
        cancel(session, session_id, "The trainer was ill", by=BY, now=now)
    with pytest.raises(SessionCancelled):
        training.came(session_id, listed(1))
    assert training.attendances() == []
    other = training.session(training.course())
    training.came(other, listed(1))
    with training.services.sessions.writing() as session, pytest.raises(PeopleCame):
        cancel(session, other, "", by=BY, now=now)


def test_courses_count_the_sessions_that_ran(training: Training) -> None:
    course_id = training.course("Neglect")
    training.course("A Re-think", occasion=Occasion.RETHINK)
    for n in range(3):
        training.came(training.session(course_id, date(2024, 1, 1 + n)), listed(n + 1))
    training.session(course_id, date(2024, 2, 1))
    with training.services.sessions.reading() as session:
        (course,) = list_courses(session)
        assert (course.ran, course.attendances) == (3, 6)
        assert [one.status for one in sessions_of(session, course_id)] == ["planned", *["ran"] * 3]

"""Is a Re-think recorded once, its notes sealed, and its learning found again?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from feedback.errors import NotFound
from feedback.store.training import Rethink, RethinkAction, RethinkLearning
from feedback.training.learning import Notes, Wanted, add_learning, learning
from feedback.training.rethinks import (
    Record,
    actions_of,
    add_action,
    find_rethink,
    finish_action,
    keep_record,
    notes_key,
    rethink_course,
    rethinks,
)
from tests.feedback.training.world import BY, Training

HELD = date(2024, 2, 1)
RECORD = Record(
    requested_on=date(2024, 1, 20), requested_by="health", strategy=3, reason="both",
    case_reference="R-17", people={"health": 4, "police": 2}, issues=("neurodiversity",), steps=5,
    is_safety_raised=False,
)  # fmt: skip
NOTES = Notes(
    for_whom="school staff", context="every agency saw a different risk",
    mechanism="hearing the health visitor made the risk shared", outcome="the plan changed",
)  # fmt: skip


def held(training: Training, day: date = HELD) -> str:
    with training.services.sessions.writing() as session:
        course_id = rethink_course(session, by=BY, now=training.clock.now())
    session_id = training.session(course_id, day)
    training.services.keys.make(notes_key(session_id))
    return session_id


def test_a_record_is_kept_and_a_second_one_takes_its_place(training: Training) -> None:
    session_id = held(training)
    with training.services.sessions.writing() as session:
        now = training.clock.now()
        keep_record(session, session_id, RECORD, by=BY, now=now)
        assert find_rethink(session, session_id).record == RECORD
        later = Record(
            requested_on=RECORD.requested_on, requested_by="police", strategy=1, reason="thematic"
        )
        keep_record(session, session_id, later, by=BY, now=now)
        assert find_rethink(session, session_id).record == later
        assert len(session.scalars(select(Rethink)).all()) == 1
    assert RECORD.involved == 6


def test_all_rethinks_are_sessions_of_one_course(training: Training) -> None:
    first, second = held(training), held(training, date(2024, 3, 1))
    with training.services.sessions.reading() as session:
        assert [one.session_id for one in rethinks(session)] == [second, first]
        assert [one.record for one in rethinks(session)] == [None, None]


def test_an_unknown_rethink_is_not_found(training: Training) -> None:
    now = training.clock.now()
    with training.services.sessions.writing() as session:
        with pytest.raises(NotFound):
            find_rethink(session, "absent")
        with pytest.raises(NotFound):
            keep_record(session, "absent", RECORD, by=BY, now=now)
        with pytest.raises(NotFound):
            finish_action(session, "absent", "absent", HELD)


def test_an_action_is_sealed_late_and_done_once(training: Training) -> None:
    session_id, keys = held(training), training.services.keys
    with training.services.sessions.writing() as session:
        action_id = add_action(
            session, keys, session_id, what="Visit together", owner="School nurse",
            due_on=date(2024, 2, 20),
        )  # fmt: skip
    with training.services.sessions.writing() as session:
        (action,) = actions_of(session, keys, session_id)
        assert (action.what, action.owner) == ("Visit together", "School nurse")
        assert action.is_late(date(2024, 2, 21))
        assert not action.is_late(date(2024, 2, 20))
        finish_action(session, session_id, action_id, date(2024, 3, 1))
        finish_action(session, session_id, action_id, date(2024, 4, 1))
        (action,) = actions_of(session, keys, session_id)
        sealed = session.scalars(select(RethinkAction.sealed)).one()
    assert action.done_on == date(2024, 3, 1)
    assert not action.is_late(date(2024, 5, 1))
    assert b"nurse" not in sealed
    keys.destroy(notes_key(session_id))
    with training.services.sessions.reading() as session:
        (action,) = actions_of(session, keys, session_id)
    assert (action.what, action.done_on) == ("", date(2024, 3, 1))


def test_learning_is_tied_together_sealed_and_filtered(training: Training) -> None:
    session_id, keys = held(training), training.services.keys
    other = Notes(for_whom="managers", context="time was short", mechanism="a neutral chair helped",
                  outcome="they could take part")  # fmt: skip
    with training.services.sessions.writing() as session:
        now = training.clock.now()
        add_learning(session, keys, session_id, NOTES, issue="neurodiversity", agency="education",
                     may_quote=True, by=BY, now=now)  # fmt: skip
        add_learning(session, keys, session_id, other, issue="approaches", agency="health",
                     may_quote=False, by=BY, now=now)  # fmt: skip
    with training.services.sessions.reading() as session:
        assert len(learning(session, keys)) == 2
        (row,) = learning(session, keys, Wanted(issue="neurodiversity"))
        assert [one.notes for one in learning(session, keys, Wanted(agency="health"))] == [other]
        assert [one.notes for one in learning(session, keys, Wanted(word="HEALTH VISITOR"))] == [
            NOTES
        ]
        assert [one.notes for one in learning(session, keys, Wanted(only_quotable=True))] == [NOTES]
        assert learning(session, keys, Wanted(issue="neurodiversity", word="chair")) == ()
        sealed = session.scalars(select(RethinkLearning.sealed)).all()
    assert row.notes.sentence == (
        "For school staff, where every agency saw a different risk, hearing the health visitor "
        "made the risk shared, and so the plan changed."
    )
    assert not any(b"health visitor" in one for one in sealed)
    keys.destroy(notes_key(session_id))
    with training.services.sessions.reading() as session:
        assert learning(session, keys) == ()

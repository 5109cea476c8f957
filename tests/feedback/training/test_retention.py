"""Are delegates' addresses, the keys that join their answers, and notes forgotten in time?"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import func, select

from feedback.jobs.forgetting import forget_due
from feedback.jobs.worker import work_once
from feedback.reports.training_counts import rethink_years, year_lines
from feedback.sealing.keystore import WordsAreGone
from feedback.store.forgetting import Forgotten
from feedback.store.responses import Answer
from feedback.store.rounds import Invitation
from feedback.store.training import (
    AttendanceReject,
    DelegateContact,
    FollowUp,
    RethinkAction,
    RethinkLearning,
)
from feedback.training.contacts import session_key
from feedback.training.courses import say_it_ran
from feedback.training.learning import Notes, add_learning
from feedback.training.rethinks import (
    Record,
    add_action,
    find_rethink,
    keep_record,
    notes_key,
    rethink_course,
)
from surveys.answers import Value
from tests.feedback.training.world import BY, Training, listed

# Held on 15 January 2024: the last wave falls due on 15 July 2024.


def nights_on(training: Training, year: int, month: int, day: int) -> None:
    training.clock.instant = datetime(year, month, day, 3, tzinfo=UTC)
    forget_due(training.services)


def count(training: Training, table: type) -> int:
    with training.services.sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def key_is_gone(training: Training, owner: str) -> bool:
    try:
        training.services.keys.open(owner)
    except WordsAreGone:
        return True
    return False


def held(training: Training) -> str:
    session_id = training.session(training.course())
    training.came(session_id, listed(3) + b"\nB9,Bo,bo@,Health,Yes\n")
    training.clock.instant = datetime(2024, 7, 15, 12, tzinfo=UTC)
    work_once(training.services)
    return session_id


def test_addresses_go_three_months_after_the_last_wave_and_their_key_first(
    training: Training,
) -> None:
    session_id = held(training)
    nights_on(training, 2024, 10, 14)
    assert count(training, DelegateContact) == 3
    nights_on(training, 2024, 10, 16)
    assert count(training, DelegateContact) == 0
    assert count(training, Invitation) == 0
    assert key_is_gone(training, session_key(session_id))
    assert count(training, FollowUp) == 6
    with training.services.sessions.reading() as session:
        (proof,) = session.scalars(select(Forgotten)).all()
    assert (proof.what, proof.rows, proof.keys_destroyed) == ("delegates", 3, 1)


def test_nothing_is_sent_once_the_addresses_are_gone(training: Training) -> None:
    session_id = training.session(training.course())
    training.came(session_id, listed(1))
    nights_on(training, 2024, 10, 16)
    training.clock.move(hours=9)
    assert work_once(training.services) == 0
    assert {one.state for one in training.messages()} == {"failed"}


def test_after_two_years_nothing_joins_an_attendance_to_answers(training: Training) -> None:
    held(training)
    before = {one.link_key for one in training.attendances()}
    nights_on(training, 2026, 7, 14)
    assert count(training, FollowUp) == 6
    nights_on(training, 2026, 7, 16)
    assert count(training, FollowUp) == 0
    assert count(training, AttendanceReject) == 0
    assert not before & {one.link_key for one in training.attendances()}
    with training.services.sessions.reading() as session:
        assert year_lines(session)[0].multi_came == 3


def test_notes_of_a_rethink_go_and_its_counts_stay(training: Training) -> None:
    now, day = training.clock.now(), date(2024, 2, 1)
    with training.services.sessions.writing() as session:
        course_id = rethink_course(session, by=BY, now=now)
    session_id = training.session(course_id, day)
    keys = training.services.keys
    keys.make(notes_key(session_id))
    with training.services.sessions.writing() as session:
        say_it_ran(session, session_id, by=BY, now=now)
        record = Record(requested_on=day, requested_by="health", strategy=3, reason="both",
                        case_reference="R-17", people={"health": 4})  # fmt: skip
        keep_record(session, session_id, record, by=BY, now=now)
        add_action(session, keys, session_id, what="Visit", owner="Nurse", due_on=None)
        notes = Notes(for_whom="staff", context="a", mechanism="b", outcome="c")
        add_learning(session, keys, session_id, notes, issue="", agency="", may_quote=False, by=BY,
                     now=now)  # fmt: skip
    nights_on(training, 2030, 1, 31)
    assert count(training, RethinkAction) == 1
    nights_on(training, 2030, 2, 2)
    assert count(training, RethinkAction) == count(training, RethinkLearning) == 0
    assert key_is_gone(training, notes_key(session_id))
    with training.services.sessions.reading() as session:
        kept = find_rethink(session, session_id).record
        assert rethink_years(session)[0].people == 4
    assert kept is not None
    assert kept.case_reference == ""
    nights_on(training, 2030, 2, 3)
    assert count(training, Forgotten) == 1


def test_words_of_a_late_wave_go_two_years_after_it_was_due(training: Training) -> None:
    training.clock.instant = datetime(2024, 1, 15, 12, tzinfo=UTC)
    session_id = training.session(training.course())
    training.came(session_id, listed(1))
    three = next(one for one in training.follow_ups() if one.wave == "month_3")
    training.clock.instant = datetime(2024, 4, 20, 12, tzinfo=UTC)
    training.answers_later(three, {"example": Value(text="I planned the call first")})
    training.clock.instant = datetime(2025, 10, 20, 12, tzinfo=UTC)
    work_once(training.services)  # the door closes

    def words() -> int:
        with training.services.sessions.reading() as session:
            return len(session.scalars(select(Answer).where(Answer.sealed.is_not(None))).all())

    nights_on(training, 2026, 4, 6)
    assert words() == 1
    nights_on(training, 2026, 4, 8)
    assert words() == 0

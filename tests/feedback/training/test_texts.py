"""Does somebody who left a mobile only get their follow-ups by text message?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feedback.collection.doors import find_door
from feedback.collection.opting_out import opt_out
from feedback.jobs.worker import work_once
from feedback.ports import DeliveryFailed, TextMessage
from feedback.training.attendance import add_attendances, came_by_the_door
from feedback.training.attendance_file import read_attendance
from feedback.training.contacts import Contact
from surveys.kirkpatrick import Occasion
from tests.fakes import RememberingTexter
from tests.feedback.training.world import Training

DUE = datetime(2024, 4, 15, 9, tzinfo=UTC)
LISTED = b"Reference,Name,Mobile,Attended\nB1,Ada,07700 900123,Yes\nB2,Bo,023 9282 2251,Yes\n"
ADA = "+447700900123"


def texts(training: Training) -> list[TextMessage]:
    texter = training.services.texter
    assert isinstance(texter, RememberingTexter)
    return texter.sent


def came_with_mobiles(training: Training, occasion: Occasion = Occasion.COURSE) -> str:
    session_id = training.session(training.course("Neglect", occasion=occasion))
    training.came(session_id, LISTED)
    return session_id


def test_a_mobile_gets_the_text_message_and_a_landline_nothing(training: Training) -> None:
    came_with_mobiles(training)
    training.clock.instant = DUE
    assert work_once(training.services) == 1
    (text,) = texts(training)
    assert text.to == ADA
    assert training.postman.sent == []
    assert [one.state for one in training.messages()] == ["sent", "due"]
    for days in (7, 7):
        training.clock.move(days=days)
        work_once(training.services)
    assert [one.reference.partition("-")[0] for one in texts(training)] == [
        "follow_up", "follow_up_reminder_1", "follow_up_reminder_2",
    ]  # fmt: skip


@pytest.mark.parametrize("occasion", [Occasion.COURSE, Occasion.RETHINK])
def test_a_text_names_no_course_and_no_person_and_bears_both_links(
    training: Training, occasion: Occasion
) -> None:
    came_with_mobiles(training, occasion)
    training.clock.instant = datetime(2024, 4, 15, 11, tzinfo=UTC)
    work_once(training.services)
    (text,) = texts(training)
    base = training.services.settings.base_url
    assert f"{base}/i/" in text.text
    assert f"{base}/stop/" in text.text
    for word in ("Neglect", "Ada", "child", "Re-think", "pledge"):
        assert word not in text.text.replace(training.services.settings.partnership, "")


def test_who_says_stop_in_a_text_gets_no_more(training: Training) -> None:
    came_with_mobiles(training)
    training.clock.instant = DUE
    work_once(training.services)
    token = next(word for word in texts(training)[0].text.split() if "/stop/" in word)
    with training.services.sessions.writing() as session:
        door = find_door(session, "i", token.rpartition("/")[2], training.clock.now())
        assert door is not None
        assert door.member_id is not None
        opt_out(session, door.member_id, DUE.date())
    for _ in range(120):
        training.clock.move(days=1)
        work_once(training.services)
    assert len(texts(training)) == 1


def test_a_number_the_provider_refuses_is_told_to_staff(training: Training) -> None:
    came_with_mobiles(training)
    texter = training.services.texter
    assert isinstance(texter, RememberingTexter)
    texter.broken = DeliveryFailed("Notify said 400", permanent=True)
    training.clock.instant = DUE
    work_once(training.services)
    assert [(one.state, one.trouble) for one in training.messages()] == [
        ("failed", "Notify said 400"), ("due", ""),
    ]  # fmt: skip


def test_where_no_text_can_leave_a_mobile_alone_is_not_kept(training: Training) -> None:
    session_id = training.session(training.course())
    arrival = replace(training.arrival(session_id), may_text=False)
    told = read_attendance(LISTED)
    with training.services.sessions.writing() as session:
        came = add_attendances(session, session_id, told.good, arrival)
    assert (came.people, came.follow_ups) == (2, 0)


def test_one_person_by_list_and_by_mobile_at_the_door_is_asked_once(training: Training) -> None:
    raw = b"Email,Mobile,Attended\nada@nhs.example,07700900123,Yes\n"
    listed_first = training.session(training.course("One"))
    training.came(listed_first, raw)
    door_first = training.session(training.course("Two"))
    for session_id in (listed_first, door_first):
        arrival = training.arrival(session_id)
        with training.services.sessions.writing() as session:
            came_by_the_door(session, session_id, Contact(mobile=ADA), "health", arrival)
    assert training.came(door_first, raw).already == 1
    assert len(training.attendances()) == 2
    assert len(training.messages()) == 4
    assert {row.came_by for row in training.attendances()} == {"import"}

"""Does each follow-up go out exactly once, to those who may have it, and never at night?"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import select, update

from feedback.collection.doors import Standing, find_door
from feedback.collection.opting_out import opt_out
from feedback.jobs.sending import send_due
from feedback.jobs.worker import work_once
from feedback.ports import DeliveryFailed, Letter
from feedback.services import Services
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import CohortMember, Participation
from feedback.store.training import DelegateContact
from feedback.training.follow_ups import queue_reminders
from feedback.training.leaving import left_the_role
from surveys.kirkpatrick import Occasion
from surveys.term import LONDON, is_quiet
from tests.conftest import SEED, scaled
from tests.feedback.training.world import HELD, Training, listed

DUE = datetime(2024, 4, 15, 9, tzinfo=UTC)  # 15 January and 3 months, 10:00 in summer time


def course_of(training: Training, people: int, held_on: date = HELD) -> str:
    session_id = training.session(training.course(), held_on)
    training.came(session_id, listed(people))
    return session_id


def token_in(letter: Letter) -> str:
    return letter.unsubscribe_url.rpartition("/")[2]


def member_of(training: Training, letter: Letter) -> str:
    with training.services.sessions.reading() as session:
        door = find_door(session, "i", token_in(letter), training.clock.now())
    assert door is not None
    assert door.member_id is not None
    return door.member_id


def each_day(training: Training, days: int) -> None:
    """So many days go by, the worker working at noon."""
    for _ in range(days):
        training.clock.move(days=1)
        work_once(training.services)


# --- when


def test_nothing_goes_before_ten_on_the_day_and_everything_at_ten(training: Training) -> None:
    course_of(training, 3)
    training.clock.instant = DUE - timedelta(seconds=1)
    assert work_once(training.services) == 0
    training.clock.instant = DUE
    assert work_once(training.services) == 3
    assert work_once(training.services) == 0


def test_what_was_held_up_waits_for_the_morning(training: Training) -> None:
    course_of(training, 2)
    training.postman.broken = DeliveryFailed("the mailer is down")
    training.clock.instant = DUE
    assert work_once(training.services) == 0
    training.postman.broken = None
    training.clock.instant = datetime(2024, 4, 15, 22, 30, tzinfo=LONDON)
    assert work_once(training.services) == 0
    training.clock.instant = datetime(2024, 4, 16, 9, 0, tzinfo=LONDON)
    assert work_once(training.services) == 2


def test_a_reminder_comes_on_day_7_and_on_day_14_and_then_no_more(training: Training) -> None:
    course_of(training, 1)
    training.clock.instant = DUE + timedelta(hours=2)
    work_once(training.services)
    days = []
    for day in range(1, 70):
        training.clock.move(days=1)
        days += [day] * work_once(training.services)
    assert days == [7, 14]
    kinds = [letter.reference.partition("-")[0] for letter in training.postman.sent]
    assert kinds == ["follow_up", "follow_up_reminder_1", "follow_up_reminder_2"]


def test_who_answered_or_declined_is_not_reminded(training: Training) -> None:
    course_of(training, 3)
    training.clock.instant = DUE
    work_once(training.services)
    answered, declined, _ = (member_of(training, one) for one in training.postman.sent)
    with training.services.sessions.writing() as session:
        for member_id, what in ((answered, "sent_on"), (declined, "declined_on")):
            session.execute(
                update(Participation)
                .where(Participation.member_id == member_id)
                .values({what: DUE.date()})
            )
    each_day(training, 20)
    assert len(training.postman.sent) == 3 + 2


def test_after_a_long_pause_nobody_gets_two_reminders_at_once(training: Training) -> None:
    course_of(training, 1)
    training.clock.instant = DUE
    work_once(training.services)
    training.clock.move(days=20)
    assert work_once(training.services) == 1
    assert work_once(training.services) == 0
    each_day(training, 20)
    assert len(training.postman.sent) == 2


def test_two_workers_queue_one_reminder(training: Training) -> None:
    course_of(training, 2)
    training.clock.instant = DUE
    work_once(training.services)
    training.clock.move(days=7)
    for expected in (2, 0):
        with training.services.sessions.writing() as session:
            assert queue_reminders(session, training.clock.now()) == expected


# --- to whom


def test_opting_out_stops_every_wave_of_the_course_at_once(training: Training) -> None:
    course_of(training, 2)
    other = training.session(training.course("Thresholds"))
    training.came(other, listed(1))
    training.clock.instant = DUE
    work_once(training.services)
    letter = next(one for one in training.postman.sent if one.to.startswith("p0"))
    title = "Neglect" if "Neglect" in letter.text else "Thresholds"
    with training.services.sessions.writing() as session:
        opt_out(session, member_of(training, letter), DUE.date())
    training.clock.instant = datetime(2024, 7, 15, 9, tzinfo=UTC)
    before = len(training.postman.sent)
    work_once(training.services)
    later = training.postman.sent[before:]
    assert not any(one.to == letter.to and title in one.text for one in later)
    assert len([one for one in later if one.to == letter.to]) == 1
    with training.services.sessions.reading() as session:
        stopped = session.scalars(
            select(DelegateContact.opted_out_on).where(DelegateContact.opted_out_on.is_not(None))
        ).all()
    assert stopped == [DUE.date()]


def test_an_earlier_stop_holds_for_the_next_session_of_the_course(training: Training) -> None:
    course_id = training.course()
    training.came(training.session(course_id), listed(1))
    with training.services.sessions.writing() as session:
        opt_out(session, training.follow_ups()[0].member_id, HELD)
    came = training.came(training.session(course_id, date(2024, 2, 1)), listed(1))
    assert (came.people, came.follow_ups) == (1, 0)


def test_who_left_the_role_gets_nothing_more_and_finds_the_door_closed(training: Training) -> None:
    course_of(training, 1)
    training.clock.instant = DUE
    work_once(training.services)
    (letter,) = training.postman.sent
    with training.services.sessions.writing() as session:
        left_the_role(
            session, member_of(training, letter), by="delegate", now=DUE, today=DUE.date()
        )
    each_day(training, 120)
    assert training.postman.sent == [letter]
    with training.services.sessions.reading() as session:
        door = find_door(session, "i", token_in(letter), training.clock.now())
        holds = session.scalars(select(CohortMember.hold)).all()
    assert door is not None
    assert door.standing is Standing.HELD
    assert set(holds) == {"left_role"}


def test_an_address_that_is_refused_is_told_to_staff_and_left_alone(training: Training) -> None:
    course_of(training, 1)
    training.postman.broken = DeliveryFailed("refused the address (550)", permanent=True)
    training.clock.instant = DUE
    work_once(training.services)
    training.postman.broken = None
    each_day(training, 30)
    assert training.postman.sent == []
    assert [one.state for one in training.messages()] == ["failed", "due"]


# --- what it says


def test_a_message_is_neutral_and_holds_no_word_of_theirs(training: Training) -> None:
    course_of(training, 1)
    rethink = training.course("A family in Southsea", occasion=Occasion.RETHINK)
    training.came(training.session(rethink), listed(1, domain="nhs.example"))
    training.clock.instant = DUE
    each_day(training, 16)
    assert len(training.postman.sent) == 6
    for letter in training.postman.sent:
        assert "training" in letter.subject or "session" in letter.subject
        for word in ("child", "neglect", "re-think", "pledge", "you said"):
            assert word not in letter.subject.lower()
        assert letter.unsubscribe_url in letter.text
        assert f'href="{letter.unsubscribe_url}"' in letter.html
        for said in (letter.text, letter.html):
            assert "Southsea" not in said
            assert "pledge" not in said.lower()
        assert "Person 0" not in letter.text


# --- exactly once, whatever the server's clock does

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2036, 12, 31)
JUMPS = (timedelta(hours=1), timedelta(hours=-1), timedelta(days=365), timedelta(days=-365))


def started_on_every_day(services: Services, days: list[date]) -> Training:
    """One session and one person for each start day."""
    training = Training(services)
    training.clock.instant = datetime(2023, 12, 31, 12, tzinfo=UTC)
    course_id = training.course()
    for day in days:
        training.came(training.session(course_id, day), listed(1))
    return training


def test_every_start_day_gets_each_follow_up_once_though_the_clock_jumps(
    services: Services,
) -> None:
    span = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    chance = Random(SEED)
    days = sorted(chance.sample(span, scaled(len(span))))
    training = started_on_every_day(services, days)
    true_time, off, at_night = training.clock.now(), timedelta(0), 0
    while true_time < datetime(2037, 9, 1, tzinfo=UTC):
        true_time += timedelta(hours=chance.choice((3, 24, 71)))
        if chance.random() < 0.02:
            off = chance.choice(JUMPS) if not off else timedelta(0)
        training.clock.instant = true_time + off
        sent = send_due(services)
        at_night += sent if is_quiet(training.clock.now()) else 0
    found = Counter(letter.reference for letter in training.postman.sent)
    print(f"N = {len(days)} start days x 2 follow-ups, the clock jumping an hour and a year")
    assert len(found) == 2 * len(days)
    assert set(found.values()) == {1}
    assert at_night == 0
    with services.sessions.reading() as session:
        states = set(session.scalars(select(OutboxMessage.state)))
    assert states == {"sent"}


def test_a_clock_set_back_after_sending_sends_nothing_again(training: Training) -> None:
    course_of(training, 2)
    training.clock.instant = DUE
    assert work_once(training.services) == 2
    for jump in JUMPS:
        training.clock.instant = DUE + jump
        send_due(training.services)
    again = [
        letter for letter in training.postman.sent if letter.reference.startswith("follow_up-")
    ]
    assert Counter(Counter(one.reference for one in again).values()) == {1: 4}

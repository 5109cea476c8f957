"""Who says stop to every course: does anything ever reach them again, wherever they come to?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from feedback.collection.opting_out import opt_out
from feedback.jobs.worker import work_once
from feedback.store.training import Attendance, DelegateContact, FollowUpStop
from feedback.training.addresses import address_of
from feedback.training.contacts import members_reached_by
from feedback.training.stopping import stop_every_course
from tests.apps import make_app
from tests.conftest import SEED, scaled
from tests.feedback.training.world import HELD, Training, listed

DUE = datetime(2024, 4, 15, 9, tzinfo=UTC)
LATER = datetime(2024, 9, 30, 12, tzinfo=UTC)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def at_two_courses(training: Training, people: int = 2) -> None:
    for title in ("Neglect", "Thresholds"):
        training.came(training.session(training.course(title)), listed(people))


def says_stop_everywhere(training: Training, member_id: str) -> None:
    services = training.services
    with services.sessions.reading() as session:
        elsewhere = members_reached_by(session, services.keys, member_id)
    with services.sessions.writing() as session:
        stop_every_course(session, services.keys, member_id, elsewhere, HELD)


def stops_counted(training: Training) -> int:
    with training.services.sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(FollowUpStop)) or 0


@pytest.mark.parametrize("form", [{"why": "every_course"}, ONE_CLICK], ids=["page", "one click"])
def test_stopping_everything_stops_the_other_course_too(
    training: Training, form: dict[str, str]
) -> None:
    at_two_courses(training)
    training.clock.instant = DUE
    work_once(training.services)
    letter = next(one for one in training.postman.sent if one.to == "p0@school.example")
    path = letter.unsubscribe_url.removeprefix(training.services.settings.base_url)
    client = make_app(training.services).test_client()
    assert "Stop messages about everything I came to" in client.get(path).text
    assert "no more messages from us" in client.post(path, data=form).text
    training.clock.instant = LATER
    before = len(training.postman.sent)
    work_once(training.services)
    assert {one.to for one in training.postman.sent[before:]} == {"p1@school.example"}


def test_stopping_one_course_offers_to_stop_the_others(training: Training) -> None:
    at_two_courses(training, 1)
    training.clock.instant = DUE
    work_once(training.services)
    path = training.postman.sent[0].unsubscribe_url
    path = path.removeprefix(training.services.settings.base_url)
    page = make_app(training.services).test_client().post(path, data={"why": ""})
    assert "Stop messages about all of them" in page.text
    assert stops_counted(training) == 0


@pytest.mark.parametrize(
    "raw",
    [listed(1), b"Reference,Email,Mobile\nX9,,07700 900123\n", b"Email\nP0@School.Example\n"],
    ids=["the same line", "the mobile alone", "the address spelt otherwise"],
)
def test_it_holds_for_courses_they_come_to_later(training: Training, raw: bytes) -> None:
    session_id = training.session(training.course())
    training.came(session_id, b"Email,Mobile\np0@school.example,07700 900123\n")
    says_stop_everywhere(training, training.follow_ups()[0].member_id)
    came = training.came(training.session(training.course("Later"), date(2024, 2, 1)), raw)
    assert (came.people, came.follow_ups) == (1, 0)


def test_a_follow_up_born_while_somebody_says_stop_is_stopped_before_it_goes(
    training: Training,
) -> None:
    training.came(training.session(training.course()), listed(1))
    member_id = training.follow_ups()[0].member_id
    training.came(training.session(training.course("Meanwhile")), listed(1))
    with training.services.sessions.writing() as session:  # who looked did not see it yet
        stop_every_course(session, training.services.keys, member_id, (), HELD)
    training.clock.instant = LATER
    work_once(training.services)
    assert training.postman.sent == []
    assert {one.state for one in training.messages()} == {"stopped"}


def test_nothing_joins_one_persons_courses_until_they_say_stop(training: Training) -> None:
    at_two_courses(training, 1)
    with training.services.sessions.reading() as session:
        keys = set(session.scalars(select(Attendance.link_key)))
        sealed = session.scalars(select(DelegateContact.sealed)).all()
    assert len(keys) == 2
    assert len(set(sealed)) == 2
    assert stops_counted(training) == 0
    says_stop_everywhere(training, training.follow_ups()[0].member_id)
    with training.services.sessions.reading() as session:
        (kept,) = session.scalars(select(FollowUpStop.address_hash)).all()
    assert kept not in keys
    assert "school" not in kept


def test_a_thousand_times_nobody_hears_from_us_after_saying_stop(training: Training) -> None:
    """Everybody comes to two courses; some stop one of them, some all, among the sendings."""
    chance, times = Random(SEED), scaled(1_000)
    titles = ("Neglect", "Thresholds")
    courses = {title: training.course(title) for title in titles}
    for n in range(times):
        for title in titles:
            held = HELD + timedelta(days=n % 20)
            training.came(training.session(courses[title], held), listed(1, domain=f"s{n}.example"))
    follow_ups = training.follow_ups()
    stopped: dict[tuple[str, str], int] = {}
    training.clock.instant = DUE - timedelta(days=1)
    for one in chance.sample(follow_ups, times):
        # Two weeks for all, however many: in a longer time their addresses would be forgotten.
        training.clock.move(minutes=chance.randint(1, 12 * 60 * 50 // times))
        if chance.random() < 0.5:
            work_once(training.services)
        before, address, title = len(training.postman.sent), *whose(training, one.member_id)
        if chance.random() < 0.5:
            says_stop_everywhere(training, one.member_id)
            silent: tuple[str, ...] = titles
        else:
            with training.services.sessions.writing() as session:
                opt_out(session, one.member_id, HELD)
            silent = (title,)
        for each in silent:
            stopped.setdefault((address, each), before)
    training.clock.instant = LATER
    work_once(training.services)
    print(f"N = {times} people at 2 courses, {len(stopped)} stops among the sendings")
    for place, letter in enumerate(training.postman.sent):
        title = next(one for one in titles if f"“{one}”" in letter.text)
        assert place < stopped.get((letter.to, title), place + 1)
    assert len(stopped) > times // 3


def whose(training: Training, member_id: str) -> tuple[str, str]:
    with training.services.sessions.reading() as session:
        found = address_of(session, training.services.keys, member_id)
    assert found is not None
    return found.email, found.title

"""Is somebody told at once, are the next people told in time, and never those kept out?"""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import func, select, update

from feedback.safeguarding.alarms import ALERT, overdue, stuck
from feedback.safeguarding.concerns import raise_concern
from feedback.safeguarding.handling import acknowledge
from feedback.safeguarding.incidents import NO_COVER, UNSCREENED, close_incident, incidents
from feedback.safeguarding.keeping_out import kept_out
from feedback.safeguarding.moving import Here, Moved
from feedback.safeguarding.steps import Officer
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.concerns import Concern, ConcernKeptOut
from feedback.store.outbox import OutboxMessage
from feedback.store.staff import Staff
from tests.alarming import MOBILE, Office
from tests.conftest import SEED, scaled
from tests.factories import DURING, make_services
from tests.feedback.safeguarding.test_keeping_out import prepared


@pytest.fixture
def office(each_store: Services) -> Office:
    return Office(each_store)


def staffed(office: Office) -> Office:
    """A duty officer, a deputy, a manager, one on call, and one more who may read concerns."""
    office.hires("duty", "duty")
    office.hires("deputy", "deputy")
    office.hires("manager", "manager", role="administrator")
    office.hires("oncall", "on_call", phone=MOBILE)
    office.hires("other", role="administrator")
    return office


def takes_on(office: Office, concern_id: str) -> None:
    with office.services.sessions.writing() as session:
        session.execute(
            update(Concern).where(Concern.id == concern_id).values(state="acknowledged")
        )


def test_the_duty_officer_and_the_deputy_are_told_at_once(office: Office) -> None:
    staffed(office).hears("same_day")
    assert office.works() == ["deputy", "duty"]
    assert office.texts == []
    assert office.works(minutes=5) == []


def test_an_urgent_one_reaches_on_call_by_text_too(office: Office) -> None:
    staffed(office).hears("urgent")
    assert office.works() == ["deputy", "duty", "oncall"]
    assert office.texts == [MOBILE]


def test_nobody_taking_it_on_tells_the_next_after_an_hour_each(office: Office) -> None:
    concern = staffed(office).hears("urgent")
    office.works()
    assert office.works(minutes=59) == []
    assert office.works(minutes=2) == ["deputy"]
    assert office.works(minutes=61) == ["manager"]
    assert office.works(minutes=61) == ["deputy", "duty", "manager", "oncall", "other"]
    assert office.row(concern) == ("new", 4, None), "all were told: no further look"
    assert office.works(minutes=600) == []


def test_a_same_day_concern_waits_for_the_office_to_open(office: Office) -> None:
    office.clock.move(hours=6, minutes=30)  # 16:30 on a Monday
    staffed(office).hears("same_day")
    office.works()
    assert office.works(hours=12) == []
    assert office.works(hours=4, minutes=31) == ["deputy"]  # 09:01 next morning


def test_taking_it_on_ends_the_alarm_and_stops_what_was_not_sent(office: Office) -> None:
    concern = staffed(office).hears("urgent")
    takes_on(office, concern)
    assert office.works() == []
    assert office.works(hours=5) == []
    with office.services.sessions.reading() as session:
        states = session.scalars(select(OutboxMessage.state)).all()
    assert set(states) == {"stopped"}


def test_words_to_read_later_ring_nobody(office: Office) -> None:
    concern = staffed(office).hears("review")
    assert office.works(hours=30) == []
    assert office.row(concern) == ("new", 0, None)


def test_many_unscreened_words_are_one_incident_and_one_message(office: Office) -> None:
    staffed(office)
    for _ in range(3):
        office.hears("unscreened")
    assert office.works() == ["deputy", "duty"]
    with office.services.sessions.reading() as session:
        (one,) = incidents(session, open_only=True)
    assert (one.kind, one.times) == (UNSCREENED, 3)
    with office.services.sessions.writing() as session:
        assert close_incident(session, one.id, by="duty", now=DURING)
        assert not close_incident(session, one.id, by="duty", now=DURING)
    office.hears("unscreened")
    assert office.works() == ["deputy", "duty"]


def reads(office: Office, duty: Officer, concern: str) -> None:
    with office.services.sessions.writing() as session:
        here = Here(concern, duty, new_id(), office.clock.now())
        assert acknowledge(session, office.services.keys, here) == Moved("acknowledged")


def open_incidents(office: Office) -> list[tuple[str, int]]:
    with office.services.sessions.reading() as session:
        return [(one.kind, one.times) for one in incidents(session, open_only=True)]


def test_unscreened_words_all_taken_on_end_their_incident_and_later_ones_ring_anew(
    office: Office,
) -> None:
    duty = Officer(staffed(office).hires("reader"), "reader@council.example")
    first, second = office.hears("unscreened"), office.hears("unscreened")
    office.works()
    reads(office, duty, first)
    assert open_incidents(office) == [(UNSCREENED, 2)]
    reads(office, duty, second)
    assert open_incidents(office) == []
    office.clock.move(minutes=50)  # the same trouble still: one incident, one message
    third = office.hears("unscreened")
    assert office.works() == []
    assert open_incidents(office) == [(UNSCREENED, 3)]
    reads(office, duty, third)
    office.clock.move(minutes=61)
    office.hears("unscreened")
    assert office.works() == ["deputy", "duty"]
    assert open_incidents(office) == [(UNSCREENED, 1)]


def test_words_that_come_while_the_last_are_taken_on_leave_an_open_incident(office: Office) -> None:
    duty = Officer(staffed(office).hires("reader"), "reader@council.example")
    last = office.hears("unscreened")
    fresh = prepared(office.services, "just now", None, "unscreened")
    done = Event()

    def takes_it_on() -> None:
        reads(office, duty, last)
        done.set()

    with office.services.sessions.writing() as session:
        raise_concern(session, fresh, office.clock.now())
        Thread(target=takes_it_on, daemon=True).start()
        assert not done.wait(0.3)  # the officer's turn comes when this answer is stored
    assert done.wait(10)
    assert open_incidents(office) == [(UNSCREENED, 2)]


def test_with_nobody_on_duty_everybody_is_told_and_it_is_an_incident(office: Office) -> None:
    office.hires("one")
    office.hires("two", role="administrator")
    office.hires("analyst", role="analyst")
    concern = office.hears("urgent")
    assert office.works() == ["one", "two"]
    assert steps(office, concern) == [("first", "email")] * 2
    with office.services.sessions.reading() as session:
        assert [i.kind for i in incidents(session)] == [NO_COVER]


def test_who_is_named_is_never_told_and_a_second_recipient_is(office: Office) -> None:
    staffed(office)
    office.hires("second", "second", role="administrator")
    office.hires("dana", "duty")
    office.hears("urgent", "Dana Example hits me")
    assert office.works() == ["deputy", "duty", "oncall", "second"]
    everyone = [who for _ in range(4) for who in office.works(minutes=61)]
    assert "dana" not in everyone
    assert "manager" in everyone


def test_somebody_who_left_is_not_told(office: Office) -> None:
    staffed(office)
    concern = office.hears("urgent")
    with office.services.sessions.writing() as session:
        session.execute(
            update(Staff).where(Staff.email == "duty@council.example").values(active=False)
        )
    assert office.works() == ["deputy", "oncall"]
    assert office.row(concern)[0] == "new"


def test_the_banner_counts_what_waited_too_long_but_not_for_those_kept_out(
    office: Office,
) -> None:
    staffed(office)
    dana = office.hires("dana")
    office.hears("urgent", "Dana Example hits me")
    office.works()
    with office.services.sessions.reading() as session:
        assert overdue(session, "anybody") == 0
    office.works(minutes=61)
    with office.services.sessions.reading() as session:
        assert overdue(session, "anybody") == 1
        assert overdue(session, dana) == 0
    about_others = office.hears("urgent")
    office.works()
    office.works(minutes=61)
    with office.services.sessions.reading() as session:
        assert (overdue(session, "anybody"), overdue(session, dana)) == (2, 1)
    takes_on(office, about_others)
    with office.services.sessions.reading() as session:
        assert (overdue(session, "anybody"), overdue(session, dana)) == (1, 0)


def test_a_message_that_does_not_leave_is_known_without_any_worker(office: Office) -> None:
    staffed(office).hears("urgent")
    with office.services.sessions.reading() as session:
        assert len(stuck(session, DURING + timedelta(seconds=59))) == 0
        assert len(stuck(session, DURING + timedelta(seconds=60))) == 4


def test_an_alert_refused_once_or_for_good_or_held_too_long_is_stuck(office: Office) -> None:
    office.hires("duty", "duty")
    concern = office.hears("same_day")
    fresh = {"kind": ALERT, "state": "due", "tries": 0, "due_at": DURING}

    def is_stuck(**changed: object) -> bool:
        with office.services.sessions.writing() as session:
            session.execute(update(OutboxMessage).values(**(fresh | changed)))
            return len(stuck(session, DURING)) == 1

    a_minute_ago = DURING - timedelta(seconds=60)
    assert not is_stuck()
    assert not is_stuck(state="leased")
    assert not is_stuck(state="sent", tries=1)
    assert not is_stuck(state="stopped", tries=1)
    assert not is_stuck(kind="letter", tries=1), "about the same concern, but no alert"
    assert is_stuck(state="failed"), "it will never leave"
    assert is_stuck(state="leased", due_at=a_minute_ago)
    assert is_stuck(state="leased", tries=1), "it was refused once already"
    assert is_stuck(tries=1)
    takes_on(office, concern)
    assert not is_stuck(tries=1), "what was taken on needs no message"


def test_whatever_the_clocks_do_each_concern_rings_each_person_once_a_step(tmp_path: Path) -> None:
    """Workers that look at odd times, clocks that jump, people named, concerns taken on."""
    chance, rounds = random.Random(SEED), scaled(200)
    office = staffed(Office(make_services(tmp_path)))
    office.hires("dana", "duty", "second")
    left: list[str] = []
    for _ in range(rounds):
        words = chance.choice(("my dad hits me", "Dana Example hits me"))
        left.append(office.hears(chance.choice(("urgent", "same_day")), words))
        office.works(minutes=chance.choice((0, 1, 30, 61, 300, 3000)))
        if chance.random() < 0.3:
            takes_on(office, left.pop(chance.randrange(len(left))))
    for _ in range(8):
        office.works(hours=100)
    with office.services.sessions.reading() as session:
        out = {one: kept_out(session, one) for one in left}
        doubles = session.execute(
            select(func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.kind == ALERT)
            .group_by(OutboxMessage.reference)
            .having(func.count() > 1)
        ).all()
    print(f"{rounds} concerns, {len(left)} never taken on")
    assert doubles == []
    for one in left:
        assert office.row(one) == ("new", 4, None)  # all were told; no one closed it
        assert not office.told(one) & out[one]
        assert len(office.told(one)) >= 4


def steps(office: Office, concern_id: str) -> list[tuple[str, str]]:
    """(step, way) of each message about it."""
    query = select(OutboxMessage.details).where(OutboxMessage.subject_id == concern_id)
    with office.services.sessions.reading() as session:
        return sorted((one["step"], one["by"]) for one in session.scalars(query))


def test_each_message_says_at_which_step_and_how_it_goes(office: Office) -> None:
    concern = staffed(office).hears("urgent")
    office.works()
    first = [("first", "email"), ("first", "email"), ("first", "email"), ("first", "sms")]
    assert steps(office, concern) == first
    for _ in range(3):
        office.works(minutes=61)
    after = [("deputy", "email"), *[("everybody", "email")] * 5, *first, ("manager", "email")]
    assert steps(office, concern) == sorted(after)


def test_where_a_step_has_nobody_the_next_people_are_told_at_once(office: Office) -> None:
    office.hires("duty", "duty")
    office.hires("manager", "manager", role="administrator")
    concern = office.hears("urgent")
    office.works()
    assert office.works(minutes=61) == ["manager"]
    assert office.row(concern)[1] == 3


def test_an_urgent_hour_runs_at_night_and_a_same_day_one_does_not(office: Office) -> None:
    staffed(office)
    office.clock.move(hours=12)  # 22:00
    urgent, same_day = office.hears("urgent"), office.hears("same_day")
    office.works()
    assert office.works(minutes=61) == ["deputy"]
    assert (office.row(urgent)[1], office.row(same_day)[1]) == (2, 1)


def test_one_alarm_does_not_move_another(office: Office) -> None:
    staffed(office)
    early = office.hears("urgent")
    office.works()
    late = office.hears("urgent")
    office.works(minutes=30)
    assert office.works(minutes=31) == ["deputy"]
    assert (office.row(early)[1], office.row(late)[1]) == (2, 1)
    next_late = office.row(late)[2]
    assert next_late is not None
    assert next_late < DURING + timedelta(minutes=95)


def test_what_was_taken_on_makes_no_new_message(office: Office) -> None:
    concern = staffed(office).hears("urgent")
    office.works()
    takes_on(office, concern)
    before = len(steps(office, concern))
    office.works(hours=5)
    assert len(steps(office, concern)) == before
    assert office.row(concern)[1] == 1


def test_with_nobody_on_duty_the_clock_still_runs_step_by_step(office: Office) -> None:
    office.hires("one")
    concern = office.hears("urgent")
    office.works()
    assert office.row(concern)[1] == 1


def test_without_a_second_recipient_the_manager_hears_of_a_named_colleague(office: Office) -> None:
    staffed(office).hires("dana")
    named, other = office.hears("same_day", "dana example hits me"), office.hears("same_day")
    assert office.works() == ["deputy", "deputy", "duty", "duty", "manager"]
    assert ("second", "email") in steps(office, named)
    assert ("second", "email") not in steps(office, other)


def test_somebody_kept_out_meanwhile_is_not_told(office: Office) -> None:
    duty = staffed(office).hires("late", "duty")
    concern = office.hears("same_day")
    with office.services.sessions.writing() as session:
        session.add(
            ConcernKeptOut(concern_id=concern, staff_id=duty, why="said_so", by="t", at=DURING)
        )
    assert office.works() == ["deputy", "duty"]


def test_who_goes_on_call_before_the_first_look_is_told_by_text_too(office: Office) -> None:
    office.hires("duty", "duty")
    office.hears("urgent")
    office.hires("oncall", "on_call", phone=MOBILE)
    assert office.works() == ["duty", "oncall"]
    assert office.texts == [MOBILE]


def test_with_nobody_at_all_to_tell_the_alarm_runs_to_its_end_and_the_concern_waits(
    office: Office,
) -> None:
    concern = office.hears("urgent")
    assert office.works() == []
    assert office.row(concern) == ("new", 4, None)

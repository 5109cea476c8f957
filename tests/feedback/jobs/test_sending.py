"""Is each message sent, at the right time, and never to somebody who said stop?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain, repeat

import pytest
from sqlalchemy import select

from feedback.collection.cohorts import set_hold
from feedback.collection.doors import Standing, find_door
from feedback.collection.invitations import resend_email
from feedback.collection.opting_out import opt_out
from feedback.collection.outbox import (
    LEASE,
    claim,
    delivery_of,
    mark_failed,
    mark_sent,
    may_still_send,
    troubled,
)
from feedback.jobs.sending import send_due
from feedback.jobs.worker import take_tick, work_once
from feedback.ports import DeliveryFailed, Letter
from feedback.services import Services
from feedback.store.rounds import Participation
from tests.factories import DURING
from tests.mailing import Mailing, mailing


@pytest.fixture
def world(each_store: Services) -> Mailing:
    return mailing(each_store, 5, held=1)


def token_in(letter: Letter) -> str:
    return letter.unsubscribe_url.rpartition("/")[2]


def days(world: Mailing, count: int) -> None:
    """So many days go by, the worker working each morning."""
    for _ in range(count):
        world.clock.move(days=1)
        work_once(world.services)


def test_everybody_who_may_be_written_to_is_invited_once(world: Mailing) -> None:
    assert work_once(world.services) == 4
    assert work_once(world.services) == 0
    assert sorted(world.addresses()) == [f"p{n}@family.example" for n in range(4)]


def test_an_email_is_neutral_and_its_link_opens_the_survey(world: Mailing) -> None:
    work_once(world.services)
    letter = world.postman.sent[0]
    assert letter.subject == "Your views - 5 minutes"
    for word in ("child", "social", "safeguard", "protection", "concern"):
        assert word not in letter.text.lower().replace("safeguarding children partnership", "")
    with world.services.sessions.reading() as session:
        door = find_door(session, "i", token_in(letter), DURING)
    assert door is not None
    assert door.standing is Standing.OPEN


def test_nobody_is_written_to_at_night(world: Mailing) -> None:
    world.clock.move(hours=12)  # 22:00 in London
    assert work_once(world.services) == 0
    world.clock.move(hours=11)  # 09:00
    assert work_once(world.services) == 4


def test_reminders_go_on_day_seven_and_fourteen_and_then_never(world: Mailing) -> None:
    work_once(world.services)
    days(world, 6)
    assert len(world.postman.sent) == 4
    days(world, 1)
    assert len(world.postman.sent) == 8
    days(world, 6)
    assert len(world.postman.sent) == 8
    days(world, 1)
    assert len(world.postman.sent) == 12
    days(world, 10)
    assert len(world.postman.sent) == 12


def test_who_has_taken_part_or_declined_is_not_reminded(world: Mailing) -> None:
    work_once(world.services)
    first, second, *_ = world.members()
    with world.services.sessions.writing() as session:
        for member, column in ((first, "sent_on"), (second, "declined_on")):
            row = session.get(Participation, member.id)
            assert row is not None
            setattr(row, column, DURING.date())
    days(world, 7)
    assert sorted(world.addresses()[4:]) == ["p2@family.example", "p3@family.example"]


def test_after_a_pause_of_ours_nobody_gets_two_reminders_at_once(world: Mailing) -> None:
    work_once(world.services)
    world.clock.move(days=15)
    work_once(world.services)
    assert len(world.postman.sent) == 8
    days(world, 7)
    assert len(world.postman.sent) == 8  # who had the last reminder gets no earlier one


def test_who_comes_late_is_reminded_from_their_own_invitation_on(world: Mailing) -> None:
    work_once(world.services)
    days(world, 5)
    held = world.members()[4]
    with world.services.sessions.writing() as session:
        set_hold(session, held.id, "", by="me", now=world.clock.now())
    days(world, 2)
    assert world.addresses().count("p4@family.example") == 1
    days(world, 6)
    assert world.addresses().count("p4@family.example") == 2


@pytest.mark.parametrize("how", ["opted out", "hold"])
def test_who_said_stop_or_is_held_gets_nothing_that_was_waiting(world: Mailing, how: str) -> None:
    world.postman.broken = DeliveryFailed("away")
    work_once(world.services)
    first = world.members()[0]
    with world.services.sessions.writing() as session:
        if how == "hold":
            set_hold(session, first.id, "unsafe", by="me", now=DURING)
        else:
            opt_out(session, first.id, DURING.date())
    world.postman.broken = None
    days(world, 15)
    assert "p0@family.example" not in world.addresses()
    assert "p1@family.example" in world.addresses()


def test_a_mailer_away_for_eight_hours_loses_nothing(world: Mailing) -> None:
    world.postman.broken = DeliveryFailed("away")
    for _ in range(8 * 60):
        world.clock.move(minutes=1)
        send_due(world.services)
    work_once(world.services)
    world.postman.broken = None
    for _ in range(5 * 6):
        world.clock.move(minutes=10)
        send_due(world.services)
    assert sorted(world.addresses()) == [f"p{n}@family.example" for n in range(4)]


def test_after_three_days_a_message_is_given_up_and_told(world: Mailing) -> None:
    world.postman.broken = DeliveryFailed("away")
    work_once(world.services)
    for _ in range(4 * 24):
        world.clock.move(hours=1)
        send_due(world.services)
    with world.services.sessions.reading() as session:
        told, wrong = delivery_of(session, world.round_id), troubled(session, world.round_id)
        undelivered = session.scalars(select(Participation.undelivered_on)).all()
    assert (told.failed, told.due, told.retried, told.sent) == (4, 0, 0, 0)
    assert {(line.state, line.trouble) for line in wrong} == {("failed", "away")}
    assert sum(day is not None for day in undelivered) == 4


def test_a_final_refusal_is_not_tried_again_and_a_new_try_clears_it(world: Mailing) -> None:
    world.postman.broken = DeliveryFailed("no such person", permanent=True)
    work_once(world.services)
    world.postman.broken = None
    days(world, 3)
    assert world.addresses() == []
    first = world.members()[0]
    with world.services.sessions.writing() as session:
        assert resend_email(session, world.services.keys, first.id, world.clock.now())
    send_due(world.services)
    assert world.addresses() == ["p0@family.example"]
    with world.services.sessions.reading() as session:
        row = session.get(Participation, first.id)
    assert row is not None
    assert row.undelivered_on is None


def test_a_resent_link_kills_the_old_one(world: Mailing) -> None:
    work_once(world.services)
    first = world.members()[0]
    with world.services.sessions.writing() as session:
        assert resend_email(session, world.services.keys, first.id, world.clock.now())
    send_due(world.services)
    old, new = [mail for mail in world.postman.sent if mail.to == "p0@family.example"]
    assert old.reference != new.reference
    with world.services.sessions.reading() as session:
        doors = [find_door(session, "i", token_in(one), DURING) for one in (old, new)]
    assert [door.standing for door in doors if door] == [Standing.REPLACED, Standing.OPEN]


def test_nobody_loses_their_link_when_no_email_may_go(world: Mailing) -> None:
    work_once(world.services)
    letter = world.postman.sent[0]
    member = next(m for m in world.members() if m.reference == f"R{int(letter.to[1]):05}")
    with world.services.sessions.writing() as session:
        opt_out(session, member.id, DURING.date())
        assert not resend_email(session, world.services.keys, member.id, DURING)
        door = find_door(session, "i", token_in(letter), DURING)
    assert door is not None
    assert door.standing is Standing.OPEN


def test_two_workers_never_hold_the_same_message(world: Mailing) -> None:
    world.postman.broken = DeliveryFailed("away")
    work_once(world.services)
    world.clock.move(minutes=2)
    services = world.services
    with services.sessions.writing() as one:
        first = claim(one, world.clock.now(), most=2)
        if services.settings.database_url:
            # PostgreSQL lets a second worker in at the same time; it gets the others.
            with services.sessions.writing() as two:
                second = claim(two, world.clock.now())
        else:
            second = ()
    with services.sessions.writing() as two:
        second = second or claim(two, world.clock.now())
        third = claim(two, world.clock.now())
    assert (len(first), len(second), len(third)) == (2, 2, 0)
    assert {m.id for m in first}.isdisjoint(m.id for m in second)


def test_an_old_lease_can_neither_send_nor_mark(world: Mailing) -> None:
    world.postman.broken = DeliveryFailed("away")
    work_once(world.services)
    world.clock.move(minutes=2)
    with world.services.sessions.writing() as session:
        old = claim(session, world.clock.now())[0]
    world.clock.move(seconds=(LEASE + timedelta(seconds=1)).total_seconds())
    with world.services.sessions.writing() as session:
        (new,) = [m for m in claim(session, world.clock.now()) if m.id == old.id]
        assert new.fence == old.fence + 1
        assert not may_still_send(session, old)
        mark_failed(session, old, "old news", world.clock.now(), permanent=True)
        assert may_still_send(session, new)
        mark_sent(session, old, world.clock.now())
        assert delivery_of(session, world.round_id).sent == 0
        mark_sent(session, new, world.clock.now())
        assert delivery_of(session, world.round_id).sent == 1


def test_a_message_nobody_foresaw_does_not_hold_up_the_others(world: Mailing) -> None:
    work_once(world.services)

    class Choking:
        def __init__(self) -> None:
            self.sent: list[str] = []

        def send(self, letter: Letter) -> None:
            if letter.to.startswith("p0"):
                raise ZeroDivisionError
            self.sent.append(letter.to)

    world.clock.move(days=7)
    choking = Choking()
    services = replace(world.services, postman=choking)
    assert work_once(services) == 3
    assert sorted(choking.sent) == [f"p{n}@family.example" for n in (1, 2, 3)]


def test_a_worker_that_is_told_to_end_gives_back_what_it_has_not_begun(world: Mailing) -> None:
    asked = chain([False, False, False], repeat(True))
    assert work_once(world.services, ending=lambda: next(asked)) == 2
    assert send_due(world.services) == 2  # at once, not when a lease has run out


def test_one_of_all_workers_does_the_periodic_work(world: Mailing) -> None:
    def ticks() -> int:
        taken = 0
        for _ in range(3):
            with world.services.sessions.writing() as session:
                taken += take_tick(session, world.services)
        return taken

    assert ticks() == 1
    world.clock.move(seconds=10)
    assert ticks() == 1
    world.clock.move(days=-1)  # a clock set back stops nothing
    assert ticks() == 1

"""Whatever the order in which workers and an opt-out meet: is anything sent after it?

Two workers and a person take their steps in an order hypothesis chooses. A step is what one
transaction or one send does; "check and send" is one step, since nothing stands between them but
the wire, and the wire cannot be called back.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from feedback.collection.cohorts import set_hold
from feedback.collection.invitations import queue_emails
from feedback.collection.opting_out import opt_out
from feedback.collection.outbox import LEASE, Claimed, claim, delivery_of
from feedback.jobs.sending import send_one
from feedback.ports import DeliveryFailed, Letter
from feedback.services import Services
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import CohortMember
from tests.conftest import scaled
from tests.factories import DURING, make_services
from tests.mailing import Mailing, mailing

PEOPLE = 3
STEPS = ["claim 0", "claim 1", "send 0", "send 1", "kill 0", "kill 1", "refuse 0", "refuse 1"]
STEPS += [f"{how} {n}" for how in ("opt_out", "hold") for n in range(PEOPLE)]
STEPS += ["wait", "wait long"]


@dataclass
class Play:
    """The world while the steps are taken."""

    world: Mailing
    hands: tuple[list[Claimed], list[Claimed]] = field(default_factory=lambda: ([], []))
    stopped: dict[str, int] = field(default_factory=dict)  # member -> e-mails before they said so
    kills: int = 0

    def take(self, step: str) -> None:
        what, _, which = step.partition(" ")
        if what == "wait":
            self.world.clock.move(seconds=2 * LEASE.total_seconds() if which else 90)
        elif what in {"opt_out", "hold"}:
            self._stop(what, int(which))
        else:
            self._work(what, int(which))

    def _stop(self, what: str, place: int) -> None:
        member = self.world.members()[place]
        if member.id in self.stopped:
            return
        with self.world.services.sessions.writing() as session:
            if what == "hold":
                set_hold(session, member.id, "unsafe", by="me", now=DURING)
            else:
                opt_out(session, member.id, DURING.date())
        self.stopped[member.id] = self.sent_to(place)

    def _work(self, what: str, worker: int) -> None:
        hand = self.hands[worker]
        if what == "claim" and not hand:
            with self.world.services.sessions.writing() as session:
                hand += claim(session, self.world.clock.now(), most=2)
        elif what == "kill":
            self.kills += bool(hand)
            hand.clear()
        elif hand and what in {"send", "refuse"}:
            self.world.postman.broken = DeliveryFailed("away") if what == "refuse" else None
            send_one(self.world.services, hand.pop(0))

    def sent_to(self, place: int) -> int:
        return self.world.addresses().count(f"p{place}@family.example")

    def finish(self) -> None:
        """Whatever is left is sent by a last worker."""
        self.world.postman.broken = None
        for _ in range(60):
            with self.world.services.sessions.writing() as session:
                claimed = claim(session, self.world.clock.now())
            for one in claimed:
                send_one(self.world.services, one)
            with self.world.services.sessions.reading() as session:
                told = delivery_of(session, self.world.round_id)
            if told.due + told.retried == 0:
                return
            self.world.clock.move(hours=5)


@pytest.mark.timeout(3600)  # in full, in check-deep
def test_nothing_is_sent_after_an_opt_out_whatever_the_order() -> None:
    with TemporaryDirectory() as folder:
        world = mailing(make_services(Path(folder)), PEOPLE)
        play_often(world)
        world.services.sessions.close()


def play_often(world: Mailing) -> None:
    runs = scaled(10_000)
    seen: Counter[str] = Counter()

    @settings(
        max_examples=runs, deadline=None, database=None, derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(st.lists(st.sampled_from(STEPS), max_size=25))
    def play(steps: list[str]) -> None:
        begin_again(world)
        acting = Play(world)
        for step in steps:
            acting.take(step)
        acting.finish()
        for place, member in enumerate(world.members()):
            sent = acting.sent_to(place)
            if member.id in acting.stopped:
                assert sent == acting.stopped[member.id], steps
            else:
                assert sent == 1, steps
        seen["runs"] += 1
        seen["stopped"] += len(acting.stopped)

    play()
    print(f"{seen['runs']} orders, {seen['stopped']} people who said stop, 0 e-mails after it")  # noqa: T201 - decisions 6: long tests print their count
    assert seen["stopped"] > runs // 10


def begin_again(world: Mailing) -> None:
    """The same people, nothing sent, nothing queued but one invitation each."""
    services: Services = world.services
    world.postman.sent.clear()
    world.clock.instant = DURING
    with services.sessions.writing() as session:
        session.execute(delete(OutboxMessage))
        session.execute(update(CohortMember).values(hold=None, opted_out_on=None))
        queue_emails(session, world.round_id, "invitation", DURING)


def test_the_play_finds_a_worker_that_does_not_ask_again(tmp_path: Path) -> None:
    """The control: without the question before the wire, this order sends to who said stop."""
    world = mailing(make_services(tmp_path), PEOPLE)
    begin_again(world)
    acting = Play(world)
    acting.take("claim 0")
    reached = acting.hands[0][0].subject_id
    place = next(n for n, member in enumerate(world.members()) if member.id == reached)
    acting.take(f"opt_out {place}")
    for message in acting.hands[0]:
        careless(world, message)
    assert acting.sent_to(place) > acting.stopped[reached]
    world.services.sessions.close()


def careless(world: Mailing, message: Claimed) -> None:
    """A worker that believes what it read when it took the message."""
    place = next(n for n, one in enumerate(world.members()) if one.id == message.subject_id)
    address = f"p{place}@family.example"
    world.postman.send(Letter(address, "Your views", "Hello", message.reference))

"""Workers are killed while they send over a real wire: does everybody get their e-mail?"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from dataclasses import replace
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from feedback.collection.opting_out import opt_out
from feedback.collection.outbox import delivery_of
from feedback.collection.reminders import queue_due
from feedback.sealing.keyfile import new_keyfile, read_keyfile, write_keyfile
from feedback.sealing.keystore import Keys
from feedback.store.database import Database
from tests.conftest import SEED, scaled
from tests.factories import DURING, make_services
from tests.feedback.jobs.killed_worker import main
from tests.mail_server import MailServer, mail_server
from tests.mailing import Mailing, mailing

# A server that has imported everything once gives each worker in a moment.
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.feedback.jobs.killed_worker"])
OPTED_OUT_EVERY = 20
MINUTES_APART = 6  # longer than a lease


def laid(folder: Path, people: int) -> Mailing:
    """A round with everybody's invitation queued, and one in twenty who then said stop."""
    services = make_services(folder)
    write_keyfile(folder / "kek", new_keyfile())
    keys = Keys(Database(services.settings.keys), read_keyfile(folder / "kek"))
    world = mailing(replace(services, keys=keys), people)
    with services.sessions.writing() as session:
        assert queue_due(session, DURING) == people
        for member in world.members()[::OPTED_OUT_EVERY]:
            opt_out(session, member.id, DURING.date())
    return world


def started(folder: Path, port: int, number: int) -> ForkServerProcess:
    """One worker, ready to send; its clock stands later than the leases of those before it."""
    mine, theirs = FORKING.Pipe(duplex=False)
    worker = FORKING.Process(target=main, args=(folder, port, number * MINUTES_APART, theirs))
    worker.start()
    theirs.close()
    with mine:
        assert mine.recv() == "ready"
    return worker


def ended(worker: ForkServerProcess) -> bool:
    """Wait for its end; whether it ended by itself."""
    worker.join(300)
    done = worker.exitcode == 0
    worker.close()
    return done


@pytest.mark.timeout(3600)  # in full, in check-deep
def test_killed_workers_lose_nothing_and_write_to_nobody_who_said_stop(tmp_path: Path) -> None:
    people, chance = scaled(2_000), random.Random(SEED)
    world = laid(tmp_path, people)
    kills, number = 0, 0
    with mail_server() as server:
        for number in range(1, scaled(200) + 1):
            server.on_mail = lambda _count: None
            worker = started(tmp_path, server.port, number)
            if number % 2:
                # In the worst moment: the server has the e-mail, the worker does not know yet.
                last = len(server.mails) + chance.randint(1, 12)
                server.on_mail = partial(kill_at, worker, last)
            else:
                time.sleep(chance.uniform(0.01, 0.2))
                worker.kill()
            if ended(worker):
                break
            kills += 1
        server.on_mail = lambda _count: None
        assert ended(started(tmp_path, server.port, number + 1))
        judge(world, server, people, kills)


def kill_at(worker: ForkServerProcess, last: int, count: int) -> None:
    if count >= last:
        worker.kill()


def judge(world: Mailing, server: MailServer, people: int, kills: int) -> None:
    copies = Counter(server.recipients)
    stopped = {f"p{n}@family.example" for n in range(0, people, OPTED_OUT_EVERY)}
    everybody = {f"p{n}@family.example" for n in range(people)}
    assert set(copies) == everybody - stopped
    doubles = sum(count - 1 for count in copies.values())
    print(f"{people} people, {kills} kills, {doubles} doubles, {len(stopped)} said stop")  # noqa: T201 - decisions 6: long tests print their count
    assert kills > 0
    assert doubles <= kills
    # A double is the same e-mail with the same link, so that it harms nobody.
    told = {(mail["To"], mail["Message-ID"], mail["List-Unsubscribe"]) for mail in server.mails}
    assert len(told) == len(everybody - stopped)
    with world.services.sessions.reading() as session:
        told_of = delivery_of(session, world.round_id)
    assert (told_of.sent, told_of.stopped) == (people - len(stopped), len(stopped))
    assert (told_of.due, told_of.retried, told_of.failed) == (0, 0, 0)

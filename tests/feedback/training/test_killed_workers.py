"""Workers are killed while follow-ups are due: does everybody get theirs, and nobody who left?"""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from feedback.collection.opting_out import opt_out
from feedback.sealing.keyfile import new_keyfile, read_keyfile, write_keyfile
from feedback.sealing.keystore import Keys
from feedback.store.database import Database
from tests.conftest import SEED, scaled
from tests.factories import DURING, make_services
from tests.feedback.jobs.killed_worker import main
from tests.feedback.training.world import Training, listed
from tests.mail_server import MailServer, mail_server
from tests.postgres import postgres_url

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.feedback.jobs.killed_worker"])
HELD = date(2023, 11, 5)  # 3 months on is the morning on which the workers' clock stands
MINUTES_APART = 6  # longer than a lease
MOST_TURNS = 60  # six hours by the workers' clock: it does not become night
OPTED_OUT_EVERY = 40  # 50 of 2,000


def laid(folder: Path, people: int, url: str) -> tuple[Training, frozenset[str]]:
    """So many follow-ups due this morning; who said stop before."""
    services = make_services(folder, url=url)
    write_keyfile(folder / "kek", new_keyfile())
    keys = Keys(Database(services.settings.keys), read_keyfile(folder / "kek"))
    training = Training(replace(services, keys=keys))
    training.clock.instant = DURING.replace(year=2023, month=11)
    session_id = training.session(training.course(), HELD)
    training.came(session_id, listed(people))
    three = [one for one in training.follow_ups() if one.wave == "month_3"]
    with services.sessions.writing() as session:
        for one in three[::OPTED_OUT_EVERY]:
            opt_out(session, one.member_id, HELD)
    return training, frozenset(one.member_id for one in three[::OPTED_OUT_EVERY])


def started(folder: Path, port: int, turn: int, url: str) -> ForkServerProcess:
    mine, theirs = FORKING.Pipe(duplex=False)
    given = (folder, port, turn * MINUTES_APART, theirs, url)
    worker = FORKING.Process(target=main, args=given)
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


def killed_in_turn(plan: list[tuple[int, ForkServerProcess]], count: int) -> None:
    """Kill each worker whose e-mail has just come in; one that has ended is left alone."""
    for one in list(plan):
        if count >= one[0]:
            plan.remove(one)
            with suppress(ValueError):
                one[1].kill()


@pytest.mark.timeout(3600)  # in full, in check-deep
@pytest.mark.parametrize(("database", "at_once"), [("sqlite", 1), ("postgresql", 4)])
def test_killed_workers_send_every_follow_up_and_none_to_who_said_stop(
    tmp_path: Path, database: str, at_once: int
) -> None:
    url = ""
    if database == "postgresql":
        found = postgres_url()
        if found is None:
            pytest.skip("PostgreSQL is not installed")
        url = found
    people, chance, kills = scaled(2_000), random.Random(SEED), 0
    training, stopped = laid(tmp_path, people, url)
    with mail_server() as server:
        for turn in range(1, MOST_TURNS):
            workers = [started(tmp_path, server.port, turn, url) for _ in range(at_once)]
            # In the worst moment: the server has the e-mail, the worker does not know yet.
            most = max(8, people // 30)
            plan = [(len(server.mails) + chance.randint(1, most), one) for one in workers]
            server.on_mail = partial(killed_in_turn, plan)
            ends = [ended(worker) for worker in workers]
            kills += ends.count(False)
            if all(ends):
                break
        server.on_mail = lambda _count: None
        assert ended(started(tmp_path, server.port, MOST_TURNS, url))
        judge(training, server, people, stopped, kills)
    training.services.sessions.close()


def judge(
    training: Training, server: MailServer, people: int, stopped: frozenset[str], kills: int
) -> None:
    copies = Counter(mail["Message-ID"] for mail in server.mails)
    doubles = sum(count - 1 for count in copies.values())
    print(f"N = {people} follow-ups, {kills} kills, {doubles} doubles, {len(stopped)} said stop")
    assert kills > 0
    assert doubles <= kills
    assert len(copies) == people - len(stopped)
    assert not any(member in reference for reference in copies for member in stopped)
    states = Counter(message.state for message in training.messages() if message.due_at <= DURING)
    assert states == {"sent": people - len(stopped), "stopped": len(stopped)}

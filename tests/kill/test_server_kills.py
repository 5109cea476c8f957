"""Does an acknowledged answer survive whatever is killed, and does a broken build show?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SEED, scaled
from tests.kill.harness import HIDDEN, ROOT, Found, Server, Told, answer, ask, check, run
from tests.kill.served import LATE_SECONDS, TOKEN

PEOPLE = 8


def prepared(folder: Path) -> Path:
    """A store with an open round, made by a process of its own."""
    code = "from tests.kill.served import prepare, services; prepare(services())"
    subprocess.run(
        [sys.executable, "-c", code],
        check=True, cwd=ROOT, env={**os.environ, "KILL_FOLDER": str(folder)},
    )  # fmt: skip
    return folder


def told(found: Found, kills: int, people: list[Told]) -> str:
    return (
        f"N = {kills} kills, seed {SEED}: {len(people)} visits, {found.acknowledged} answers "
        f"acknowledged, {len(found.lost)} lost, {len(found.doubled)} doubled, "
        f"{len(found.unheard)} without their concern"
    )


@pytest.mark.xdist_group("kill")
def test_no_acknowledged_answer_is_lost_or_doubled(tmp_path: Path) -> None:
    kills = scaled(200)
    people = run(prepared(tmp_path), how="whole", kills=kills, people_at_once=PEOPLE, seed=SEED)
    found = check(tmp_path, people)
    print(told(found, kills, people))
    assert found.acknowledged > kills
    assert found.lost == ()
    assert found.doubled == ()
    assert found.unheard == ()


@pytest.mark.xdist_group("kill")
def test_the_checker_sees_a_reply_before_the_commit(tmp_path: Path) -> None:
    """The negative control: were the reply sent before the commit, answers would be lost."""
    for turn in range(4):  # a kill must hit the moment between reply and commit
        folder = prepared(tmp_path / str(turn))
        people = run(
            folder, how="late_commit", kills=5, people_at_once=PEOPLE, seed=SEED + turn,
            think_seconds=2 * LATE_SECONDS, everything=True,
        )  # fmt: skip
        found = check(folder, people)
        print(told(found, 5, people))
        if found.lost:
            return
    pytest.fail("the checker saw no loss although replies came before commits")


@pytest.mark.xdist_group("kill")
def test_the_checker_sees_a_missing_submission_id(tmp_path: Path) -> None:
    """The negative control: were each try a new submission, people would be counted twice."""
    folder = prepared(tmp_path)
    server = Server(folder, "no_submission_id")
    server.start()
    try:
        server.wait()
        # A retry after a lost reply: the same first form goes twice, then the visit goes on.
        page = ask(server.port, "GET", f"/o/{TOKEN}")
        people = [retried(server.port, page, Told(f"m0x{turn}")) for turn in range(3)]
    finally:
        server.stop()
    found = check(folder, people)
    assert found.doubled or found.lost


@pytest.mark.xdist_group("kill")
def test_a_whole_build_takes_a_retry_for_the_same_visit(tmp_path: Path) -> None:
    folder = prepared(tmp_path)
    server = Server(folder, "whole")
    server.start()
    try:
        server.wait()
        person = Told("m0x0")
        answer(server.port, person)
        page = ask(server.port, "GET", f"/o/{TOKEN}")
        again = retried(server.port, page, Told("m1x0"))
    finally:
        server.stop()
    found = check(folder, [person, again])
    assert (found.lost, found.doubled) == ((), ())


def retried(port: int, page: str, person: Told) -> Told:
    """The reply to "begin" is lost twice; both replies' forms are then answered."""
    first = [*HIDDEN.findall(page), ("_do", "begin")]
    replies = [ask(port, "POST", "/survey", first) for _ in range(2)]
    for reply in replies:
        on = ask(port, "POST", "/survey", [*HIDDEN.findall(reply), ("_do", "on")])
        hidden = [pair for pair in HIDDEN.findall(on) if pair[0] != "_p"]
        said = f"it was fine {person.marker}"
        ask(port, "POST", "/survey", [*hidden, ("_p", "good"), ("_do", "next"), ("good", said)])
        person.words["good"] = said
    return person

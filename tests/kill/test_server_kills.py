"""Does an acknowledged answer survive whatever is killed, and does a broken build show?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import SEED, scaled
from tests.kill.checker import Found, check
from tests.kill.harness import Run, Server
from tests.kill.served import LATE_SECONDS, prepare

pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with an open round and nobody in it; each test takes a copy."""
    folder = tmp_path_factory.mktemp("empty")
    prepare(folder)
    return folder


def told(run: Run, server: Server, found: Found) -> str:
    """The figures of a run, in one line."""
    return (
        f"{run.how}: N = {server.workers_killed + server.masters_killed} kills "
        f"({server.masters_killed} of everything), seed {run.seed}: {len(run.people)} visits, "
        f"{sum(one.presses for one in run.people)} presses "
        f"({sum(one.again for one in run.people)} repeated), "
        f"{found.acknowledged} acknowledged, {len(found.lost)} lost, {len(found.doubled)} doubled, "
        f"{len(found.torn)} torn, {found.flagged} flagged, {len(found.unheard)} concerns wrong, "
        f"{found.unscreened} left to a person unscreened"
    )


def run_and_check(run: Run) -> Found:
    server = run.goes()
    found = check(run.folder, run.people)
    print(told(run, server, found))
    return found


def test_no_acknowledged_answer_is_lost_or_doubled(empty_store: Path, tmp_path: Path) -> None:
    kills = scaled(200)
    run = Run(shutil.copytree(empty_store, tmp_path / "run"), SEED, kills=kills)
    found = run_and_check(run)
    assert found.faults == []
    assert [one.gave_up for one in run.people if one.gave_up] == []
    assert found.acknowledged > 5 * kills
    assert found.flagged


def test_the_checker_sees_a_reply_before_the_commit(empty_store: Path, tmp_path: Path) -> None:
    """The negative control: were the reply sent before the commit, answers would be lost."""
    run = Run(
        shutil.copytree(empty_store, tmp_path / "run"), SEED, how="late_commit",
        kills=scaled(200), master_every=0, every_worker=True, think_seconds=2 * LATE_SECONDS,
        lost_replies=0.0, all_with_cookies=True, after_a_promise=True,
    )  # fmt: skip
    assert run_and_check(run).lost


def test_the_checker_sees_a_missing_submission_id(empty_store: Path, tmp_path: Path) -> None:
    """The negative control: were each try a new submission, people would be counted twice."""
    run = Run(
        shutil.copytree(empty_store, tmp_path / "run"), SEED, how="no_submission_id",
        kills=scaled(80), master_every=0, lost_replies=0.7,
    )  # fmt: skip
    assert run_and_check(run).doubled

"""Does `feedback worker` work, wake, and end as it is told?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback.adapters.queue import queue_from
from feedback.services import services_from
from feedback.settings import Settings
from feedback.store.database import Database
from feedback.store.migrating import migrate
from feedback.store.outbox import KeptSetting

PATIENCE = 30.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    given = Settings(data_dir=tmp_path)
    migrate(Database(given.database))
    services_from(given)
    return given


def start(settings: Settings, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "feedback.cli", "worker", *more],
        env={**os.environ, "FEEDBACK_DATA_DIR": str(settings.data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def worker(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    running = start(settings)
    wait_for_line(running, "working")
    yield running
    running.kill()
    running.communicate()


def wait_for_line(running: subprocess.Popen[str], words: str) -> None:
    assert running.stdout is not None
    for line in running.stdout:
        if words in line:
            return
    raise AssertionError(f"the worker ended without saying {words}")


def test_once_does_what_is_due_and_ends(settings: Settings) -> None:
    running = start(settings, "--once")
    told, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0, told
    assert "0 messages sent." in told


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_when_told(worker: subprocess.Popen[str], how: signal.Signals) -> None:
    worker.send_signal(how)
    told, _ = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, told


def test_a_wake_up_from_a_web_process_reaches_the_worker(
    settings: Settings, worker: subprocess.Popen[str]
) -> None:
    queue = queue_from(settings)
    queue.wake("send_due")
    until = time.monotonic() + PATIENCE
    while not (reached := _has_ticked(settings) and not queue.huey.pending_count()):
        if time.monotonic() > until:
            break
        time.sleep(0.1)
    assert reached


def _has_ticked(settings: Settings) -> bool:
    with Database(settings.database).reading() as session:
        return session.get(KeptSetting, "periodic tick") is not None

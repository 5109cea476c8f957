"""What do all tests share: the counts of long tests, and loud skips."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from playwright.sync_api import Browser, Error, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from feedback.services import Services
from tests.apps import lent_app
from tests.factories import make_services, postgres_store
from tests.postgres import drop_database

DEEP = os.environ.get("FEEDBACK_DEEP") == "1"
SEED = int(os.environ.get("FEEDBACK_SEED", "20240201"))


# For the ways through a long journey that differ little from those that always run.
in_depth = pytest.mark.skipif(not DEEP, reason="runs in make check-deep")


def scaled(full: int) -> int:
    """How often a long test runs: 5% of `full`, at least once; all of it in check-deep."""
    return full if DEEP else max(1, full // 20)


# The same examples each time where a build must be green or red for a reason; new ones in depth.
settings.register_profile("steady", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("deep", deadline=None)
settings.load_profile("deep" if DEEP else "steady")

LONGEST = ("tests/journeys", "tests/kill")
DEAR = (
    "tests/feedback/test_story.py", "tests/feedback/test_story_training.py", "tests/kill",
    "tests/house/test_matrix.py", "tests/house/test_pages.py",
    "tests/feedback/participant/test_compact_return.py",
)  # fmt: skip
ENOUGH_BYTES = 4 * 1024**3  # a run leaves about a gigabyte until the next but two

# The shell is Debian's Chromium without its windows: the same engine at half the processor time.
# In depth the whole of it comes first.
CHROMIUMS = ("chromium-headless-shell", "chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process; skips loudly where there is none."""
    found = [path for name in CHROMIUMS if (path := shutil.which(name))]
    if not found:
        pytest.skip("chromium is not installed")
    try:
        driver = sync_playwright().start()
    except Error as error:
        pytest.skip(f"the browser's driver does not start: {error.message.splitlines()[0]}")
    opened = driver.chromium.launch(
        executable_path=found[-1 if DEEP else 0], args=CHROMIUM_ARGUMENTS
    )
    yield opened
    opened.close()
    driver.stop()


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """A fresh world on SQLite."""
    return make_services(tmp_path)


@pytest.fixture
def app(services: Services) -> Iterator[Flask]:
    """The whole application over that world."""
    with lent_app(services) as lent:
        yield lent


@pytest.fixture(params=["sqlite", "postgresql"])
def each_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    """A fresh world on each kind of database; PostgreSQL where it is installed."""
    if request.param == "sqlite":
        yield make_services(tmp_path)
        return
    url = postgres_store()
    if url is None:
        pytest.skip("PostgreSQL's programs are not installed")
    made = make_services(tmp_path, url=url)
    yield made
    made.sessions.close()
    drop_database(url)


def pytest_configure(config: pytest.Config) -> None:
    """Put the tests' files into memory where there is much of it: a commit waits for no disk.

    In depth they stay on the disk, as they do where TMPDIR says where.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    if DEEP or "TMPDIR" in os.environ or not os.access(memory, os.W_OK):
        return
    if shutil.disk_usage(memory).free > ENOUGH_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: the other processor does the rest meanwhile."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


class OneWorldAWorker(LoadScopeScheduling):
    """Tests go to whoever is free; those of a file whose world is dear, to one worker.

    xdist's own groups are marks it writes into a test's name, which pytest 9.2 does not let it do.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((start for start in DEAR if nodeid.startswith(start)), nodeid)


@pytest.hookimpl(optionalhook=True)  # mutmut runs the tests without xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneWorldAWorker:
    """Asked once, of the process that hands out the tests."""
    return OneWorldAWorker(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly how much was skipped, and why."""
    why: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        why[reason.removeprefix("Skipped: ")] += 1
    for reason, count in why.most_common():
        terminalreporter.write_line(f"SKIPPED {count}: {reason}", yellow=True, bold=True)

"""Does each test get its own PostgreSQL database, and does the server go when the tests go?"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest

from tests.postgres import drop_database, postgres_url

pytestmark = pytest.mark.postgres


def _fresh(*, durable: bool = False, like: str | None = None) -> str:
    url = postgres_url(durable=durable, like=like)
    if url is None:
        pytest.skip("PostgreSQL's programs are not installed")
    return url


def test_each_call_gives_an_empty_database_of_its_own() -> None:
    first, second = _fresh(), _fresh()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE here (n int)")
    with psycopg.connect(second) as connection:
        row = connection.execute("SELECT to_regclass('here')").fetchone()
    assert first != second
    assert row == (None,)


def test_a_database_made_like_another_has_its_rows() -> None:
    pattern = _fresh()
    with psycopg.connect(pattern) as connection:
        connection.execute("CREATE TABLE here AS SELECT 7 AS n")
    copy = _fresh(like=pattern)
    with psycopg.connect(copy) as connection:
        assert connection.execute("SELECT n FROM here").fetchone() == (7,)


def test_a_dropped_database_is_gone() -> None:
    url = _fresh()
    drop_database(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


@pytest.mark.parametrize(("durable", "fsync"), [(False, "off"), (True, "on")])
def test_only_a_durable_server_waits_for_the_disk(durable: bool, fsync: str) -> None:
    with psycopg.connect(_fresh(durable=durable)) as connection:
        assert connection.execute("SHOW fsync").fetchone() == (fsync,)


def test_the_server_stops_when_the_tests_are_killed() -> None:
    _fresh()
    program = (
        "import time\nfrom tests.postgres import postgres_url\n"
        "print(postgres_url(), flush=True)\ntime.sleep(600)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    with process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        psycopg.connect(url).close()
        os.kill(process.pid, signal.SIGKILL)
    folder = Path(unquote(url.partition("?host=")[2]))
    until = time.monotonic() + 30
    while (folder / "data" / "postmaster.pid").exists():
        assert time.monotonic() < until, "the server outlived the tests"
        time.sleep(0.05)
    shutil.rmtree(folder)  # nobody was left to do it

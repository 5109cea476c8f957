"""Where does a test get a PostgreSQL database that nobody else uses?

    url = postgres_url()
    if url is None:
        pytest.skip("PostgreSQL's programs are not installed")

The first call in a process starts a throw-away server in a temporary folder, reached by a socket in
that folder, so no port is taken; it stops with the process, even when that is killed. Under xdist
each worker that asks has its own.
"""

from __future__ import annotations

import atexit
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg

_OWNER = "feedback"
_PATIENCE = 60.0  # seconds: a busy machine starts slowly
_numbers = itertools.count(1)


@dataclass(frozen=True)
class _Server:
    sockets: Path

    def url(self, database: str) -> str:
        return f"postgresql://{_OWNER}@/{database}?host={quote(str(self.sockets))}"


def postgres_url(*, durable: bool = False, like: str | None = None) -> str | None:
    """A fresh, empty database's URL, or None where PostgreSQL is not installed.

    `durable` asks for a server that waits for the disk, as in production; the usual one does not,
    to be quick. `like` is an earlier URL from the same server whose tables and rows are copied: to
    migrate once and copy per test. Nobody may be connected to it meanwhile. Raises RuntimeError
    when PostgreSQL is there but does not start: that is a fault, not a reason to skip.
    """
    if _programs() is None:
        return None
    server = _server(durable)
    name = f"test_{os.getpid()}_{next(_numbers)}"
    template = _database(like) if like else "template1"
    _order(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.url(name)


def drop_database(url: str, *, durable: bool = False) -> None:
    """Gives the space of one database back; whoever is still connected is put out."""
    _order(_server(durable), f'DROP DATABASE IF EXISTS "{_database(url)}" WITH (FORCE)')


def _database(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def _order(server: _Server, sentence: str) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(sentence.encode())


@cache
def _programs() -> Path | None:
    """The folder of initdb and postgres, the newest version first; Debian keeps them off PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parts[-3]),
        reverse=True,
    )
    on_path = shutil.which("initdb")
    programs = [path.parent for path in found] + ([Path(on_path).parent] if on_path else [])
    return programs[0] if programs and shutil.which("setpriv") else None


@cache
def _server(durable: bool) -> _Server:
    programs = _programs()
    if programs is None:
        raise RuntimeError("PostgreSQL's programs are not installed")
    if threading.current_thread() is not threading.main_thread():
        # The server dies with the thread that started it (see _as_owner).
        raise RuntimeError("ask for the first database from the main thread")
    # Where pytest was told to put its files: in memory, mostly. What must last needs a disk.
    place = None if durable else os.environ.get("PYTEST_DEBUG_TEMPROOT")
    folder = Path(tempfile.mkdtemp(prefix="feedback-pg-", dir=place))
    if os.geteuid() == 0:
        account = pwd.getpwnam(_account())
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        return _start(programs, folder, durable)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _start(programs: Path, folder: Path, durable: bool) -> _Server:
    data, log = folder / "data", folder / "log"
    created = subprocess.run(
        _as_owner(
            f"{programs}/initdb",
            f"--pgdata={data}",
            f"--username={_OWNER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ),
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    if created.returncode:
        raise RuntimeError(f"initdb failed: {created.stderr}")
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "timezone": "UTC",
        "shared_buffers": "32MB",
        "max_connections": "200",
        "fsync": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
        "autovacuum": "on" if durable else "off",  # no test database lives long enough
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    with log.open("wb") as out:
        process = subprocess.Popen(
            _as_owner(f"{programs}/postgres", "-D", str(data), *options),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the tests; the server stops after them
        )
    atexit.register(_stop, process, folder, os.getpid())
    server = _Server(folder)
    _await(server, process, log)
    return server


def _await(server: _Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            psycopg.connect(server.url("postgres"), connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from None
            time.sleep(0.05)


def _account() -> str:
    """Which account the server runs as when we are root, since it refuses to be root."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as_owner(*command: str) -> list[str]:
    """The command under an ordinary account, stopped by the kernel when this process dies."""
    prefix = ["setpriv", "--pdeathsig=INT"]
    if os.geteuid() == 0:
        account = pwd.getpwnam(_account())
        prefix += [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return [*prefix, "--", *command]


def _stop(process: subprocess.Popen[bytes], folder: Path, started_by: int) -> None:
    if os.getpid() != started_by:
        return  # a forked child must not stop its parent's server
    process.send_signal(signal.SIGINT)  # "fast": puts clients out and stops
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)

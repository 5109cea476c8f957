"""People who answer while somebody keeps pulling the plug, and a checker that trusts nobody."""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from feedback.sealing.keyfile import read_keyfile
from feedback.sealing.keystore import Keys
from feedback.store.database import Database
from tests.kill.served import TOKEN

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
TELLING = "he hits me when mum is at work"
GIVE_UP_SECONDS = 60


@dataclass
class Told:
    """What one person was promised is kept: their words by question, and whether it was sent."""

    marker: str
    words: dict[str, str] = field(default_factory=dict)
    sent: bool = False


@dataclass
class Server:
    """gunicorn with three workers that are killed and come back."""

    folder: Path
    how: str = "whole"
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", f"tests.kill.served:app('{self.how}')",
             "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread", "--workers", "3",
             "--threads", "4", "--no-control-socket", "--log-level", "critical"],
            cwd=ROOT, env={**os.environ, "KILL_FOLDER": str(self.folder)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(600):
            try:
                ask(self.port, "GET", "/healthz")
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the server did not start")

    def workers(self) -> list[int]:
        assert self.process is not None
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def kill_one(self, chance: random.Random, *, everything: bool = False) -> None:
        """SIGKILL a worker, or one time in ten everything, which is then started anew."""
        assert self.process is not None
        if everything or chance.random() < 0.1:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.start()
            return
        workers = self.workers()
        if workers:
            os.kill(chance.choice(workers), signal.SIGKILL)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def ask(
    port: int,
    method: str,
    path: str,
    form: list[tuple[str, str]] | None = None,
    *,
    cookie: bool = False,
    think_seconds: float = 0.0,
) -> str:
    """One request on a connection of its own. Raises for anything but 200 and 303.

    With `cookie` our cookie comes back, so a form is acknowledged by a 303 and the next page is
    asked for after a moment's thought.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    if cookie and form:
        held = dict(form)
        headers["Cookie"] = f"v={held['_c']}.{held['_t']}"
    try:
        connection.request(method, path, urllib.parse.urlencode(form or []), headers)
        reply = connection.getresponse()
        text = reply.read().decode()
    finally:
        connection.close()
    if reply.status == 303:
        time.sleep(think_seconds)
        return keep_asking_for_page(port, headers["Cookie"])
    if reply.status != 200:
        raise http.client.HTTPException(f"status {reply.status}")
    return text


def keep_asking_for_page(port: int, cookie: str) -> str:
    """The page after a 303, again and again until it comes: nothing is posted twice for it."""
    until = time.monotonic() + GIVE_UP_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/survey", headers={"Cookie": cookie})
            reply = connection.getresponse()
            text = reply.read().decode()
        except (OSError, http.client.HTTPException):
            text = ""
        finally:
            connection.close()
        if text and reply.status == 200:
            return text
        if time.monotonic() > until:
            raise http.client.HTTPException("no page")
        time.sleep(0.02)


@dataclass
class Visitor:
    """One person at work: patient, and with or without cookies."""

    port: int
    cookie: bool
    think_seconds: float
    until: float = field(default_factory=lambda: time.monotonic() + GIVE_UP_SECONDS)

    def asks(self, path: str, form: list[tuple[str, str]] | None = None) -> str:
        """The same request again and again until it is answered."""
        while True:
            try:
                return ask(
                    self.port, "POST" if form else "GET", path, form,
                    cookie=self.cookie, think_seconds=self.think_seconds,
                )  # fmt: skip
            except (OSError, http.client.HTTPException):
                if time.monotonic() > self.until:
                    raise
                time.sleep(0.02)


def answer(port: int, told: Told, *, cookie: bool = False, think_seconds: float = 0.0) -> None:
    """One person's whole visit; what was acknowledged is noted as promised."""
    me = Visitor(port, cookie, think_seconds)
    page = me.asks(f"/o/{TOKEN}")
    page = me.asks("/survey", [*HIDDEN.findall(page), ("_do", "begin")])
    page = me.asks("/survey", [*HIDDEN.findall(page), ("_do", "on")])
    telling = f" {TELLING}" if told.marker.endswith("7") else ""
    for key, said in (
        ("listen", "always"),
        ("good", f"it was fine {told.marker}{telling}"),
        ("change", f"longer visits {told.marker}"),
    ):
        form = [*HIDDEN.findall(page), ("_do", "next"), (key, said)]
        if dict(form).get("_p") != key:
            raise AssertionError(f"expected {key}")
        page = me.asks("/survey", form)
        told.words[key] = said
        button = re.search(r'value="(on:[^"]+)"', page)
        if "Thank you for telling us" in page and button:
            page = me.asks("/survey", [*HIDDEN.findall(page), ("_do", button[1])])
    me.asks("/survey", [*HIDDEN.findall(page), ("_do", "send")])
    told.sent = True


def run(
    folder: Path,
    *,
    how: str,
    kills: int,
    people_at_once: int,
    seed: int,
    think_seconds: float = 0.0,
    everything: bool = False,
) -> list[Told]:
    """Serve, let people answer, pull the plug `kills` times; what people were promised."""
    chance = random.Random(seed)
    server = Server(folder, how)
    server.start()
    server.wait()
    promised: list[Told] = []
    over = threading.Event()

    def one_after_the_other(number: int) -> None:
        turn = 0
        while not over.is_set():
            told = Told(f"m{number}x{turn}")
            promised.append(told)
            turn += 1
            try:
                answer(server.port, told, cookie=number % 2 == 0, think_seconds=think_seconds)
            except (OSError, http.client.HTTPException, AssertionError, KeyError):
                continue  # somebody who gave up: what they were promised still counts

    threads = [
        threading.Thread(target=one_after_the_other, args=(n,)) for n in range(people_at_once)
    ]
    for thread in threads:
        thread.start()
    for _ in range(kills):
        time.sleep(chance.uniform(0.1, 0.9))
        server.kill_one(chance, everything=everything)
        if everything:
            server.wait()
            time.sleep(0.5)
    server.wait()
    time.sleep(1)
    over.set()
    for thread in threads:
        thread.join()
    server.stop()
    return promised


@dataclass(frozen=True)
class Found:
    """What the checker found against what was promised."""

    acknowledged: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    unheard: tuple[str, ...]


def check(folder: Path, promised: list[Told]) -> Found:
    """Read the files with plain SQL and compare with the people's own memory."""
    keys = Keys(
        Database(f"sqlite:///{folder / 'keys' / 'keys.sqlite'}"),
        read_keyfile(folder / "keys" / "kek"),
    )
    stored: dict[str, list[tuple[str, str]]] = {}  # marker -> (response, state)
    words: dict[tuple[str, str], str] = {}  # (response, question) -> text
    with sqlite3.connect(folder / "feedback.sqlite") as held:
        rows = held.execute(
            "SELECT r.id, r.state, a.question_key, a.sealed FROM answer a "
            "JOIN response r ON r.id = a.response_id WHERE a.sealed IS NOT NULL"
        ).fetchall()
        concerns = held.execute("SELECT response_id, count(*) FROM concern GROUP BY 1").fetchall()
    for response, state, question, sealed in rows:
        text = keys.open(f"response:{response}").unseal(sealed, question)
        words[response, question] = text
        marker = re.search(r"m\d+x\d+", text)
        assert marker
        if (response, state) not in stored.setdefault(marker[0], []):
            stored[marker[0]].append((response, state))
    return _compare(promised, stored, words, dict(concerns))


def _compare(
    promised: list[Told],
    stored: dict[str, list[tuple[str, str]]],
    words: dict[tuple[str, str], str],
    concerns: dict[str, int],
) -> Found:
    lost: list[str] = []
    doubled: list[str] = []
    unheard: list[str] = []
    acknowledged = 0
    for told in promised:
        here = stored.get(told.marker, [])
        if len(here) > 1:
            doubled.append(told.marker)
        for question, said in told.words.items():
            if question == "listen":
                continue
            acknowledged += 1
            if not any(words.get((response, question)) == said for response, _ in here):
                lost.append(f"{told.marker} {question}")
        if told.sent and not any(state == "sent" for _, state in here):
            lost.append(f"{told.marker} sent")
        tells = "good" in told.words and TELLING in told.words["good"]
        if tells and here and concerns.get(here[0][0], 0) != 1:
            unheard.append(told.marker)
    return Found(acknowledged, tuple(lost), tuple(doubled), tuple(unheard))

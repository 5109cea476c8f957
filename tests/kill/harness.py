"""How is the plug pulled while eight people answer?"""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.kill.visitors import Told, Visitor, request

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 8
TELLS_EVERY = 4  # one person in so many types something urgent


@dataclass
class Server:
    """gunicorn with two workers that are killed and come back.

    The master has made the app already (--preload), so a new worker serves at once: otherwise
    most kills would hit workers that are still starting.
    """

    folder: Path
    how: str = "whole"
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    workers_killed: int = 0
    masters_killed: int = 0

    def start(self) -> None:
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        with (self.folder / "gunicorn.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", f"tests.kill.served:app('{self.how}')",
                 "--preload", "--worker-class", "gthread",
                 "--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{self.port}",
                 "--no-control-socket", "--log-level", "warning"],
                cwd=ROOT, env={**os.environ, "KILL_FOLDER": str(self.folder)},
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def answers(self) -> bool:
        """Whether a request is served now."""
        try:
            return request(self.port, "GET", "/healthz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + 60
        while not self.answers():
            if time.monotonic() > until:
                raise RuntimeError((self.folder / "gunicorn.log").read_text()[-2000:])
            time.sleep(0.05)

    def kill_workers(self, chance: random.Random, *, every: bool = False) -> bool:
        """SIGKILL one worker, or every one in the same moment; False where none was alive."""
        assert self.process is not None
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        workers = path.read_text().split()
        if not workers:
            return False
        for worker in workers if every else [chance.choice(workers)]:
            os.kill(int(worker), signal.SIGKILL)
        self.workers_killed += 1
        return True

    def kill_everything(self) -> None:
        """SIGKILL the master and its workers in one go, then start anew."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.masters_killed += 1
        self.start()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@dataclass
class Run:
    """What is asked of one run."""

    folder: Path
    seed: int
    how: str = "whole"
    kills: int = 10
    master_every: int = 8  # every so many kills, the master and all workers; 0: never
    every_worker: bool = False  # each kill takes all workers, not one
    pause_seconds: tuple[float, float] = (0.1, 0.8)
    think_seconds: float = 0.0
    lost_replies: float = 0.1
    all_with_cookies: bool = False
    after_a_promise: bool = False  # kill right after an answer was acknowledged
    promised: threading.Event = field(default_factory=threading.Event)
    people: list[Told] = field(default_factory=list)

    def goes(self) -> Server:
        """Serve, let people answer, pull the plug; `people` then hold what they remember."""
        server = Server(self.folder, self.how)
        server.start()
        over = threading.Event()
        threads = [
            threading.Thread(target=self._one_after_another, args=(n, server, over))
            for n in range(PEOPLE)
        ]
        try:
            server.wait()
            for thread in threads:
                thread.start()
            self._pull_the_plug(server)
            server.wait()
        finally:
            over.set()
            for thread in threads:
                if thread.ident is not None:
                    thread.join()
            server.stop()
        return server

    def _one_after_another(self, number: int, server: Server, over: threading.Event) -> None:
        turn = 0
        while not over.is_set():
            told = Told(f"m{number}x{turn}", tells=(number + turn) % TELLS_EVERY == 0)
            self.people.append(told)
            chance = random.Random(f"{self.seed} {told.marker}")
            cookie = self.all_with_cookies or number % 2 == 0
            Visitor(
                server.port, told, chance, cookie, self.think_seconds, self.lost_replies,
                self.promised,
            ).visits()  # fmt: skip
            turn += 1

    def _pull_the_plug(self, server: Server) -> None:
        chance = random.Random(self.seed)
        done = 0
        while done < self.kills:
            server.wait()  # a kill counts where people are being served
            time.sleep(chance.uniform(*self.pause_seconds))
            if self.after_a_promise:
                self.promised.clear()
                self.promised.wait(20)
            if self.master_every and done % self.master_every == self.master_every - 1:
                server.kill_everything()
                done += 1
            else:
                done += server.kill_workers(chance, every=self.every_worker)

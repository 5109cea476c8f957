"""What does one participant cost, against the least a survey can cost? `make bench`.

Same server, same machine, synchronous=FULL on both sides, runs interleaved. CPU is the server
process's own (user and system) from /proc, so what else the machine does weighs less; still, read
the ratios, not the single times. Scanning and sealing are on, as always.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.survey_app import TOKENS  # noqa: E402 - run as a script from anywhere

TICKS = os.sysconf("SC_CLK_TCK")
WORDS = (
    "She rang back the same day and explained what would happen next, which helped a lot.",
    "Send the reports earlier, we had no time to read them before the meeting.",
    "No, thank you.",
)
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Server:
    """One gunicorn with one process, so that its CPU can be read."""

    target: str
    environment: dict[str, str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "gunicorn", self.target, "--bind", f"127.0.0.1:{self.port}",
             "--worker-class", "gthread", "--workers", "1", "--threads", "4",
             "--no-control-socket", "--log-level", "error"],
            env={**os.environ, **self.environment, "PYTHONPATH": str(ROOT)}, cwd=ROOT,
        )  # fmt: skip
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", self.port), 0.2):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"{self.target} did not start")

    def cpu_seconds(self) -> float:
        """User and system time of the server's processes."""
        assert self.process is not None
        pids = [self.process.pid, *_children(self.process.pid)]
        total = 0
        for pid in pids:
            parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(parts[11]) + int(parts[12])
        return total / TICKS

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in told]


@dataclass
class Visitor:
    """A new visitor: a new connection, no cookies yet."""

    port: int
    times: list[float] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> str:
        """One request; a redirect is followed by the next one, as a browser does."""
        body = urllib.parse.urlencode(form) if form else None
        headers = {"Accept-Encoding": "gzip"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        reply = self.connection.getresponse()
        raw = reply.read()
        self.times.append(time.perf_counter() - began)
        for name, value in reply.getheaders():
            if name.lower() == "set-cookie":
                pair = value.split(";", 1)[0].split("=", 1)
                self.cookies[pair[0]] = pair[1]
        if reply.status == 303:
            return self.ask("GET", reply.getheader("Location") or "/")
        if reply.status not in {200, 303}:
            raise RuntimeError(f"{method} {path}: {reply.status}")
        if reply.getheader("Content-Encoding") == "gzip":
            raw = gzip.decompress(raw)
        return raw.decode()


def floor_journey(port: int) -> list[float]:
    """Page, post, thanks: eight answers at once."""
    visitor = Visitor(port)
    page = visitor.ask("GET", "/")
    found = CSRF.search(page)
    assert found
    done = visitor.ask("POST", "/", [("csrf_token", found[1]), *answers_all()])
    assert "Thank you" in done
    return visitor.times


def answers_all() -> list[tuple[str, str]]:
    """The eight answers as the floor's form takes them."""
    return [("q1", "1"), ("q2", "2"), ("q3", "yes"), ("q4", "no"), ("q5", "0"), ("q5", "3"),
            ("q6", WORDS[0]), ("q7", WORDS[1]), ("q8", WORDS[2])]  # fmt: skip


OURS = {
    "q1": [("q1", "good")], "q2": [("q2", "always")], "q3": [("q3", "yes")],
    "q4": [("q4", "no")], "q5": [("q5", "a"), ("q5", "d")], "q6": [("q6", WORDS[0])],
    "q7": [("q7", WORDS[1])], "q8": [("q8", WORDS[2])],
}  # fmt: skip


def our_journey(port: int, layout: str) -> list[float]:
    """Start, who sees it, every page, check, send, thanks."""
    visitor = Visitor(port)
    page = visitor.ask("GET", f"/o/{TOKENS[layout]}")
    page = visitor.ask("POST", "/survey", [*HIDDEN.findall(page), ("_do", "begin")])
    page = visitor.ask("POST", "/survey", [*HIDDEN.findall(page), ("_do", "on")])
    while "Check what you said" not in page:
        hidden = HIDDEN.findall(page)
        at = dict(hidden)["_p"]
        keys = list(OURS) if layout == "page" else [at]
        given = [pair for key in keys for pair in OURS[key]]
        page = visitor.ask("POST", "/survey", [*hidden, ("_do", "next"), *given])
    page = visitor.ask("POST", "/survey", [*HIDDEN.findall(page), ("_do", "send")])
    assert "Your answers are sent" in page
    return visitor.times


@dataclass
class Result:
    """What one side cost in all rounds."""

    cpu: list[float] = field(default_factory=list)  # ms a request, one figure a round
    per_journey: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


def main() -> int:
    """Run the rounds, check the rows, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--journeys", type=int, default=60, help="per side and round")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        floor = Server("benchmarks.floor_app:create_app()",
                       {"FLOOR_DATABASE": f"{folder}/floor.sqlite"})  # fmt: skip
        ours = Server("benchmarks.survey_app:create_app()",
                      {"BENCH_FOLDER": f"{folder}/ours", "BENCH_PREPARE": "1"})  # fmt: skip
        floor.start()
        ours.start()
        try:
            results = measure(floor, ours, args.rounds, args.journeys)
            check_rows(folder, args.rounds * args.journeys)
            report(results)
            print(f"first visit: {first_visit(ours.port)}")
        finally:
            floor.stop()
            ours.stop()
    return 0


def measure(floor: Server, ours: Server, rounds: int, journeys: int) -> dict[str, Result]:
    """Interleave the three sides; a short run before warms all of them."""
    sides: dict[str, tuple[Server, Callable[[], list[float]]]] = {
        "floor": (floor, lambda: floor_journey(floor.port)),
        "one question a page": (ours, lambda: our_journey(ours.port, "question")),
        "eight on one page": (ours, lambda: our_journey(ours.port, "page")),
    }
    for _, journey in sides.values():
        for _ in range(5):
            journey()
    results = {name: Result() for name in sides}
    for _ in range(rounds):
        for name, (server, journey) in sides.items():
            before, requests = server.cpu_seconds(), 0
            for _ in range(journeys):
                times = journey()
                requests += len(times)
                results[name].times += times
            spent = (server.cpu_seconds() - before) * 1000
            results[name].cpu.append(spent / requests)
            results[name].per_journey.append(spent / journeys)
    return results


def check_rows(folder: str, journeys: int) -> None:
    """Every journey's rows are there, and no more (five a side were for warming up)."""
    with sqlite3.connect(f"{folder}/floor.sqlite") as held:
        rows = held.execute("SELECT count(*) FROM answer").fetchone()[0]
    assert rows == journeys + 5, rows
    with sqlite3.connect(f"{folder}/ours/feedback.sqlite") as held:
        sent = held.execute("SELECT count(*) FROM response WHERE state = 'sent'").fetchone()[0]
        answers = held.execute("SELECT count(*) FROM answer").fetchone()[0]
    assert sent == 2 * (journeys + 5), sent
    assert answers == sent * 9, answers  # eight questions, two choices ticked on one


def report(results: dict[str, Result]) -> None:
    """Medians over the rounds with their range, and the ratio to the floor."""
    base = statistics.median(results["floor"].cpu)
    heads = ("CPU ms/request", "CPU ms/journey", "p50 ms", "p95 ms", "x floor")
    print(" " * 22 + "".join(f"{h:>{w}}" for h, w in zip(heads, (22, 16, 8, 8, 9), strict=True)))
    for name, result in results.items():
        cpu = statistics.median(result.cpu)
        told = f"{cpu:.2f} ({min(result.cpu):.2f}-{max(result.cpu):.2f})"
        times = sorted(one * 1000 for one in result.times)
        print(
            f"{name:22}{told:>22}{statistics.median(result.per_journey):>16.1f}"
            f"{times[len(times) // 2]:>8.1f}{times[len(times) * 95 // 100]:>8.1f}{cpu / base:>9.2f}"
        )


def first_visit(port: int) -> str:
    """Requests and compressed bytes of a first page with what it asks for."""
    total, requests = 0, 0
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/o/{TOKENS['question']}", headers={"Accept-Encoding": "br, gzip"})
    reply = connection.getresponse()
    raw = reply.read()
    total, requests = total + len(raw) + len(str(reply.headers)), requests + 1
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', raw.decode()):
        connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
        reply = connection.getresponse()
        total, requests = total + len(reply.read()) + len(str(reply.headers)), requests + 1
    return f"{total:,} bytes in {requests} requests (page itself not compressed by the app)"


if __name__ == "__main__":
    sys.exit(main())

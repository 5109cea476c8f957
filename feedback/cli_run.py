"""How does one command serve everything? `feedback run`: migrate, tell the story, serve, work."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from types import FrameType

from feedback.cli_seed import seed_story, sign_ins
from feedback.services import keys_from, services_from
from feedback.settings import Environment, Settings, read_settings
from feedback.store.database import Database
from feedback.store.migrating import migrate

STOP_SECONDS = 20
LOOK_SECONDS = 0.5


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `run`."""
    parser = commands.add_parser("run", help="serve the app and its worker (with a story in it)")
    parser.add_argument("--no-story", action="store_true", help="serve an empty installation")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Migrate, seed in development, then serve until a signal ends it."""
    settings = read_settings()
    migrate(Database(settings.database))
    keys_from(settings)
    if settings.env is Environment.DEVELOPMENT and not args.no_story:
        seed_story(services_from(settings), say=_say)
    _say(f"\nThe app is at {settings.base_url} - staff sign in at {settings.base_url}/staff/")
    if settings.env is Environment.DEVELOPMENT and not args.no_story:
        _say("Answer a survey yourself: that address has a link for each of the five.")
        _say(sign_ins(settings))
    return _keep_running([_web_command(settings), [sys.executable, "-m", "feedback.cli", "worker"]])


def _web_command(settings: Settings) -> list[str]:
    """gunicorn with threads: one slow phone does not hold a whole process."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        "--bind",
        f"127.0.0.1:{settings.port}",
        "--worker-class",
        "gthread",
        "--workers",
        str(settings.web_workers),
        "--threads",
        str(settings.web_threads),
        "--no-control-socket",
        "--log-level",
        "warning",
    ]


def _keep_running(commands: list[list[str]]) -> int:
    """Run the children until one ends or a signal comes; then end them all, gently."""
    ending: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        ending.append(number)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    children = [
        subprocess.Popen(command, env=environment)  # noqa: S603 - our own commands
        for command in commands
    ]
    while not ending and all(child.poll() is None for child in children):
        time.sleep(LOOK_SECONDS)
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
    return 0 if ending else 1


def _say(words: str) -> None:
    print(words, flush=True)

"""How is a worker woken? By a task's name on Huey's queue; nothing of the work is imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey

from feedback.settings import Settings

NAME = "feedback"


class HueyQueue:
    """Wakes workers through Huey. A lost wake-up loses no work: the outbox holds what is due."""

    def __init__(self, huey: Huey) -> None:
        self.huey = huey
        self.handlers: dict[str, Callable[..., None]] = {}  # filled by the worker only

        @huey.task(name="wake")  # type: ignore[untyped-decorator]  # huey has no types
        def wake(task: str, *args: str) -> None:
            self.handlers[task](*args)

        self._wake = wake

    def wake(self, task: str, *args: str) -> None:
        """Ask a worker to run a task soon."""
        self._wake(task, *args)


def huey_from(settings: Settings) -> Huey:
    """The queue engine for these settings: embedded SQLite, PostgreSQL or Redis."""
    url = settings.queue_url
    if url.startswith("redis"):
        return RedisHuey(NAME, url=url)
    if url.startswith("postgres"):
        return PostgresHuey(NAME, dsn=url)
    folder = Path(settings.data_dir).resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return SqliteHuey(NAME, filename=str(folder / "queue.sqlite"), fsync=True)


def queue_from(settings: Settings) -> HueyQueue:
    """The queue a web process wakes workers by."""
    return HueyQueue(huey_from(settings))

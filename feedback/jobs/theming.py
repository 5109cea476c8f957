"""How does a worker read the answers to a question: in batches, shared, taken up after a crash?

Light by itself: what turns texts into themes is loaded when there is something to read.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import Protocol, cast

import structlog

from feedback.coding.questions import OpenQuestion
from feedback.coding.runs import due_runs, note_trouble
from feedback.jobs.sending import never
from feedback.services import Services

log = structlog.get_logger(__name__)
HEAVY = "feedback.jobs.theme_work"  # imports numpy and its like; no web process may


class Work(Protocol):
    """What the heavy module gives."""

    def go_on(
        self,
        services: Services,
        run_id: str,
        question: OpenQuestion,
        *,
        ending: Callable[[], bool],
    ) -> int:
        """Go on with a run as far as it goes now; how many answers were read."""
        ...


def read_due(
    services: Services, work: Work | None = None, *, ending: Callable[[], bool] = never
) -> int:
    """Go on with every run that is due; how many answers were read.

    Other workers may be at the same runs. What goes wrong in one run stops no other.
    """
    read = 0
    with services.sessions.reading() as session:
        due = due_runs(session, services.clock.now())
    for run_id, question in due:
        if ending():
            break
        try:
            work = work or cast("Work", importlib.import_module(HEAVY))
            read += work.go_on(services, run_id, question, ending=ending)
        except Exception as error:  # a run must not end the worker; no text may reach the log
            log.error("theme run failed", run=run_id, kind=type(error).__name__)
            with services.sessions.writing() as session:
                note_trouble(session, run_id, type(error).__name__)
    return read


def keep_reading(
    services: Services,
    stopping: threading.Event,
    woken: threading.Event,
    seconds: float = 5.0,
) -> None:
    """Read whatever is due until `stopping`; at once when `woken`."""
    while not stopping.is_set():
        try:
            read_due(services, ending=stopping.is_set)
        except Exception as error:  # the store may be away for a moment
            log.error("no theme run", kind=type(error).__name__)
        woken.wait(seconds)
        woken.clear()

"""Which report files are due to be made or forgotten? What is heavy is loaded when it is needed."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import Protocol, cast

import structlog

from feedback.jobs.sending import never
from feedback.reports.yearly.filing import Filed, claim, forget_files
from feedback.services import Services

log = structlog.get_logger(__name__)
HEAVY = "feedback.jobs.report_work"  # imports Word's and the PDF's libraries; no web process may


class Work(Protocol):
    """What the heavy module gives."""

    def make(self, services: Services, filed: Filed) -> None:
        """Make one claimed file."""
        ...


def make_due(
    services: Services, work: Work | None = None, *, ending: Callable[[], bool] = never
) -> int:
    """Make every file that is due; how many. Expired ones are forgotten, their keys destroyed."""
    with services.sessions.writing() as session:
        over = forget_files(session, services.clock.now())
    if over:
        services.keys.destroy_all(over)
    made = 0
    while not ending():
        with services.sessions.writing() as session:
            filed = claim(session, services.clock.now())
        if filed is None:
            break
        work = work or cast("Work", importlib.import_module(HEAVY))
        work.make(services, filed)
        made += 1
    return made


def keep_making(
    services: Services,
    stopping: threading.Event,
    woken: threading.Event,
    seconds: float = 5.0,
) -> None:
    """Make whatever is due until `stopping`; at once when `woken`."""
    while not stopping.is_set():
        try:
            make_due(services, ending=stopping.is_set)
        except Exception as error:  # the store may be away for a moment
            log.error("no report file", kind=type(error).__name__)
        woken.wait(seconds)
        woken.clear()

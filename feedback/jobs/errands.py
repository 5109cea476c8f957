"""How does a worker do what staff asked for, a piece at a time, and let go of it in time?

Light by itself: what does the errands is loaded when there is one.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Mapping
from typing import cast

import structlog

from feedback.collection.errands import (
    MADE,
    CannotDo,
    Claimed,
    claim_errand,
    drop_errands,
    expired,
    fail,
    finish,
    owner,
    tell,
)
from feedback.services import Services

log = structlog.get_logger(__name__)

Told = Callable[[int, int], None]
Doing = Callable[[Services, Claimed, Told], tuple[str | None, str]]  # what was made, what is said
HEAVY = "feedback.jobs.errand_work"  # imports numpy and its like; no web process may


def do_errands(services: Services, doings: Mapping[str, Doing] | None = None) -> int:
    """Do everything that waits, and forget what is past its time; how many were done."""
    count = 0
    forget_expired(services)
    while True:
        with services.sessions.writing() as session:
            claimed = claim_errand(session, services.clock.now())
        if claimed is None:
            return count
        if doings is None:
            doings = cast("Mapping[str, Doing]", importlib.import_module(HEAVY).DOINGS)
        _do(services, claimed, doings)
        count += 1


def forget_expired(services: Services) -> int:
    """Destroy the keys of errands past their time, then their rows; how many."""
    with services.sessions.reading() as session:
        gone = expired(session, services.clock.now())
    if gone:
        services.keys.destroy_all([owner(one) for one in gone])
        with services.sessions.writing() as session:
            drop_errands(session, gone)
    return len(gone)


def _do(services: Services, claimed: Claimed, doings: Mapping[str, Doing]) -> None:
    def told(done: int, total: int) -> None:
        with services.sessions.writing() as session:
            tell(session, claimed.id, done, total, services.clock.now())

    try:
        made, said = doings[claimed.kind](services, claimed, told)
        sealed = None
        if made is not None:
            sealed = services.keys.make(owner(claimed.id)).seal(made, MADE)
        with services.sessions.writing() as session:
            finish(session, claimed.id, sealed, said)
    except CannotDo as why:
        with services.sessions.writing() as session:
            fail(session, claimed.id, str(why))
    except Exception as error:  # the next try may go better; its words stay out of the log
        log.error("errand failed", kind=claimed.kind, error=type(error).__name__)
        with services.sessions.writing() as session:
            fail(session, claimed.id, "Something went wrong. Try again, or ask for help.")


def keep_doing(services: Services, stopping: threading.Event, seconds: float = 2.0) -> None:
    """Do errands until `stopping`, in a thread of its own: messages must not wait for them."""
    while not stopping.is_set():
        try:
            do_errands(services)
        except Exception as error:  # the store may be away for a moment
            log.error("no errands", kind=type(error).__name__)
        stopping.wait(seconds)

"""What does a worker do all day? It wakes when asked, and every ten seconds by itself."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

import structlog
from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from feedback.adapters.queue import HueyQueue
from feedback.coding.runs import WAKE as THEMES
from feedback.collection.calendar import LONDON, local_day
from feedback.collection.register import lay_anew
from feedback.collection.reminders import queue_due
from feedback.collection.resume import forget_old_counts
from feedback.collection.rounds import close_due
from feedback.jobs.alerting import tell_next
from feedback.jobs.errands import keep_doing
from feedback.jobs.exporting import keep_exporting
from feedback.jobs.forgetting import forget_due
from feedback.jobs.looking import keep_looking
from feedback.jobs.reporting import keep_making
from feedback.jobs.returning import EVERY_SECONDS, ask_what_came_back
from feedback.jobs.sending import never, send_due
from feedback.jobs.theming import keep_reading
from feedback.reports.fixing import fix_due
from feedback.reports.yearly.filing import WAKE as FILES
from feedback.safeguarding.reading_list import draw_sample, week_of
from feedback.services import Services
from feedback.store.once import insert_once
from feedback.store.outbox import KeptSetting
from feedback.training.follow_ups import queue_reminders

log = structlog.get_logger(__name__)

TICK_SECONDS = 10
TICK = "periodic tick"
NIGHT, NIGHT_HOURS, NIGHT_SECONDS = "nightly work", range(2, 5), 20 * 3600
RETURNED = "what came back"
WAKE = "send_due"  # the task's name that web processes wake a worker by


def work_once(services: Services, *, ending: Callable[[], bool] = never) -> int:
    """Do everything that is due now; how many messages were sent."""
    now = services.clock.now()
    with services.sessions.writing() as session:
        close_due(session, now)
        fix_due(session, services.surveys, now)
        queue_due(session, now)
        queue_reminders(session, now)
        forget_old_counts(session, now)
    if now.astimezone(LONDON).hour in NIGHT_HOURS:
        is_night = False
        with services.sessions.writing() as session:
            if take_tick(session, services, NIGHT, NIGHT_SECONDS):
                lay_anew(session)
                draw_sample(session, week_of(local_day(now)))
                is_night = True
        if is_night:
            forget_due(services)
    tell_next(services)
    sent = send_due(services, ending=ending)
    # Last: a provider slow to answer must hold up no alert.
    with services.sessions.writing() as session:
        is_time = take_tick(session, services, RETURNED, EVERY_SECONDS)
    if is_time and not ending():
        ask_what_came_back(services)
    return sent


def take_tick(
    session: Session, services: Services, name: str = TICK, seconds: float = TICK_SECONDS - 1
) -> bool:
    """Whether this worker does the periodic work `name` now: one of all, every `seconds`."""
    now = services.clock.now()
    insert_once(session, KeptSetting, key=name, value="", changed_by="", changed_at=now)
    before = now - timedelta(seconds=seconds)
    taken = session.execute(
        update(KeptSetting)
        # A clock that was set back must not stop the tick for long.
        .where(
            KeptSetting.key == name,
            or_(
                KeptSetting.changed_at <= before,
                KeptSetting.changed_at > now,
                KeptSetting.value == "",
            ),
        )
        .values(value="taken", changed_at=now)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def work(services: Services) -> None:
    """Work until SIGTERM or SIGINT; the message in hand is finished first."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    def woken() -> None:
        _safely(services, stopping)

    consumer = None
    asked = {name: threading.Event() for name in (THEMES, FILES)}
    if isinstance(services.queue, HueyQueue):
        services.queue.handlers[WAKE] = woken
        services.queue.handlers |= {name: _setting(event) for name, event in asked.items()}
        consumer = services.queue.huey.create_consumer(workers=1, periodic=False, max_delay=1)
        consumer.start()
    # After the consumer has started: it takes these signals for itself.
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threads = _side_work(services, stopping, asked)
    log.info("working")
    while not stopping.is_set():
        if _tick(services):
            woken()
        stopping.wait(TICK_SECONDS)
    for event in asked.values():
        event.set()
    for one in threads:
        one.join()
    if consumer is not None:
        consumer.stop(graceful=True)


def _side_work(
    services: Services, stopping: threading.Event, asked: dict[str, threading.Event]
) -> list[threading.Thread]:
    """Start what goes on beside the messages, in threads of their own.

    Two thousand e-mails must not hold up a look at a child's words, nor must ten thousand answers,
    which take a minute to read, nor a report's or an export's files.
    """
    threads = [
        threading.Thread(target=keep_looking, args=(services, stopping)),
        threading.Thread(target=keep_doing, args=(services, stopping)),
        threading.Thread(target=keep_reading, args=(services, stopping, asked[THEMES])),
        threading.Thread(target=keep_making, args=(services, stopping, asked[FILES])),
        threading.Thread(target=keep_exporting, args=(services, stopping)),
    ]
    for one in threads:
        one.start()
    return threads


def _setting(event: threading.Event) -> Callable[..., None]:
    return lambda *_about: event.set()


def _tick(services: Services) -> bool:
    try:
        with services.sessions.writing() as session:
            return take_tick(session, services)
    except Exception as error:
        # The database may be away for a moment; a worker that ends would not come back.
        log.error("no tick", kind=type(error).__name__)
        return False


def _safely(services: Services, stopping: threading.Event) -> None:
    """One round of work; whatever goes wrong is told, and tried again at the next tick."""
    try:
        work_once(services, ending=stopping.is_set)
    except Exception as error:
        log.error("work failed", kind=type(error).__name__)

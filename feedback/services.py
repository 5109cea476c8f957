"""What outer world does this process run in? The one seam: tests hand in fakes with memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from feedback.adapters.clock import SystemClock
from feedback.adapters.queue import queue_from
from feedback.adapters.quiet_postman import QuietPostman
from feedback.adapters.smtp import SmtpPostman
from feedback.collection.living_scanner import LivingScanner
from feedback.collection.shelf import SurveyShelf
from feedback.ports import Clock, Postman, Queue
from feedback.safeguarding.screening import AnyScanner
from feedback.sealing.keyfile import new_keyfile, read_keyfile, write_keyfile
from feedback.sealing.keystore import Keys
from feedback.settings import Environment, Settings
from feedback.store.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """Everything outside the engines, made once per process."""

    settings: Settings
    sessions: Database
    keys: Keys
    scanner: AnyScanner
    postman: Postman
    queue: Queue
    clock: Clock
    surveys: SurveyShelf


def services_from(settings: Settings) -> Services:
    """The real outer world for these settings."""
    sessions = Database(settings.database)
    return Services(
        settings=settings,
        sessions=sessions,
        keys=keys_from(settings),
        scanner=LivingScanner(sessions),
        postman=postman_from(settings),
        queue=queue_from(settings),
        clock=SystemClock(),
        surveys=SurveyShelf(),
    )


def keys_from(settings: Settings) -> Keys:
    """The key store. In development a missing key file is made; in production it is a fault."""
    path = settings.key_encryption_file
    if settings.env is Environment.DEVELOPMENT and not path.exists():
        write_keyfile(path, new_keyfile())
    keys = Keys(Database(settings.keys), read_keyfile(path), partial(read_keyfile, path))
    keys.prepare()
    return keys


def postman_from(settings: Settings) -> Postman:
    """SMTP where a host is set; else one that keeps and prints ids only."""
    return SmtpPostman(settings) if settings.smtp_host else QuietPostman()

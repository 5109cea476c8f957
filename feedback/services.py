"""What outer world does this process run in? The one seam: tests hand in fakes with memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from feedback.adapters.clock import SystemClock
from feedback.adapters.queue import queue_from
from feedback.adapters.quiet_postman import QuietPostman
from feedback.adapters.quiet_texter import QuietTexter
from feedback.adapters.smtp import SmtpPostman
from feedback.collection.languages import Languages, load_languages
from feedback.collection.living_scanner import LivingScanner
from feedback.collection.shelf import SurveyShelf
from feedback.ports import Clock, Postman, Queue, TextMessenger
from feedback.safeguarding.meaning_file import is_installed
from feedback.safeguarding.office import Office, OfficeHoursUnreadable, office_from
from feedback.safeguarding.screening import AnyScanner
from feedback.sealing.keyfile import new_keyfile, read_keyfile, write_keyfile
from feedback.sealing.keystore import Keys
from feedback.settings import Environment, Settings, UnsafeSettings
from feedback.store.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """Everything outside the engines, made once per process."""

    settings: Settings
    sessions: Database
    keys: Keys
    scanner: AnyScanner
    postman: Postman
    texter: TextMessenger
    queue: Queue
    clock: Clock
    surveys: SurveyShelf
    languages: Languages = field(default_factory=Languages)

    @property
    def office(self) -> Office:
        """When somebody is in the office, as set. Raises OfficeHoursUnreadable."""
        holidays = self.settings.bank_holidays.split(",")
        return office_from(self.settings.office_hours, holidays)


def services_from(settings: Settings) -> Services:
    """The real outer world for these settings. Raises UnsafeSettings for unreadable hours."""
    sessions = Database(settings.database)
    made = Services(
        settings=settings,
        sessions=sessions,
        keys=keys_from(settings),
        scanner=LivingScanner(sessions, hints=not is_installed()),
        postman=postman_from(settings),
        texter=texter_from(settings),
        queue=queue_from(settings),
        clock=SystemClock(),
        surveys=SurveyShelf(),
        languages=load_languages(settings.languages_dir),
    )
    try:
        _ = made.office
    except OfficeHoursUnreadable as wrong:  # now, not when the first alarm is to ring
        raise UnsafeSettings(
            [f"FEEDBACK_OFFICE_HOURS or FEEDBACK_BANK_HOLIDAYS: {wrong}."]
        ) from None
    return made


def keys_from(settings: Settings) -> Keys:
    """The key store. In development a missing key file is made; in production it is a fault."""
    path = settings.key_encryption_file
    if settings.env is Environment.DEVELOPMENT and not path.exists():
        write_keyfile(path, new_keyfile())
    keys = Keys(Database(settings.keys), read_keyfile(path), partial(read_keyfile, path))
    keys.prepare()
    return keys


def postman_from(settings: Settings) -> Postman:
    """SMTP where a host is set, else Notify where it may; else one that prints ids only."""
    if settings.smtp_host:
        return SmtpPostman(settings)
    if settings.notify_api_key.get_secret_value() and settings.notify_email_template:
        from feedback.adapters.notify import NotifyPostman  # slow to import: where used only

        return NotifyPostman(settings)
    return QuietPostman()


def texter_from(settings: Settings) -> TextMessenger:
    """Notify where its key is set; else one that prints ids only."""
    if settings.notify_api_key.get_secret_value():
        from feedback.adapters.notify import NotifyTexter  # slow to import: where used only

        return NotifyTexter(settings)
    return QuietTexter()

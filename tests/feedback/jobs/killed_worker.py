"""What does a worker process do that a test kills?

Its clock stands some minutes after the round's morning, so that leases of killed workers have run
out without anybody waiting for them.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

from feedback.adapters.smtp import SmtpPostman
from feedback.collection.shelf import SurveyShelf
from feedback.jobs.worker import work_once
from feedback.safeguarding.scan import Scanner
from feedback.sealing.keyfile import read_keyfile
from feedback.sealing.keystore import Keys
from feedback.services import Services
from feedback.settings import Settings
from feedback.store.database import Database
from tests.factories import DURING
from tests.fakes import RememberingQueue, RememberingTexter


class LaterClock:
    """The real clock, moved to the round's days."""

    def __init__(self, minutes: float) -> None:
        self._start = datetime.now(UTC)
        self._now = DURING + timedelta(minutes=minutes)

    def now(self) -> datetime:
        return self._now + (datetime.now(UTC) - self._start)

    def monotonic(self) -> float:
        return time.monotonic()


def main(folder: Path, port: int, minutes: float, told: Connection, url: str = "") -> None:
    """Send what is due, over a real wire. `url`: of the store, where it is not in the folder."""
    given = Settings(
        data_dir=folder, database_url=url, smtp_host="127.0.0.1", smtp_port=port,
        mail_from="V <v@views.example>",
    )  # fmt: skip
    services = Services(
        settings=given,
        sessions=Database(given.database),
        keys=Keys(Database(given.keys), read_keyfile(folder / "kek")),
        scanner=cast("Scanner", None),  # slow to load, and nothing is scanned here
        postman=SmtpPostman(given),
        texter=RememberingTexter(),
        queue=RememberingQueue(),
        clock=LaterClock(minutes),
        surveys=SurveyShelf(),
    )
    told.send("ready")
    work_once(services)

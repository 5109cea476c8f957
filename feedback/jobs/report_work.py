"""How does a worker make the files of a report that somebody asked for?"""

from __future__ import annotations

import structlog

from feedback.reports.yearly.binding import bound
from feedback.reports.yearly.chapter import chapter
from feedback.reports.yearly.filing import Filed, fail_file, keep_file, note_progress
from feedback.services import Services

log = structlog.get_logger(__name__)


def make(services: Services, filed: Filed) -> None:
    """Make one claimed file and keep it sealed. What goes wrong is noted, without any words."""

    def tell(done: int, total: int) -> None:
        with services.sessions.writing() as session:
            note_progress(session, filed.id, done, total + 1)  # the last step is the file itself

    try:
        with services.sessions.reading() as session:
            found = chapter(
                session, services.surveys, filed.report_id, services.clock.now(), progress=tell
            )
        content = bound(found, services.settings.partnership, filed.ending)
        with services.sessions.writing() as session:
            keep_file(session, services.keys, filed.id, content)
    except Exception as error:  # one file must not end the worker
        log.error("report file failed", file=filed.id, kind=type(error).__name__)
        with services.sessions.writing() as session:
            fail_file(session, filed.id)

"""Which files of a report were asked for, how far are they, and who may take them?

Rows only: the work itself is a worker's (feedback/jobs/reporting.py), so a web process loads
nothing of Word or PDF. A file is sealed under a key of its own; when its time is over the key is
destroyed.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.sealing.keystore import Keys
from feedback.store.base import new_id
from feedback.store.reports import Report, ReportFile

WAKE = "make_report_files"  # the task's name that web processes wake a worker by
WAITING, MAKING, DONE, FAILED = "waiting", "making", "done", "failed"
ENDINGS = ("docx", "pdf", "html")
KEPT = timedelta(days=3)
LEASE = timedelta(minutes=5)  # a worker that was killed gives the file up after it
PLACE = "file"


@dataclass(frozen=True, slots=True)
class Filed:
    """One file as its asker sees it."""

    id: str
    report_id: str
    year: str
    ending: str
    state: str
    done: int
    total: int
    expires_at: datetime

    @property
    def is_being_made(self) -> bool:
        return self.state in {WAITING, MAKING}

    @property
    def is_ready(self) -> bool:
        return self.state == DONE

    @property
    def name(self) -> str:
        """A file name that says which year's report it is and nothing else."""
        return f"feedback-chapter-{self.year}.{self.ending}"


def ask_file(session: Session, report_id: str, ending: str, *, by: str, now: datetime) -> str:
    """Note that a file is wanted; its id. Raises NotFound."""
    if ending not in ENDINGS or session.get(Report, report_id) is None:
        raise NotFound
    file_id = new_id()
    session.execute(
        insert(ReportFile).values(
            id=file_id, report_id=report_id, ending=ending, state=WAITING, done=0, total=0,
            asked_by=by, asked_at=now, expires_at=now + KEPT,
        )
    )  # fmt: skip
    return file_id


def files_of(session: Session, report_id: str, *, by: str, now: datetime) -> tuple[Filed, ...]:
    """What this person asked for and has not expired, the newest first."""
    rows = session.execute(
        select(ReportFile, Report.year)
        .join(Report, Report.id == ReportFile.report_id)
        .where(
            ReportFile.report_id == report_id,
            ReportFile.asked_by == by,
            ReportFile.expires_at > now,
        )
        .order_by(ReportFile.asked_at.desc(), ReportFile.id)
    )
    return tuple(_filed(row, year) for row, year in rows)


def take_file(
    session: Session, keys: Keys, file_id: str, *, by: str, now: datetime
) -> tuple[Filed, bytes]:
    """The file for whoever asked for it. Raises NotFound for others, too early or too late."""
    row = session.get(ReportFile, file_id)
    if row is None or row.asked_by != by or row.expires_at <= now or row.sealed is None:
        raise NotFound
    report = session.get_one(Report, row.report_id)
    words = keys.open(owner(file_id)).unseal(row.sealed, PLACE)
    return _filed(row, report.year), base64.b64decode(words)


def claim(session: Session, now: datetime) -> Filed | None:
    """Take one file that nobody makes, under a lease; None where there is none."""
    free = or_(ReportFile.held_until.is_(None), ReportFile.held_until <= now)
    due = (ReportFile.state.in_((WAITING, MAKING)), free, ReportFile.expires_at > now)
    file_id = session.scalar(
        select(ReportFile.id).where(*due).order_by(ReportFile.asked_at, ReportFile.id).limit(1)
    )
    if file_id is None:
        return None
    taken = session.execute(
        update(ReportFile)
        .where(ReportFile.id == file_id, *due)
        .values(state=MAKING, held_until=now + LEASE)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]  # another worker was faster
        return None
    row = session.get_one(ReportFile, file_id, populate_existing=True)
    return _filed(row, session.get_one(Report, row.report_id).year)


def note_progress(session: Session, file_id: str, done: int, total: int) -> None:
    """How far it is, in blocks."""
    session.execute(
        update(ReportFile).where(ReportFile.id == file_id).values(done=done, total=total)
    )


def keep_file(session: Session, keys: Keys, file_id: str, content: bytes) -> None:
    """Seal what was made."""
    sealed = keys.make(owner(file_id)).seal(base64.b64encode(content).decode(), PLACE)
    session.execute(
        update(ReportFile)
        .where(ReportFile.id == file_id)
        .values(state=DONE, sealed=sealed, held_until=None, done=ReportFile.total)
    )


def fail_file(session: Session, file_id: str) -> None:
    """It could not be made; the person may ask again."""
    session.execute(
        update(ReportFile).where(ReportFile.id == file_id).values(state=FAILED, held_until=None)
    )


def forget_files(session: Session, now: datetime) -> list[str]:
    """Delete rows whose time is over; whose keys are to be destroyed after the commit."""
    over = list(session.scalars(select(ReportFile.id).where(ReportFile.expires_at <= now)))
    for file_id in over:
        session.delete(session.get_one(ReportFile, file_id))
    return [owner(file_id) for file_id in over]


def owner(file_id: str) -> str:
    """Whose key closes the file."""
    return f"report_file:{file_id}"


def _filed(row: ReportFile, year: str) -> Filed:
    return Filed(
        row.id, row.report_id, year, row.ending, row.state, row.done, row.total, row.expires_at
    )

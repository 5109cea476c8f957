"""How does the worker make the files staff asked for, and throw them away again?"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from feedback.errors import FeedbackError
from feedback.jobs.export_files import Table, make_file, make_table
from feedback.jobs.sending import never
from feedback.privacy.audit import note
from feedback.reports.errands import KEPT, expired, forget_old, key_owner, mark, sight_from
from feedback.reports.exports import RESULT_HEADER, result_rows
from feedback.reports.groups import Asked, group_of, groups_of_round
from feedback.reports.merging import merged_rows
from feedback.reports.published import item_tables
from feedback.reports.results import instrument_results
from feedback.services import Services
from feedback.store.exports import ExportFile
from feedback.store.rounds import Round, RoundInstrument, SurveyVersion
from feedback.store.sight import Sight

log = structlog.get_logger(__name__)

LOOK_SECONDS = 3
HELD = timedelta(minutes=20)  # by the worker that makes it; after a crash another takes it
SORRY = "The file could not be made. Ask for it again, and tell your IT team if it happens twice."


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: str
    ending: str
    instruments: tuple[str, ...]
    with_words: bool
    asked_by: str
    survey_key: str
    sight: Sight


def keep_exporting(services: Services, stopping: threading.Event) -> None:
    """Look every few seconds whether somebody asked for a file, until told to stop."""
    while not stopping.is_set():
        try:
            export_due(services, ending=stopping.is_set)
        except Exception as error:
            # The database may be away for a moment; a thread that ends would not come back.
            log.error("no exports", kind=type(error).__name__)
        stopping.wait(LOOK_SECONDS)


def export_due(services: Services, *, ending: Callable[[], bool] = never) -> int:
    """Make every file that waits, and throw away those whose time is over; how many were made."""
    _throw_away(services)
    made = 0
    while not ending() and (one := _claim(services)) is not None:
        try:
            _make(services, one)
            made += 1
        except Exception as error:
            # Whatever went wrong, the person is told; words of an answer never reach the log.
            why = error.message if isinstance(error, FeedbackError) else SORRY
            log.error("export failed", export=one.id, kind=type(error).__name__)
            services.keys.destroy(key_owner(one.id))
            with services.sessions.writing() as session:
                mark(session, one.id, "failed", why=why, held_until=None)
    return made


def path_of(services: Services, export_id: str) -> Path:
    """Where the sealed file lies."""
    return services.settings.data_dir.resolve() / "exports" / f"{export_id}.sealed"


def _make(services: Services, one: _Claimed) -> None:
    path = path_of(services, one.id)
    key = services.keys.make(key_owner(one.id))
    with services.sessions.reading() as reading:
        what, _dot, ending = one.ending.rpartition(".")
        if what:
            table = _results(services, reading, one)
            count, size = table.count, make_table(path, key, ending, table)
        else:
            parts = _parts(services, reading, one.instruments)
            taken = merged_rows(
                reading, services.keys, parts, may_read_words=one.with_words,
                teams=one.sight.teams(one.survey_key),
            )  # fmt: skip
            count = taken.count
            size = make_file(path, key, ending, parts[0][1].survey.title, taken)
    now = services.clock.now()
    with services.sessions.writing() as session:
        mark(
            session, one.id, "ready", rows=count, size=size, expires_at=now + KEPT,
            held_until=None,
        )  # fmt: skip
        note(session, who=one.asked_by, what="export_made", about=f"export:{one.id}", now=now,
             details={"rows": str(count), "bytes": str(size)})  # fmt: skip


def _results(services: Services, session: Session, one: _Claimed) -> Table:
    """The results page of one survey as a table, hidden where the page hides."""
    (instrument_id, *_others) = one.instruments
    round_id = session.get_one(RoundInstrument, instrument_id).round_id
    groups = groups_of_round(session, services.surveys, round_id, one.sight)
    group, asked = group_of(groups, instrument_id)
    found = instrument_results(session, group, asked, item_tables(session, group))
    rows = tuple(result_rows(found))
    return Table("Results", RESULT_HEADER, rows, len(rows))


def _parts(
    services: Services, session: Session, instruments: tuple[str, ...]
) -> list[tuple[str, Asked]]:
    rows = session.execute(
        select(RoundInstrument.id, RoundInstrument.survey_version_id, RoundInstrument.mode,
               Round.name)
        .join(Round, Round.id == RoundInstrument.round_id)
        .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
        .where(RoundInstrument.id.in_(instruments))
        .order_by(Round.opens_on.desc(), SurveyVersion.version.desc(), RoundInstrument.id)
    )  # fmt: skip
    return [
        (name, Asked(one, services.surveys.get(session, version), mode))
        for one, version, mode, name in rows
    ]


def _claim(services: Services) -> _Claimed | None:
    now = services.clock.now()
    free = or_(
        ExportFile.state == "waiting",
        (ExportFile.state == "making") & (ExportFile.held_until <= now),
    )
    with services.sessions.writing() as session:
        row = session.scalars(select(ExportFile).where(free).order_by(ExportFile.asked_at)).first()
        if row is None:
            return None
        taken = session.execute(
            update(ExportFile)
            .where(ExportFile.id == row.id, free)
            .values(state="making", held_until=now + HELD)
            .returning(ExportFile.id)
        ).scalar()
        if taken is None:
            return None
        return _Claimed(
            row.id, row.ending, tuple(row.instruments), row.with_words, row.asked_by,
            row.survey_key, sight_from(row.sight),
        )  # fmt: skip


def _throw_away(services: Services) -> None:
    """The key first: killed in between, nobody can read the file any more."""
    with services.sessions.reading() as session:
        over = expired(session, services.clock.now())
    for one in over:
        services.keys.destroy(key_owner(one))
        path_of(services, one).unlink(missing_ok=True)
        with services.sessions.writing() as session:
            mark(session, one, "gone")
    with services.sessions.writing() as session:
        forget_old(session, services.clock.now())
    _sweep(path_of(services, "").parent, services.clock.now() - HELD)


def _sweep(folder: Path, before: datetime) -> None:
    """Take away what workers that were killed left half written: it may hold plain words."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.suffix == ".sealed" and not path.name.startswith("."):
            continue
        with contextlib.suppress(FileNotFoundError):  # it was done after all
            if path.is_file() and path.stat().st_mtime < before.timestamp():
                path.unlink()

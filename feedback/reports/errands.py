"""Who asked for which file, and may they still take it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.errors import FeedbackError, NotFound
from feedback.privacy.audit import note
from feedback.reports.exports import file_name
from feedback.store.base import new_id
from feedback.store.exports import ExportFile
from feedback.store.sight import EVERYTHING, Sight

KEPT = timedelta(days=3)  # a file is there, from when it is made
REMEMBERED = timedelta(days=90)  # that there was one
WAITING_MOST = 5  # files of one person at once
ENDINGS = {
    "csv": "CSV",
    "xlsx": "Excel",
    "sav": "SPSS",
    "json": "Codebook for programs",
    "html": "Codebook to read",
    "results.csv": "Results, CSV",
    "results.xlsx": "Results, Excel",
}
RESULTS = "results."  # what begins so holds the results page, not single answers
CODEBOOKS = frozenset({"json", "html"})


class TooManyErrands(FeedbackError):
    """The worker is one; a person does not fill its day."""

    message = "Five of your files are being made. Wait until one is ready."


@dataclass(frozen=True, slots=True)
class Errand:
    """One file as whoever asked sees it."""

    id: str
    survey_key: str
    kind: str  # in words
    name: str
    state: str
    why: str
    rows: int | None
    size: int | None
    asked_at: datetime
    expires_at: datetime | None


def key_owner(export_id: str) -> str:
    """Whose key seals the file."""
    return f"export:{export_id}"


def ask_for(
    session: Session,
    survey_key: str,
    instruments: tuple[str, ...],
    ending: str,
    *,
    by: str,
    with_words: bool,
    now: datetime,
    sight: Sight,
) -> str:
    """Ask for a file; its id. Raises NotFound for a kind there is not, TooManyErrands.

    `sight`: what whoever asks may see; the file holds no more. Results are of the first
    instrument alone.
    """
    if ending not in ENDINGS or not instruments:
        raise NotFound
    if _waiting(session, by) >= WAITING_MOST:
        raise TooManyErrands
    what, _dot, plain = ending.rpartition(".")
    what = what or ("codebook" if ending in CODEBOOKS else "answers")
    one = ExportFile(
        id=new_id(),
        survey_key=survey_key,
        instruments=list(instruments),
        ending=ending,
        name=file_name(what, local_day(now), plain),
        asked_by=by,
        with_words=with_words,
        sight=pairs_of(sight),
        asked_at=now,
        state="waiting",
    )
    session.add(one)
    details = {"file": one.name, "survey": survey_key, "words": "yes" if with_words else "no"}
    note(session, who=by, what="export_asked", about=f"export:{one.id}", now=now, details=details)
    return one.id


def errands_of(session: Session, email: str) -> tuple[Errand, ...]:
    """One person's files, the newest first."""
    rows = session.scalars(
        select(ExportFile)
        .where(ExportFile.asked_by == email)
        .order_by(ExportFile.asked_at.desc(), ExportFile.id)
        .limit(50)
    )
    return tuple(_errand(row) for row in rows)


def errand_to_take(
    session: Session, export_id: str, email: str, now: datetime, *, sight: Sight
) -> Errand:
    """A file that is there for this very person, who still sees what they saw. Raises NotFound."""
    row = session.get(ExportFile, export_id)
    if row is None or row.asked_by != email or row.state != "ready":
        raise NotFound
    if not sight.is_whole and pairs_of(sight) != row.sight:
        raise NotFound
    if row.expires_at is None or row.expires_at <= now:
        raise NotFound
    return _errand(row)


def _waiting(session: Session, email: str) -> int:
    query = select(func.count()).where(
        ExportFile.asked_by == email, ExportFile.state.in_(["waiting", "making"])
    )
    return session.scalar(query) or 0


def pairs_of(sight: Sight) -> list[list[str]] | None:
    """A sight as it is kept; None: everything."""
    if sight.is_whole or sight.pairs is None:
        return None
    return [list(pair) for pair in sorted(sight.pairs)]


def sight_from(pairs: list[list[str]] | None) -> Sight:
    """What `pairs_of` kept."""
    if pairs is None:
        return EVERYTHING
    return Sight(frozenset((survey, team) for survey, team in pairs))


def expired(session: Session, now: datetime) -> tuple[str, ...]:
    """Ids of files whose time is over."""
    return tuple(
        session.scalars(
            select(ExportFile.id).where(ExportFile.state == "ready", ExportFile.expires_at <= now)
        )
    )


def forget_old(session: Session, now: datetime) -> None:
    """That a file was asked for stands in the audit; its row here goes after three months."""
    session.execute(
        delete(ExportFile).where(
            ExportFile.state.in_(["gone", "failed"]), ExportFile.asked_at <= now - REMEMBERED
        )
    )


def mark(session: Session, export_id: str, state: str, **told: object) -> None:
    """Note how far a file is."""
    session.execute(
        update(ExportFile).where(ExportFile.id == export_id).values(state=state, **told)
    )


def _errand(row: ExportFile) -> Errand:
    return Errand(
        row.id, row.survey_key, ENDINGS[row.ending], row.name, row.state, row.why, row.rows,
        row.size, row.asked_at, row.expires_at,
    )  # fmt: skip

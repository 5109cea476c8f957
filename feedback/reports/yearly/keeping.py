"""How is a report written by several people?

No two editors overwrite one another: each change names the version it was made from, and where
another has come in between, nothing is written and both are given back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.reports.yearly.chapter import DRAFT, PUBLISHED, newest_of
from feedback.reports.yearly.sources import source_of
from feedback.reports.yearly.template import CHAPTER, TITLE, Planned
from feedback.store.base import new_id
from feedback.store.reports import Report, ReportBlock

HEADING_MOST, TEXT_MOST = 200, 20_000  # letters
CHANGED = "Somebody has changed it since you looked. Look again."
WORDS = ("section", "text", "meaning", "themes", "table")  # kinds that need no source


@dataclass(frozen=True, slots=True)
class Listed:
    """One report in the list."""

    id: str
    year: str
    title: str
    state: str
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Between:
    """Somebody else has changed it in between: what stands there now, and by whom."""

    heading: str
    text: str
    by: str
    version: int


@dataclass(frozen=True, slots=True)
class Edit:
    """New words of a block, made from its `version`."""

    heading: str
    text: str
    version: int


def reports(session: Session) -> tuple[Listed, ...]:
    """Every report, the newest year first."""
    rows = session.scalars(select(Report).order_by(Report.year.desc(), Report.made_at.desc()))
    return tuple(
        Listed(row.id, row.year, row.title, row.state, row.changed_by, row.changed_at)
        for row in rows
    )


def begin(session: Session, year: str, *, by: str, now: datetime) -> str:
    """A draft of the year; where one is being written, that one's id.

    Where the year is published it is a new edition, with the words of the last one: what was
    published stands until the new one is. Else it begins from the template.
    """
    there = session.scalar(
        select(Report.id).where(Report.year == year, Report.state != PUBLISHED).limit(1)
    )
    if there is not None:
        return there
    planned = _of_last_edition(session, year) or CHAPTER
    report_id = new_id()
    session.execute(
        insert(Report).values(
            id=report_id, year=year, title=TITLE, state=DRAFT, version=1, made_by=by, made_at=now,
            changed_by=by, changed_at=now, is_lone=False,
        )
    )  # fmt: skip
    session.execute(
        insert(ReportBlock),
        [
            {
                "id": new_id(), "report_id": report_id, "place": place, "kind": one.kind,
                "source": one.source, "heading": one.heading, "text": one.text, "version": 1,
                "changed_by": by, "seen": "",
            }
            for place, one in enumerate(planned)
        ],
    )  # fmt: skip
    return report_id


def _of_last_edition(session: Session, year: str) -> tuple[Planned, ...]:
    last = session.scalar(newest_of(year).where(Report.state == PUBLISHED))
    rows = session.scalars(
        select(ReportBlock)
        .where(ReportBlock.report_id == last)
        .order_by(ReportBlock.place, ReportBlock.id)
    )
    return tuple(Planned(row.kind, row.source, row.heading, row.text) for row in rows)


def edit(
    session: Session, report_id: str, block_id: str, to: Edit, *, by: str, now: datetime
) -> Between | None:
    """New words for a block; None when they are kept, else what somebody else wrote meanwhile.

    Raises NotFound, also where the report is published. A reviewed report is a draft again.
    """
    _open(session, report_id)
    written = session.execute(
        update(ReportBlock)
        .where(
            ReportBlock.id == block_id,
            ReportBlock.report_id == report_id,
            ReportBlock.version == to.version,
        )
        .values(
            heading=" ".join(to.heading.split())[:HEADING_MOST], text=to.text[:TEXT_MOST],
            version=to.version + 1, changed_by=by,
        )
    )  # fmt: skip
    if not written.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        row = _row(session, report_id, block_id)
        return Between(row.heading, row.text, row.changed_by, row.version)
    _touched(session, report_id, by, now)
    put(session, report_id, version=Report.version + 1)  # a reviewer must have seen these words
    return None


def move(
    session: Session, report_id: str, block_id: str, *, up: bool, version: int, by: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Change places with the neighbour; False where the order is not what the mover saw."""
    if not take_version(session, report_id, version):
        return False
    ids = _order(session, report_id)
    if block_id not in ids:
        raise NotFound
    here = ids.index(block_id)
    there = here - 1 if up else here + 1
    if 0 <= there < len(ids):
        ids[here], ids[there] = ids[there], ids[here]
        _place(session, ids)
    _touched(session, report_id, by, now)
    return True


def add(
    session: Session, report_id: str, what: str, *, version: int, by: str, now: datetime
) -> str:
    """A block at the end: a source's name, or a kind for words. Its id; "" for an old version.

    Raises NotFound for what is neither.
    """
    known = source_of(what)
    if known is None and what not in WORDS:
        raise NotFound
    if not take_version(session, report_id, version):
        return ""
    block_id = new_id()
    last = session.scalar(
        select(func.max(ReportBlock.place)).where(ReportBlock.report_id == report_id)
    )
    session.execute(
        insert(ReportBlock).values(
            id=block_id, report_id=report_id, place=(last or 0) + 1,
            kind=known.kind if known else what, source=what if known else "",
            heading="", text="", version=1, changed_by=by, seen="",
        )
    )  # fmt: skip
    _touched(session, report_id, by, now)
    return block_id


def remove(
    session: Session, report_id: str, block_id: str, *, version: int, by: str, now: datetime
) -> bool:
    """Take a block out; False where the order is not what was seen."""
    if not take_version(session, report_id, version):
        return False
    session.execute(
        delete(ReportBlock).where(ReportBlock.id == block_id, ReportBlock.report_id == report_id)
    )
    _touched(session, report_id, by, now)
    return True


def report_held(session: Session, report_id: str) -> Report:
    """A report that nobody else changes until the commit. Raises NotFound."""
    # An edit must not slip between a review or publication and its end.
    report = session.get(Report, report_id, populate_existing=True, with_for_update=True)
    if report is None:
        raise NotFound
    return report


def _open(session: Session, report_id: str) -> Report:
    report = report_held(session, report_id)
    if report.state == PUBLISHED:
        raise NotFound  # what is published is not changed
    return report


def _row(session: Session, report_id: str, block_id: str) -> ReportBlock:
    row = session.get(ReportBlock, block_id, populate_existing=True)
    if row is None or row.report_id != report_id:
        raise NotFound
    return row


def take_version(session: Session, report_id: str, version: int) -> bool:
    """Take the next version, if `version` is the newest. Raises NotFound for a published one."""
    _open(session, report_id)
    taken = session.execute(
        update(Report)
        .where(Report.id == report_id, Report.version == version)
        .values(version=version + 1)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]  # as above


def _touched(session: Session, report_id: str, by: str, now: datetime) -> None:
    put(session, report_id, state=DRAFT, changed_by=by, changed_at=now, reviewed_by=None,
         reviewed_at=None, is_lone=False)  # fmt: skip


def put(session: Session, report_id: str, **values: object) -> None:
    """Change these columns of a report."""
    session.execute(update(Report).where(Report.id == report_id).values(**values))


def _order(session: Session, report_id: str) -> list[str]:
    return list(
        session.scalars(
            select(ReportBlock.id)
            .where(ReportBlock.report_id == report_id)
            .order_by(ReportBlock.place, ReportBlock.id)
        )
    )


def _place(session: Session, ids: Sequence[str]) -> None:
    for place, one in enumerate(ids):
        session.execute(update(ReportBlock).where(ReportBlock.id == one).values(place=place))

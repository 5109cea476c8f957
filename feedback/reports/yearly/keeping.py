"""How is a report written by several people, reviewed by another, and published?

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
from feedback.reports.yearly.chapter import DRAFT, PUBLISHED, REVIEWED, Chapter
from feedback.reports.yearly.parts import to_json
from feedback.reports.yearly.sources import SOURCES
from feedback.reports.yearly.template import CHAPTER, TITLE
from feedback.store.base import new_id
from feedback.store.reports import Report, ReportBlock

HEADING_MOST, TEXT_MOST = 200, 20_000  # letters
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
    """A draft of the year from the template; where one is being written, that one's id."""
    there = session.scalar(
        select(Report.id).where(Report.year == year, Report.state != PUBLISHED).limit(1)
    )
    if there is not None:
        return there
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
            for place, one in enumerate(CHAPTER)
        ],
    )  # fmt: skip
    return report_id


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
    _set(session, report_id, version=Report.version + 1)  # a reviewer must have seen these words
    return None


def move(
    session: Session, report_id: str, block_id: str, *, up: bool, version: int, by: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Change places with the neighbour; False where the order is not what the mover saw."""
    if not _taken(session, report_id, version):
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
    if what not in SOURCES and what not in WORDS:
        raise NotFound
    if not _taken(session, report_id, version):
        return ""
    block_id = new_id()
    last = session.scalar(
        select(func.max(ReportBlock.place)).where(ReportBlock.report_id == report_id)
    )
    known = SOURCES.get(what)
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
    if not _taken(session, report_id, version):
        return False
    session.execute(
        delete(ReportBlock).where(ReportBlock.id == block_id, ReportBlock.report_id == report_id)
    )
    _touched(session, report_id, by, now)
    return True


def review(
    session: Session, seen: Chapter, *, version: int, others: int, by: str, now: datetime
) -> str:
    """Somebody who did not write last has looked at all of it; "" when noted, else why not.

    `others`: how many colleagues could review it besides the last writer. Where there is none,
    the writer may, and the report is marked as looked at by one person alone (decisions 15).
    """
    report = _get(session, seen.report_id)
    is_own = report.changed_by == by
    if report.state != DRAFT:
        return "Only a draft can be reviewed."
    if is_own and others:
        return "Somebody who did not change it last has to review it."
    if not _taken(session, seen.report_id, version) or seen.version != version:
        return "Somebody has changed it since you looked. Look again."
    for block in seen.blocks:
        session.execute(
            update(ReportBlock).where(ReportBlock.id == block.id).values(seen=block.shown)
        )
    _set(session, seen.report_id, state=REVIEWED, reviewed_by=by, reviewed_at=now, is_lone=is_own)
    return ""


def publish(
    session: Session, seen: Chapter, *, version: int, others: int, by: str, now: datetime
) -> str:
    """Freeze every figure as it is now; "" when done, else why not.

    Whoever wrote last does not publish where a colleague could. Figures that have changed since
    the review are not published: nobody has looked at them. Nor are those of an open round.
    """
    report = _get(session, seen.report_id)
    if report.state != REVIEWED or seen.state != REVIEWED:
        return "Only a reviewed report can be published."
    if not version == seen.version == report.version:
        return "Somebody has changed it since you looked. Look again."
    if report.changed_by == by and others:
        return "Somebody who did not change it last has to publish it."
    if seen.changed:
        return f"These figures have changed since the review: {'; '.join(seen.changed)}."
    if any(block.is_still_open for block in seen.blocks):
        return "People are still answering. It can be published once the round is closed."
    for block in seen.blocks:
        session.execute(
            update(ReportBlock)
            .where(ReportBlock.id == block.id)
            .values(frozen=to_json(block.parts), seen=block.shown)
        )
    _set(session, seen.report_id, state=PUBLISHED, published_by=by, published_at=now)
    return ""


def _get(session: Session, report_id: str) -> Report:
    # Held until the commit: an edit must not slip between a review or publication and its end.
    report = session.get(Report, report_id, populate_existing=True, with_for_update=True)
    if report is None:
        raise NotFound
    return report


def _open(session: Session, report_id: str) -> Report:
    report = _get(session, report_id)
    if report.state == PUBLISHED:
        raise NotFound  # what is published is not changed
    return report


def _row(session: Session, report_id: str, block_id: str) -> ReportBlock:
    row = session.get(ReportBlock, block_id, populate_existing=True)
    if row is None or row.report_id != report_id:
        raise NotFound
    return row


def _taken(session: Session, report_id: str, version: int) -> bool:
    """Take the next version, if `version` is the newest."""
    _open(session, report_id)
    taken = session.execute(
        update(Report)
        .where(Report.id == report_id, Report.version == version)
        .values(version=version + 1)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]  # as above


def _touched(session: Session, report_id: str, by: str, now: datetime) -> None:
    _set(session, report_id, state=DRAFT, changed_by=by, changed_at=now, reviewed_by=None,
         reviewed_at=None, is_lone=False)  # fmt: skip


def _set(session: Session, report_id: str, **values: object) -> None:
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

"""What does a report say, block by block, and what is missing in it?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from feedback.collection.calendar import told_time
from feedback.collection.shelf import SurveyShelf
from feedback.errors import NotFound
from feedback.reports.yearly.matter import Matter
from feedback.reports.yearly.parts import Found, Grid, Part, counted_now, from_json, hash_of
from feedback.reports.yearly.sources import find, gives_way, source_of
from feedback.reports.yearly.sums import wrong_sums
from feedback.reports.yearly.template import CHAPTER, TITLE, Planned
from feedback.reports.yearly.typed import typed_parts
from feedback.store.reports import Report, ReportBlock
from surveys.kirkpatrick import days_of_financial_year

DRAFT, REVIEWED, PUBLISHED = "draft", "reviewed", "published"
Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block as it is printed. `is_changed`: its figures are not those that were reviewed."""

    id: str
    kind: str
    source: str
    heading: str
    parts: tuple[Part, ...]
    missing: str
    version: int
    text: str  # the staff's words as typed
    shown: str  # hash of what its source gave
    is_changed: bool = False
    is_story: bool = False
    is_still_open: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A whole report as it is printed."""

    report_id: str  # "" where nobody has begun one: the template
    year: str
    title: str
    state: str
    version: int
    is_lone: bool
    reviewed_by: str
    published_by: str
    blocks: tuple[Block, ...]
    made_at: datetime
    edition: int = 1

    @property
    def is_published(self) -> bool:
        return self.state == PUBLISHED

    @property
    def shown(self) -> str:
        """A hash of every figure in it: what somebody who reads it has before their eyes."""
        told = "|".join(block.shown for block in self.blocks)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def is_story(self) -> bool:
        """Whether something in it is an invented demonstration."""
        return any(block.is_story for block in self.blocks)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not there yet, in words."""
        told, section = [], ""
        for block in self.blocks:
            section = block.heading if block.kind == "section" else section
            if block.missing:
                name = block.heading or name_of(block.source)
                told.append(f"{section}, {name}: {block.missing}" if section else name)
        return tuple(told)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sums that do not add up."""
        grids = [part for block in self.blocks for part in block.parts if isinstance(part, Grid)]
        return tuple(f"{grid.caption}: {line}" for grid in grids for line in grid.warnings)

    @property
    def changed(self) -> tuple[str, ...]:
        """Blocks whose inputs have changed since somebody reviewed or published them."""
        return tuple(
            block.heading or name_of(block.source) for block in self.blocks if block.is_changed
        )


def chapter(
    session: Session,
    surveys: SurveyShelf,
    report_id: str,
    at: datetime,
    *,
    progress: Progress = silent,
) -> Chapter:
    """A report as it is now; a published one as it was published. Raises NotFound."""
    report = session.get(Report, report_id)
    if report is None:
        raise NotFound
    rows = session.scalars(
        select(ReportBlock)
        .where(ReportBlock.report_id == report_id)
        .order_by(ReportBlock.place, ReportBlock.id)
    ).all()
    matter = Matter(session, surveys, report.year, at)
    made = []
    for done, row in enumerate(rows):
        progress(done, len(rows))
        made.append(_block(row, matter, report.state))
    return Chapter(
        report.id, report.year, report.title, report.state, report.version, report.is_lone,
        report.reviewed_by or "", report.published_by or "", tuple(made), at,
        _edition(session, report),
    )  # fmt: skip


def chapter_of_year(session: Session, surveys: SurveyShelf, year: str, at: datetime) -> Chapter:
    """The year's report: the published one, else the newest, else the template as a draft.

    Raises ValueError for what is no financial year.
    """
    days_of_financial_year(year)
    report_id = session.scalar(newest_of(year))
    if report_id is not None:
        return chapter(session, surveys, report_id, at)
    matter = Matter(session, surveys, year, at)
    blocks = tuple(_planned(place, one, matter) for place, one in enumerate(CHAPTER))
    return Chapter("", year, TITLE, DRAFT, 0, False, "", "", blocks, at)


def newest_of(year: str) -> Select[str]:
    """The id of the year's report: the last edition published, else the newest draft."""
    return (
        select(Report.id)
        .where(Report.year == year)
        .order_by(
            Report.state != PUBLISHED, Report.published_at.desc(), Report.made_at.desc(), Report.id
        )
        .limit(1)
    )


def _edition(session: Session, report: Report) -> int:
    """1, or one more for each report of the year that was published before it was begun."""
    before = select(func.count()).where(
        Report.year == report.year,
        Report.state == PUBLISHED,
        Report.id != report.id,
        Report.published_at <= report.made_at,
    )
    return 1 + (session.scalar(before) or 0)


def name_of(source: str) -> str:
    """A source's name for staff."""
    known = source_of(source)
    return known.name if known else "Words"


def _planned(place: int, one: Planned, matter: Matter) -> Block:
    row = ReportBlock(
        id=f"t{place}", kind=one.kind, source=one.source, heading=one.heading, text=one.text,
        version=0, seen="", frozen=None,
    )  # fmt: skip
    return _block(row, matter, DRAFT)


def _block(row: ReportBlock, matter: Matter, state: str) -> Block:
    found = find(row.source, matter) if row.source else Found()
    typed = typed_parts(row.kind, row.heading, row.text)
    shown = hash_of(found.parts)
    frozen = row.frozen if state == PUBLISHED else None
    if frozen is not None:
        parts = from_json(frozen)
    elif typed and gives_way(row.source):
        parts = typed  # the staff's own list stands in the place of the published one
    else:
        parts = (*found.parts, *typed)
    return Block(
        id=row.id, kind=row.kind, source=row.source, heading=row.heading,
        parts=tuple(_checked(parts, matter.at if frozen is None else None)),
        missing=_missing(row, found, parts),
        version=row.version,
        text=row.text, shown=shown, is_changed=bool(row.seen) and row.seen != shown,
        is_story=found.is_story, is_still_open=found.is_still_open,
    )  # fmt: skip


def _missing(row: ReportBlock, found: Found, parts: tuple[Part, ...]) -> str:
    if row.kind == "section" or parts:
        return ""
    return found.missing or "Nothing is written here yet."


def _checked(parts: Iterable[Part], at: datetime | None) -> Iterable[Part]:
    """Sums looked at, and each table of ours traceable. `at`: when it was counted.

    None for a frozen one, which tells that itself; those of before tables told it say nothing.
    """
    for part in parts:
        if not isinstance(part, Grid) or part.as_printed:
            yield part
            continue
        looked = replace(part, warnings=wrong_sums(part.header, part.rows))
        is_new = looked.rule and not looked.computed_from
        yield counted_now(looked, told_time(at)) if at is not None and is_new else looked

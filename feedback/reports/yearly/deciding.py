"""Who may say that a report is reviewed, and that it is published?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.reports.yearly.chapter import DRAFT, PUBLISHED, REVIEWED, Chapter
from feedback.reports.yearly.keeping import CHANGED, put, report_held, take_version
from feedback.reports.yearly.parts import to_json
from feedback.store.reports import ReportBlock

FIGURES_MOVED = "Figures have changed since you looked. Look again."


@dataclass(frozen=True, slots=True)
class Decider:
    """Who reviews or publishes, and what was before their eyes when they pressed the button."""

    by: str
    others: int  # colleagues who could do it besides the last writer
    version: int
    shown: str  # the chapter's hash of what it shows


def review(session: Session, seen: Chapter, who: Decider, *, now: datetime) -> str:
    """Somebody who did not write last has looked at all of it; "" when noted, else why not.

    Where no colleague could, the writer may, and the report is marked as looked at by one person
    alone (decisions 15). `seen` is the chapter as it is now.
    """
    report = report_held(session, seen.report_id)
    is_own = report.changed_by == who.by
    if report.state != DRAFT:
        return "Only a draft can be reviewed."
    if is_own and who.others:
        return "Somebody who did not change it last has to review it."
    if seen.shown != who.shown:
        return FIGURES_MOVED
    if seen.version != who.version or not take_version(session, seen.report_id, who.version):
        return CHANGED
    for block in seen.blocks:
        session.execute(
            update(ReportBlock).where(ReportBlock.id == block.id).values(seen=block.shown)
        )
    put(
        session, seen.report_id, state=REVIEWED, reviewed_by=who.by, reviewed_at=now, is_lone=is_own
    )
    return ""


def publish(session: Session, seen: Chapter, who: Decider, *, now: datetime) -> str:
    """Freeze every figure as it is now; "" when done, else why not.

    Whoever wrote last does not publish where a colleague could. Figures that have changed since
    the review are not published: nobody has looked at them. Nor are those of an open round.
    """
    report = report_held(session, seen.report_id)
    if report.state != REVIEWED or seen.state != REVIEWED:
        return "Only a reviewed report can be published."
    if not who.version == seen.version == report.version:
        return CHANGED
    if report.changed_by == who.by and who.others:
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
    put(session, seen.report_id, state=PUBLISHED, published_by=who.by, published_at=now)
    return ""

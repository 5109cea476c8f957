"""How many returned the Compact audit, and which standards need improvement?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from feedback.store.compact import CompactCycle, CompactGrade, CompactRequest
from surveys.compact import GRADED, STANDARDS, StandardShare, share

RETURNS_RULE = "Returns that were signed off, out of all organisations asked in that year."
STANDARDS_RULE = (
    "Indicators graded Requires improvement or Inadequate, out of all graded indicators of the "
    "standard over all returns. Not applicable is left out. The organisation's own grade counts. "
    "A standard is flagged where both together are 5% or more, by the counts and not by rounded "
    "shares."
)


@dataclass(frozen=True, slots=True)
class Returns:
    """Returned out of requested, in one year or one sector of it."""

    label: str
    returned: int
    requested: int

    @property
    def percent(self) -> Decimal | None:
        """To 1 decimal, half up, as the yearly report prints it."""
        return share(self.returned, self.requested)

    @property
    def to_chase(self) -> int:
        """How many have not returned anything."""
        return self.requested - self.returned


@dataclass(frozen=True, slots=True)
class Cycle:
    """One year's audit."""

    id: str
    year: str
    is_story: bool
    returns: Returns


def cycles(session: Session) -> tuple[Cycle, ...]:
    """Every year's audit, the newest first."""
    rows = session.execute(
        select(CompactCycle, _returned(), func.count(CompactRequest.id))
        .outerjoin(CompactRequest, CompactRequest.cycle_id == CompactCycle.id)
        .group_by(CompactCycle.id)
        .order_by(CompactCycle.year.desc(), CompactCycle.id)
    )
    return tuple(
        Cycle(one.id, one.year, one.is_story, Returns(one.year, int(returned), requested))
        for one, returned, requested in rows
    )


def returns_by_sector(session: Session, cycle_id: str) -> tuple[Returns, ...]:
    """Returned out of requested by sector, by the sector's code."""
    rows = session.execute(
        select(CompactRequest.sector, _returned(), func.count())
        .where(CompactRequest.cycle_id == cycle_id)
        .group_by(CompactRequest.sector)
        .order_by(CompactRequest.sector)
    )
    return tuple(Returns(sector, int(returned), requested) for sector, returned, requested in rows)


def standard_shares(
    session: Session, cycle_id: str, sector: str | None = None
) -> tuple[StandardShare, ...]:
    """All twelve standards over the signed-off returns; of one sector where it is named."""
    query = (
        select(CompactGrade.standard, CompactGrade.grade, func.count())
        .join(CompactRequest, CompactRequest.id == CompactGrade.request_id)
        .where(CompactRequest.cycle_id == cycle_id, CompactRequest.submitted_on.is_not(None))
        .group_by(CompactGrade.standard, CompactGrade.grade)
    )
    if sector is not None:
        query = query.where(CompactRequest.sector == sector)
    counts: dict[tuple[int, str], int] = {
        (standard, grade): count for standard, grade, count in session.execute(query)
    }
    return tuple(
        StandardShare(
            standard,
            sum(counts.get((standard, grade), 0) for grade in GRADED),
            counts.get((standard, "requires_improvement"), 0),
            counts.get((standard, "inadequate"), 0),
        )
        for standard in STANDARDS
    )


def _returned() -> ColumnElement[int]:
    return func.coalesce(func.sum(case((CompactRequest.submitted_on.is_not(None), 1), else_=0)), 0)

"""Which organisations are asked for a Compact return, and what do they return?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.errors import FeedbackError, NotFound
from feedback.privacy.audit import note
from feedback.store.base import new_id
from feedback.store.compact import CompactCycle, CompactGrade, CompactRequest
from surveys.compact import GRADES

VARIANTS = {
    "statutory": "Statutory",
    "education": "Education and early years",
    "small_vcs": "Small voluntary group",
}


class AlreadyReturned(FeedbackError):
    """A signed-off return is not graded again by its organisation."""

    message = "This return was signed off already."


@dataclass(frozen=True, slots=True)
class Asked:
    """One organisation to be asked."""

    organisation: str
    sector: str
    variant: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """One organisation in one cycle."""

    id: str
    organisation: str
    sector: str
    variant: str
    requested_on: date
    chased_on: date | None
    submitted_on: date | None


def make_cycle(
    session: Session, year: str, *, by: str, now: datetime, is_story: bool = False
) -> str:
    """Begin a year's audit; its id."""
    cycle_id = new_id()
    session.execute(
        insert(CompactCycle).values(id=cycle_id, year=year, made_by=by, is_story=is_story)
    )
    note(session, who=by, what="compact_begun", about=f"compact_cycle:{cycle_id}", now=now)
    return cycle_id


def ask(session: Session, cycle_id: str, asked: Asked, on: date) -> str:
    """Ask one organisation for its return; the request's id. Raises NotFound."""
    if session.get(CompactCycle, cycle_id) is None:
        raise NotFound
    request_id = new_id()
    session.execute(
        insert(CompactRequest).values(
            id=request_id, cycle_id=cycle_id, organisation=asked.organisation, sector=asked.sector,
            variant=asked.variant, requested_on=on, signed_off_by="",
        )
    )  # fmt: skip
    return request_id


def submit(
    session: Session,
    request_id: str,
    grades: Mapping[str, tuple[int, str]],
    *,
    signed_off_by: str,
    on: date,
) -> None:
    """Take a signed-off return: indicator -> (standard, grade).

    Raises AlreadyReturned, NotFound, and ValueError for a grade that is none.
    """
    unknown = sorted({grade for _, grade in grades.values()} - set(GRADES))
    if unknown:
        raise ValueError(f"not a grade: {', '.join(unknown)}")
    request = session.get(CompactRequest, request_id)
    if request is None:
        raise NotFound
    taken = session.execute(
        update(CompactRequest)
        .where(CompactRequest.id == request_id, CompactRequest.submitted_on.is_(None))
        .values(submitted_on=on, signed_off_by=signed_off_by)
        .returning(CompactRequest.id)
    ).scalar()
    if taken is None:
        raise AlreadyReturned
    session.execute(delete(CompactGrade).where(CompactGrade.request_id == request_id))
    if grades:
        session.execute(
            insert(CompactGrade),
            [
                {
                    "request_id": request_id, "indicator": indicator, "standard": standard,
                    "grade": grade,
                }
                for indicator, (standard, grade) in grades.items()
            ],
        )  # fmt: skip


def moderate(
    session: Session, request_id: str, indicator: str, grade: str, *, by: str, now: datetime
) -> None:
    """The panel's grade, beside the organisation's own. Raises NotFound, ValueError."""
    if grade not in GRADES:
        raise ValueError(f"not a grade: {grade}")
    moderated = session.execute(
        update(CompactGrade)
        .where(CompactGrade.request_id == request_id, CompactGrade.indicator == indicator)
        .values(moderated=grade)
        .returning(CompactGrade.indicator)
    ).scalar()
    if moderated is None:
        raise NotFound
    note(
        session, who=by, what="compact_moderated", about=f"compact_request:{request_id}", now=now,
        details={"indicator": indicator},
    )  # fmt: skip


def chase(session: Session, request_id: str, on: date) -> None:
    """Note that an organisation without a return was written to again. Raises NotFound."""
    request = session.get(CompactRequest, request_id)
    if request is None:
        raise NotFound
    if request.submitted_on is None:
        request.chased_on = on


def to_chase(session: Session, cycle_id: str) -> tuple[RequestView, ...]:
    """Who has not returned anything yet, by name."""
    rows = session.scalars(
        select(CompactRequest)
        .where(CompactRequest.cycle_id == cycle_id, CompactRequest.submitted_on.is_(None))
        .order_by(CompactRequest.organisation, CompactRequest.id)
    )
    return tuple(
        RequestView(
            row.id, row.organisation, row.sector, row.variant, row.requested_on, row.chased_on,
            row.submitted_on,
        )
        for row in rows
    )  # fmt: skip

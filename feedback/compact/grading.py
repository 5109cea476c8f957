"""How is a signed-off return graded, by its organisation and by the panel beside it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.errors import FeedbackError, NotFound
from feedback.privacy.audit import note
from feedback.store.compact import CompactGrade, CompactRequest
from surveys.compact import GRADES


class AlreadyReturned(FeedbackError):
    """A signed-off return is not graded again by its organisation."""

    message = "This return was signed off already."


def submit(
    session: Session,
    request_id: str,
    grades: Mapping[str, tuple[int, str]],
    *,
    signed_off_by: str,
    on: date,
) -> None:
    """Take a signed-off return: indicator -> (standard, grade).

    What the panel said of it before it was opened again stays beside it. Raises AlreadyReturned,
    NotFound, and ValueError for a grade that is none.
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
    panel = _panel(session, request_id)
    session.execute(delete(CompactGrade).where(CompactGrade.request_id == request_id))
    rows = []
    for indicator, (standard, grade) in grades.items():
        moderated, why = panel.get(indicator, (None, ""))
        rows.append(
            {
                "request_id": request_id, "indicator": indicator, "standard": standard,
                "grade": grade, "moderated": moderated, "moderated_why": why,
            }
        )  # fmt: skip
    if rows:
        session.execute(insert(CompactGrade), rows)


def moderate(
    session: Session,
    request_id: str,
    indicator: str,
    grade: str,
    *,
    by: str,
    now: datetime,
    why: str = "",
) -> None:
    """The panel's grade, beside the organisation's own. Raises NotFound, ValueError."""
    if grade not in GRADES:
        raise ValueError(f"not a grade: {grade}")
    moderated = session.execute(
        update(CompactGrade)
        .where(CompactGrade.request_id == request_id, CompactGrade.indicator == indicator)
        .values(moderated=grade, moderated_why=why)
        .returning(CompactGrade.indicator)
    ).scalar()
    if moderated is None:
        raise NotFound
    note(
        session, who=by, what="compact_moderated", about=f"compact_request:{request_id}", now=now,
        details={"indicator": indicator, "grade": grade},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Graded:
    """One indicator's grades; `moderated` is "" where the panel said nothing."""

    indicator: str
    standard: int
    grade: str
    moderated: str
    why: str


def graded(session: Session, request_id: str) -> Mapping[str, Graded]:
    """Indicator -> its grades, as they were signed off."""
    return {
        one.indicator: Graded(
            one.indicator, one.standard, one.grade, one.moderated or "", one.moderated_why
        )
        for one in session.scalars(_grades(request_id))
    }


def _panel(session: Session, request_id: str) -> dict[str, tuple[str | None, str]]:
    """Indicator -> what the panel said of it and why."""
    rows = session.execute(
        select(CompactGrade.indicator, CompactGrade.moderated, CompactGrade.moderated_why).where(
            CompactGrade.request_id == request_id
        )
    )
    return {indicator: (moderated, why) for indicator, moderated, why in rows}


def _grades(request_id: str) -> Select[CompactGrade]:
    return (
        select(CompactGrade)
        .where(CompactGrade.request_id == request_id)
        .order_by(CompactGrade.standard, CompactGrade.indicator)
    )

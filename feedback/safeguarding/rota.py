"""Who is on duty, who was put down for when, and where is a gap?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from feedback.safeguarding.office import Office
from feedback.store.base import new_id
from feedback.store.duty import DutyTurn
from feedback.store.staff import Staff, StaffRole

PARTS = ("duty", "deputy", "manager", "on_call", "second")
LISTENERS = ("duty_officer", "administrator")
GAP_DAYS = 28
STEP = timedelta(minutes=30)
LONGEST = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """One member of staff in one part now."""

    staff_id: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the rota."""

    id: str
    part: str
    email: str
    phone: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch nobody is put down for: `part` duty (office hours) or on_call (all other)."""

    part: str
    starts_at: datetime
    ends_at: datetime


def on_duty(session: Session, part: str, now: datetime) -> tuple[OnDuty, ...]:
    """Who is in this part at this instant; staff who left are not."""
    rows = session.execute(
        select(Staff.id, Staff.email, DutyTurn.phone)
        .join(DutyTurn, DutyTurn.staff_id == Staff.id)
        .where(
            DutyTurn.part == part, DutyTurn.starts_at <= now, DutyTurn.ends_at > now, Staff.active
        )
        .order_by(DutyTurn.starts_at, Staff.email)
    )
    return tuple(OnDuty(*row) for row in rows)


def listeners(session: Session) -> tuple[OnDuty, ...]:
    """Everybody who may read concerns, duty officers first."""
    rows = session.execute(
        select(Staff.id, Staff.email, StaffRole.name)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(Staff.active, StaffRole.name.in_(LISTENERS))
        .order_by(StaffRole.name.desc(), Staff.email)
    )
    found = {row.id: OnDuty(row.id, row.email, "") for row in rows}
    return tuple(found.values())


def turns(session: Session, since: datetime) -> tuple[Turn, ...]:
    """The rota from `since` on, in order."""
    rows = session.execute(
        select(
            DutyTurn.id, DutyTurn.part, Staff.email, DutyTurn.phone, DutyTurn.starts_at,
            DutyTurn.ends_at,
        )
        .join(Staff, Staff.id == DutyTurn.staff_id)
        .where(DutyTurn.ends_at > since, Staff.active)
        .order_by(DutyTurn.starts_at, DutyTurn.part, Staff.email)
    )  # fmt: skip
    return tuple(Turn(*row) for row in rows)


def add_turn(
    session: Session, *, staff_id: str, part: str, starts_at: datetime, ends_at: datetime,
    phone: str, by: str, now: datetime,
) -> str:  # fmt: skip
    """Put somebody down; what is wrong with it, or "" when done."""
    if part not in PARTS:
        return "Choose what they are put down for."
    if ends_at <= starts_at:
        return "The end must be after the beginning."
    if ends_at - starts_at > LONGEST:
        return "Put somebody down for three months at most."
    if part == "on_call" and not phone:
        return "Write the work mobile number that a text message can reach."
    session.execute(
        insert(DutyTurn).values(
            id=new_id(), staff_id=staff_id, part=part, starts_at=starts_at, ends_at=ends_at,
            phone=phone, by=by, at=now,
        )
    )  # fmt: skip
    return ""


def remove_turn(session: Session, turn_id: str) -> bool:
    """Take one line away; whether it was there."""
    gone = session.execute(delete(DutyTurn).where(DutyTurn.id == turn_id))
    return bool(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE's result has it


def gaps(
    rota: Sequence[Turn], office: Office, since: datetime, days: int = GAP_DAYS
) -> tuple[Gap, ...]:
    """Where nobody is put down in the next `days`: duty in office hours, on call outside them.

    Looked at every half hour; stretches that touch are one gap.
    """
    found: list[Gap] = []
    at = since.replace(minute=since.minute // 30 * 30, second=0, microsecond=0)
    end = at + timedelta(days=days)
    while at < end:
        part = "duty" if office.is_open(at) else "on_call"
        if not any(t.part == part and t.starts_at <= at < t.ends_at for t in rota):
            last = found[-1] if found else None
            if last is not None and last.part == part and last.ends_at == at:
                found[-1] = Gap(part, last.starts_at, at + STEP)
            else:
                found.append(Gap(part, at, at + STEP))
        at += STEP
    return tuple(found)


def hours_uncovered(rota: Sequence[Turn], office: Office, since: datetime, days: int = 7) -> float:
    """How many hours of these days nobody was put down for."""
    found = gaps(rota, office, since, days)
    return sum((gap.ends_at - gap.starts_at).total_seconds() for gap in found) / 3600

"""What went wrong that staff must know of? One incident while it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from feedback.safeguarding.keeping_out import NOBODY_MAY_READ
from feedback.store.base import new_id
from feedback.store.duty import Incident

UNSCREENED, MAIL_DOWN, NO_COVER = "unscreened", "mail_down", "no_cover"
WHAT_IT_IS = {
    UNSCREENED: "Some words could not be screened by the machine. Read them: they are on the desk.",
    MAIL_DOWN: "An alert could not be sent. Look at the desk yourself until it works again.",
    NO_COVER: "Nobody was on duty when an alert rang. Put somebody down on the rota.",
    NOBODY_MAY_READ: "Everybody is kept out of a concern. Somebody from outside must read it.",
}
BY_ITSELF = "closed by itself"
AGAIN = timedelta(hours=1)  # trouble that comes back within it is the same incident


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident as staff see it."""

    id: str
    kind: str
    what: str
    times: int
    first_at: datetime
    last_at: datetime
    closed_at: datetime | None
    closed_by: str | None


def open_incident(session: Session, kind: str, now: datetime, about: str = "") -> str | None:
    """Open an incident, or count it once more where it is open; its id where it is new.

    One that was over by itself a short while ago is opened again and is not new.
    """
    lasts = or_(
        Incident.closed_at.is_(None),
        (Incident.closed_by == BY_ITSELF) & (Incident.closed_at > now - AGAIN),
    )
    again = session.execute(
        update(Incident)
        .where(Incident.kind == kind, Incident.about == about, lasts)
        .values(times=Incident.times + 1, last_at=now, closed_at=None, closed_by=None)
        .returning(Incident.id)
    ).first()
    if again is not None:
        return None
    incident_id = new_id()
    session.execute(
        insert(Incident).values(
            id=incident_id, kind=kind, about=about, times=1, first_at=now, last_at=now
        )
    )
    return incident_id


def close_kind(session: Session, kind: str, now: datetime) -> bool:
    """The trouble is over by itself (mail arrives again); whether one was open."""
    done = session.execute(
        update(Incident)
        .where(Incident.kind == kind, Incident.closed_at.is_(None))
        .values(closed_at=now, closed_by=BY_ITSELF)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def close_incident(session: Session, incident_id: str, *, by: str, now: datetime) -> bool:
    """A person has dealt with it; whether it was open."""
    done = session.execute(
        update(Incident)
        .where(Incident.id == incident_id, Incident.closed_at.is_(None))
        .values(closed_at=now, closed_by=by)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def incidents(session: Session, *, open_only: bool = False) -> tuple[IncidentLine, ...]:
    """Open ones first, then the newest."""
    query = select(Incident).order_by(Incident.closed_at.is_not(None), Incident.last_at.desc())
    if open_only:
        query = query.where(Incident.closed_at.is_(None))
    return tuple(
        IncidentLine(
            row.id, row.kind, WHAT_IT_IS.get(row.kind, row.kind), row.times, row.first_at,
            row.last_at, row.closed_at, row.closed_by,
        )
        for row in session.scalars(query.limit(100))
    )  # fmt: skip

"""Which organisations are asked for a Compact return, and what do they return?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback.errors import FeedbackError, NotFound
from feedback.privacy.audit import note
from feedback.store.base import new_id
from feedback.store.compact import CompactCycle, CompactRequest
from feedback.store.turns import take_turn

VARIANTS = {
    "statutory": "Statutory",
    "education": "Education and early years",
    "small_vcs": "Small voluntary group",
}
KEY_MOST = 120


class AskedAlready(FeedbackError):
    """An organisation is asked once in a cycle."""

    message = "This organisation is asked already."


@dataclass(frozen=True, slots=True)
class Asked:
    """One organisation to be asked. Without an e-mail its link goes by another way."""

    organisation: str
    sector: str
    variant: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class CycleView:
    """One year's audit."""

    id: str
    year: str
    is_story: bool
    due_on: date | None
    round_instrument_id: str | None
    updates_asked_on: date | None


@dataclass(frozen=True, slots=True)
class RequestView:
    """One organisation in one cycle."""

    id: str
    cycle_id: str
    organisation: str
    sector: str
    variant: str
    requested_on: date
    chased_on: date | None
    submitted_on: date | None
    signed_off_by: str
    reopened_on: date | None
    member_id: str | None
    response_id: str | None

    def is_late(self, due_on: date | None) -> bool:
        """Whether it came back after the day it was due."""
        return due_on is not None and self.submitted_on is not None and self.submitted_on > due_on


def organisation_key(name: str) -> str:
    """A name without case, blanks and dots: the same organisation from cycle to cycle."""
    return "".join(filter(str.isalnum, name.casefold()))[:KEY_MOST]


def make_cycle(
    session: Session,
    year: str,
    *,
    by: str,
    now: datetime,
    is_story: bool = False,
    due_on: date | None = None,
) -> str:
    """Begin a year's audit; its id."""
    cycle_id = new_id()
    session.execute(
        insert(CompactCycle).values(
            id=cycle_id, year=year, made_by=by, is_story=is_story, due_on=due_on
        )
    )
    note(session, who=by, what="compact_begun", about=f"compact_cycle:{cycle_id}", now=now)
    return cycle_id


def find_cycle(session: Session, cycle_id: str) -> CycleView:
    """One year's audit. Raises NotFound."""
    row = session.get(CompactCycle, cycle_id)
    if row is None:
        raise NotFound
    return CycleView(
        row.id, row.year, row.is_story, row.due_on, row.round_instrument_id, row.updates_asked_on
    )


def ask(
    session: Session, cycle_id: str, asked: Asked, on: date, *, member_id: str | None = None
) -> str:
    """Ask one organisation for its return; the request's id. Raises AskedAlready, NotFound."""
    if session.get(CompactCycle, cycle_id) is None:
        raise NotFound
    take_turn(session, f"compact asking {cycle_id}")
    key = organisation_key(asked.organisation)
    if key in keys_asked(session, cycle_id):
        raise AskedAlready
    request_id = new_id()
    session.execute(
        insert(CompactRequest).values(
            id=request_id, cycle_id=cycle_id, organisation=asked.organisation, sector=asked.sector,
            variant=asked.variant, requested_on=on, signed_off_by="", organisation_key=key,
            member_id=member_id,
        )
    )  # fmt: skip
    return request_id


def keys_asked(session: Session, cycle_id: str) -> frozenset[str]:
    """The names (as keys) of everybody asked in a cycle."""
    return frozenset(
        session.scalars(
            select(CompactRequest.organisation_key).where(CompactRequest.cycle_id == cycle_id)
        )
    )


def chase(session: Session, request_id: str, on: date) -> None:
    """Note that an organisation without a return was written to again. Raises NotFound."""
    request = session.get(CompactRequest, request_id)
    if request is None:
        raise NotFound
    if request.submitted_on is None:
        request.chased_on = on


def requests_of(session: Session, cycle_id: str) -> tuple[RequestView, ...]:
    """Everybody who was asked, by name."""
    rows = session.scalars(
        select(CompactRequest)
        .where(CompactRequest.cycle_id == cycle_id)
        .order_by(CompactRequest.organisation, CompactRequest.id)
    )
    return tuple(view_of(row) for row in rows)


def to_chase(session: Session, cycle_id: str) -> tuple[RequestView, ...]:
    """Who has not returned anything yet, by name."""
    return tuple(one for one in requests_of(session, cycle_id) if one.submitted_on is None)


def find_request(session: Session, request_id: str) -> RequestView:
    """One organisation in one cycle. Raises NotFound."""
    row = session.get(CompactRequest, request_id)
    if row is None:
        raise NotFound
    return view_of(row)


def view_of(row: CompactRequest) -> RequestView:
    """A request as pages show it."""
    return RequestView(
        row.id, row.cycle_id, row.organisation, row.sector, row.variant, row.requested_on,
        row.chased_on, row.submitted_on, row.signed_off_by, row.reopened_on, row.member_id,
        row.response_id,
    )  # fmt: skip

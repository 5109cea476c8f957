"""Who is in a cohort, as staff see it? Without contact details."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.store.rounds import (
    Cohort,
    CohortChange,
    CohortMember,
    Participation,
    Reject,
    Round,
    RoundInstrument,
)

PAGE_SIZE = 100
LOG_MOST = 200
HOLD_WORDS = {
    "": "Not on hold",
    "died": "Died",
    "adopted": "Adopted",
    "moved": "Moved away",
    "unsafe": "Unsafe at home",
    "opted_out": "Opted out",
    "other": "Another reason",
}


@dataclass(frozen=True, slots=True)
class CohortView:
    """One cohort as staff see it."""

    id: str
    round_id: str
    round_name: str
    round_instrument_id: str
    name: str
    is_frozen: bool
    people: int
    on_hold: int


@dataclass(frozen=True, slots=True)
class MemberView:
    """One invited person. `may_be_mailed`: there is an address, no hold and no opt-out."""

    id: str
    cohort_id: str
    reference: str
    kind: str
    team: str
    age_band: str
    contact_by: str
    hold: str
    opted_out_on: date | None
    has_email: bool
    has_taken_part: bool

    @property
    def may_be_mailed(self) -> bool:
        """Whether an e-mail may go to this person now."""
        is_free = not self.hold and self.opted_out_on is None
        return is_free and self.has_email and not self.has_taken_part


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A hundred people by reference; `page` counts from 1."""

    people: tuple[MemberView, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class LogLine:
    """One change after opening, or one line left out of a file."""

    about: str
    what: str
    by: str
    at: datetime


def cohorts_of(session: Session, round_id: str) -> tuple[CohortView, ...]:
    """The round's cohorts with how many people are in each."""
    named = (Cohort.id, Round.id, Round.name, Cohort.round_instrument_id, Cohort.name,
             Cohort.frozen_at)  # fmt: skip
    rows = session.execute(
        select(*named, func.count(CohortMember.id), func.count(CohortMember.hold))
        .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
        .join(Round, Round.id == RoundInstrument.round_id)
        .outerjoin(CohortMember, CohortMember.cohort_id == Cohort.id)
        .where(Round.id == round_id)
        .group_by(*named)
        .order_by(Cohort.name)
    )
    return tuple(
        CohortView(cid, rid, rname, instrument, name, frozen is not None, people, held)
        for cid, rid, rname, instrument, name, frozen, people, held in rows
    )


def page_of_members(session: Session, cohort_id: str, page: int) -> PeoplePage:
    """One page of a cohort; a page that is not there gives the nearest."""
    count = session.scalar(
        select(func.count()).select_from(CohortMember).where(CohortMember.cohort_id == cohort_id)
    )
    pages = max(1, -(-(count or 0) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = session.execute(
        _MEMBERS.where(CohortMember.cohort_id == cohort_id)
        .order_by(CohortMember.reference)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return PeoplePage(tuple(_member(row) for row in rows), page, pages)


def members_of(session: Session, cohort_id: str) -> tuple[MemberView, ...]:
    """All the people of a cohort by reference."""
    rows = session.execute(
        _MEMBERS.where(CohortMember.cohort_id == cohort_id).order_by(CohortMember.reference)
    )
    return tuple(_member(row) for row in rows)


def find_member(session: Session, round_id: str, member_id: str) -> MemberView:
    """One person of this round. Raises NotFound."""
    row = session.execute(
        _MEMBERS.join(Cohort, Cohort.id == CohortMember.cohort_id)
        .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
        .where(CohortMember.id == member_id, RoundInstrument.round_id == round_id)
    ).first()
    if row is None:
        raise NotFound
    return _member(row)


def with_reference(session: Session, round_id: str, reference: str) -> tuple[MemberView, ...]:
    """Everybody of this round with a reference, in whatever cohort; case does not matter."""
    rows = session.execute(
        _MEMBERS.join(Cohort, Cohort.id == CohortMember.cohort_id)
        .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
        .where(
            func.lower(CohortMember.reference) == reference.lower(),
            RoundInstrument.round_id == round_id,
        )
    )
    return tuple(_member(row) for row in rows)


def references_of(session: Session, round_instrument_id: str) -> frozenset[str]:
    """The references that are in an instrument's cohort already."""
    return frozenset(
        session.scalars(
            select(CohortMember.reference)
            .join(Cohort, Cohort.id == CohortMember.cohort_id)
            .where(Cohort.round_instrument_id == round_instrument_id)
        )
    )


def log_of(session: Session, cohort_id: str) -> tuple[LogLine, ...]:
    """Changes after opening and lines left out, the newest first, 200 at most of each."""
    changes = session.scalars(
        select(CohortChange)
        .where(CohortChange.cohort_id == cohort_id)
        .order_by(CohortChange.at.desc())
        .limit(LOG_MOST)
    )
    rejects = session.scalars(
        select(Reject)
        .where(Reject.cohort_id == cohort_id)
        .order_by(Reject.at.desc(), Reject.line)
        .limit(LOG_MOST)
    )
    lines = [LogLine(one.member_reference, one.what, one.by, one.at) for one in changes]
    lines += [LogLine(f"Line {one.line}", one.reason, one.by, one.at) for one in rejects]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


_MEMBERS: Select[*tuple[Any, ...]] = select(
    CohortMember.id,
    CohortMember.cohort_id,
    CohortMember.reference,
    CohortMember.kind,
    CohortMember.team,
    CohortMember.age_band,
    CohortMember.contact_by,
    CohortMember.hold,
    CohortMember.opted_out_on,
    CohortMember.has_email,
    Participation.sent_on,
).outerjoin(Participation, Participation.member_id == CohortMember.id)


def _member(row: Row[Any]) -> MemberView:
    return MemberView(
        row.id, row.cohort_id, row.reference, row.kind, row.team, row.age_band, row.contact_by,
        row.hold or "", row.opted_out_on, row.has_email, row.sent_on is not None,
    )  # fmt: skip

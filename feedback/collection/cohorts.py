"""Who is invited? Cohorts: filled from a file, frozen when the round opens, changes logged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.collection.cohort_file import Row, known
from feedback.collection.cohort_views import CohortView, cohorts_of, members_of
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.sealing.keystore import OpenKey
from feedback.store.base import new_id
from feedback.store.once import insert_once
from feedback.store.rounds import (
    Cohort,
    CohortChange,
    CohortMember,
    Participation,
    Reject,
    RoundInstrument,
)

__all__ = [
    "Added", "CohortView", "add_people", "cohort_for", "cohorts_of", "contact_of", "freeze_cohorts",
    "log_rejects", "members_of", "place", "round_key", "sealed_contact",
    "set_hold",
]  # fmt: skip
CONTACT_FIELDS = ("name", "address", "email", "phone", "worker")


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a file: how many people were added, and who was there already."""

    people: int
    already: int


def round_key(round_id: str) -> str:
    """The owner of the key that seals a round's contact details."""
    return f"round:{round_id}"


def cohort_for(session: Session, round_instrument_id: str, name: str) -> str:
    """The cohort of an instrument, made where it is missing; its id."""
    found = session.scalar(
        select(Cohort.id).where(Cohort.round_instrument_id == round_instrument_id)
    )
    if found:
        return found
    cohort_id = new_id()
    session.execute(
        insert(Cohort).values(id=cohort_id, round_instrument_id=round_instrument_id, name=name)
    )
    return cohort_id


def add_people(
    session: Session,
    cohort_id: str,
    rows: Iterable[Row],
    *,
    key: OpenKey,
    by: str,
    now: datetime,
) -> Added:
    """Add good lines to a cohort; after it was frozen each addition is logged.

    `key` is the open key of `round_key(round)`. People whose reference is there already stay
    as they are.
    """
    cohort = session.get(Cohort, cohort_id)
    if cohort is None:
        raise NotFound
    there = set(
        session.scalars(select(CohortMember.reference).where(CohortMember.cohort_id == cohort_id))
    )
    fresh, already = [], 0
    for row in rows:
        cells = known(row.cells)
        if cells["reference"] in there:
            already += 1
            continue
        there.add(cells["reference"])
        fresh.append(_member(cohort_id, cells, key))
    if fresh:
        session.execute(insert(CohortMember), fresh)
    if cohort.frozen_at is not None:
        for member in fresh:
            if member["hold"] is None:
                insert_once(session, Participation, member_id=member["id"])
            _log(session, cohort_id, str(member["reference"]), "added after opening", by, now)
    note(
        session, who=by, what="cohort_filled", about=f"cohort:{cohort_id}", now=now,
        details={"added": str(len(fresh)), "already": str(already)},
    )  # fmt: skip
    return Added(len(fresh), already)


def log_rejects(
    session: Session, cohort_id: str, rows: Sequence[Row], *, by: str, now: datetime
) -> None:
    """Note the lines left out, with the reason and nothing about the person."""
    for row in rows:
        session.execute(
            insert(Reject).values(
                id=new_id(), cohort_id=cohort_id, line=row.line,
                reason=" ".join(row.problems), by=by, at=now,
            )
        )  # fmt: skip


def freeze_cohorts(session: Session, round_id: str, now: datetime) -> None:
    """Freeze the round's cohorts; every member who may be invited gets a line in the register.

    People on hold at this moment are not invited, so they are in no denominator.
    """
    cohorts = _cohort_ids(session, round_id)
    session.execute(
        update(Cohort)
        .where(Cohort.id.in_(cohorts), Cohort.frozen_at.is_(None))
        .values(frozen_at=now)
    )
    members = session.scalars(
        select(CohortMember.id).where(
            CohortMember.cohort_id.in_(cohorts),
            CohortMember.hold.is_(None),
            CohortMember.id.not_in(select(Participation.member_id)),
        )
    ).all()
    if members:
        # In one go: 20,000 single rows would keep people who answer waiting.
        session.execute(insert(Participation), [{"member_id": one} for one in sorted(members)])


def set_hold(session: Session, member_id: str, hold: str, *, by: str, now: datetime) -> None:
    """Put a person on hold, or take the hold off (""); logged once the cohort is frozen."""
    member = session.get(CohortMember, member_id)
    if member is None:
        raise NotFound
    member.hold = hold or None
    if hold == "opted_out":
        member.opted_out_on = member.opted_out_on or local_day(now)
    cohort = session.get(Cohort, member.cohort_id)
    if cohort is not None and cohort.frozen_at is not None:
        what = f"hold: {hold}" if hold else "hold taken off"
        _log(session, cohort.id, member.reference, what, by, now)
        if not hold:
            insert_once(session, Participation, member_id=member_id)
    note(session, who=by, what="hold_changed", about=f"member:{member_id}", now=now,
         details={"hold": hold})  # fmt: skip


def contact_of(member_id: str, sealed: bytes | None, key: OpenKey) -> Mapping[str, str]:
    """The unsealed contact details of one person; empty fields where there are none."""
    told: dict[str, str] = json.loads(key.unseal(sealed, place(member_id))) if sealed else {}
    return {name: told.get(name, "") for name in CONTACT_FIELDS}


def sealed_contact(session: Session, member_id: str) -> bytes | None:
    """One person's contact details as they are kept; None where there are none."""
    return session.scalar(select(CohortMember.contact).where(CohortMember.id == member_id))


def place(member_id: str) -> str:
    """Where contact details are sealed to."""
    return f"member:{member_id}"


def _member(cohort_id: str, cells: Mapping[str, str], key: OpenKey) -> dict[str, object]:
    member_id = new_id()
    contact = {name: cells[name] for name in CONTACT_FIELDS if cells[name]}
    return {
        "id": member_id,
        "cohort_id": cohort_id,
        "reference": cells["reference"][:80],
        "kind": cells["cohort"],
        "team": cells["team"][:80],
        "age_band": cells["age_band"][:80],
        "contact_by": cells["contact_by"],
        "contact": key.seal(json.dumps(contact), place(member_id)) if contact else None,
        "has_email": bool(cells["email"]),
        "hold": cells["hold"] or None,
    }


def _cohort_ids(session: Session, round_id: str) -> list[str]:
    return list(
        session.scalars(
            select(Cohort.id)
            .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
            .where(RoundInstrument.round_id == round_id)
        )
    )


def _log(
    session: Session, cohort_id: str, reference: str, what: str, by: str, now: datetime
) -> None:
    session.execute(
        insert(CohortChange).values(
            id=new_id(), cohort_id=cohort_id, member_reference=reference, what=what, by=by, at=now
        )
    )


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One logged change after a cohort was frozen."""

    reference: str
    what: str
    by: str
    at: datetime


def changes_of(session: Session, cohort_id: str) -> tuple[ChangeView, ...]:
    """What changed after the cohort was frozen, newest first."""
    rows = session.scalars(
        select(CohortChange)
        .where(CohortChange.cohort_id == cohort_id)
        .order_by(CohortChange.at.desc())
    )
    return tuple(ChangeView(row.member_reference, row.what, row.by, row.at) for row in rows)

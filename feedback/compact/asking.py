"""How does an organisation get its link, and who is written to again?

A cycle has a round under it, as every wave of a course has: doors, outbox, opt-out, scan and
retention are those of every round. It stays open long enough for late returns and for the question,
a year on, how the actions went: one link all the way.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.collection.cohorts import place, round_key
from feedback.collection.instruments import LibrarySpoilt, Mode
from feedback.collection.invitations import invitation_for
from feedback.collection.links import token_for
from feedback.collection.rounds import Plan, make_round
from feedback.collection.shelf import SurveyShelf
from feedback.compact.cycles import Asked, ask, chase, find_cycle, requests_of
from feedback.privacy.audit import note
from feedback.sealing.keystore import Keys
from feedback.store.base import new_id
from feedback.store.compact import CompactCycle
from feedback.store.once import insert_once
from feedback.store.outbox import OutboxMessage
from feedback.store.rounds import (
    Cohort,
    CohortMember,
    Invitation,
    Participation,
    Round,
    RoundInstrument,
)
from feedback.store.turns import take_turn
from surveys.definition import Survey
from surveys.library_index import path_of
from surveys.loading import load_file

DUE_DAYS = 56  # eight weeks, where nobody says another day
OPEN_DAYS = 550  # a year and a half: the next year's question comes by the same link


@dataclass(frozen=True, slots=True)
class CycleDoor:
    """Where a cycle's organisations come in."""

    round_id: str
    instrument_id: str
    cohort_id: str


@dataclass(frozen=True, slots=True)
class Reached:
    """What became of the messages to one organisation."""

    has_email: bool
    opted_out: bool
    undelivered: bool


@cache
def instrument() -> Survey:
    """The library's Compact. Raises LibrarySpoilt."""
    read = load_file(path_of("compact"))
    if not isinstance(read, Survey):
        raise LibrarySpoilt("\n".join(str(mistake) for mistake in read))
    return read


def open_door(
    session: Session, shelf: SurveyShelf, cycle_id: str, *, by: str, now: datetime
) -> CycleDoor:
    """The door of a cycle, made where it is missing. Raises NotFound.

    Organisations at work are asked about themselves: no go-live checks stand before it.
    """
    take_turn(session, f"compact door {cycle_id}")
    cycle = find_cycle(session, cycle_id)
    if cycle.round_instrument_id is not None:
        return _door(session, cycle.round_instrument_id)
    name, today = f"Compact {cycle.year}", local_day(now)
    closes_on = max(today, cycle.due_on or today) + timedelta(days=OPEN_DAYS)
    plan = Plan(name, today, closes_on, ((instrument(), Mode.NAMED),))
    round_id = make_round(session, shelf, plan, by=by, now=now, is_story=cycle.is_story)
    session.execute(update(Round).where(Round.id == round_id).values(state="open", opened_at=now))
    instrument_id = session.scalars(
        select(RoundInstrument.id).where(RoundInstrument.round_id == round_id)
    ).one()
    session.execute(
        insert(Cohort).values(
            id=new_id(), round_instrument_id=instrument_id, name=name, frozen_at=now
        )
    )
    session.execute(
        update(CompactCycle)
        .where(CompactCycle.id == cycle_id)
        .values(round_instrument_id=instrument_id)
    )
    return _door(session, instrument_id)


def ask_all(
    session: Session,
    keys: Keys,
    cycle_id: str,
    door: CycleDoor,
    everybody: Sequence[Asked],
    *,
    by: str,
    now: datetime,
) -> int:
    """Ask each organisation; a request goes by e-mail to those with an address. How many do.

    The key of `round_key(door.round_id)` must be durable already. Raises AskedAlready, NotFound.
    """
    key, today, written = keys.open(round_key(door.round_id)), local_day(now), 0
    for one in everybody:
        member_id = new_id()
        contact = json.dumps({"name": one.organisation, "email": one.email})
        session.execute(
            insert(CohortMember).values(
                id=member_id, cohort_id=door.cohort_id, reference=one.organisation[:80],
                kind="organisation", contact_by="email" if one.email else "hand",
                contact=key.seal(contact, place(member_id)), has_email=bool(one.email),
            )
        )  # fmt: skip
        insert_once(session, Participation, member_id=member_id)
        invitation_for(session, keys, member_id, by="email" if one.email else "hand", today=today)
        ask(session, cycle_id, one, today, member_id=member_id)
        if one.email:
            written += queue(session, "compact_request", door.round_id, member_id, now)
    note(
        session, who=by, what="compact_asked", about=f"compact_cycle:{cycle_id}", now=now,
        details={"organisations": str(len(everybody)), "by e-mail": str(written)},
    )  # fmt: skip
    return written


def remind(
    session: Session, cycle_id: str, request_ids: Sequence[str], *, by: str, now: datetime
) -> int:
    """Write again to those of these that returned nothing and may be written to; how many.

    Each is noted as chased today; nobody gets two reminders a day. Raises NotFound.
    """
    door = _door_of(session, cycle_id)
    today, written = local_day(now), 0
    reached = reached_by(session, cycle_id)
    for one in requests_of(session, cycle_id):
        may = one.member_id is not None and may_write(reached.get(one.member_id))
        if one.id not in request_ids or one.submitted_on is not None or not may:
            continue
        if door is not None and one.member_id is not None:
            written += queue(session, "compact_reminder", door.round_id, one.member_id, now)
            chase(session, one.id, today)
    note(
        session, who=by, what="compact_reminded", about=f"compact_cycle:{cycle_id}", now=now,
        details={"organisations": str(written)},
    )  # fmt: skip
    return written


def queue(session: Session, kind: str, round_id: str, member_id: str, now: datetime) -> bool:
    """One message of a kind to one organisation, once a day; whether it is new."""
    return insert_once(
        session, OutboxMessage, id=new_id(), kind=kind, subject_id=member_id, round_id=round_id,
        details={}, reference=f"{kind}-{member_id}-{local_day(now):%Y%m%d}", due_at=now,
        state="due", fence=0, tries=0, trouble="",
    )  # fmt: skip


def reached_by(session: Session, cycle_id: str) -> dict[str, Reached]:
    """member -> what became of the messages to it; none for those asked without a link."""
    cycle = find_cycle(session, cycle_id)
    rows = session.execute(
        select(
            CohortMember.id, CohortMember.has_email, CohortMember.opted_out_on,
            Participation.undelivered_on,
        )
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .outerjoin(Participation, Participation.member_id == CohortMember.id)
        .where(Cohort.round_instrument_id == cycle.round_instrument_id)
    )  # fmt: skip
    return {
        member: Reached(has_email, opted_out is not None, undelivered is not None)
        for member, has_email, opted_out, undelivered in rows
    }


def link_of(session: Session, keys: Keys, member_id: str) -> str | None:
    """The token of an organisation's living link; None where there is none (any more)."""
    living = session.scalar(
        select(Invitation.id)
        .where(Invitation.member_id == member_id, Invitation.killed_on.is_(None))
        .order_by(Invitation.made_on.desc())
        .limit(1)
    )
    return token_for(keys, living) if living else None


def may_write(reached: Reached | None) -> bool:
    """Whether an e-mail may go to an organisation."""
    return reached is not None and reached.has_email and not reached.opted_out


def _door_of(session: Session, cycle_id: str) -> CycleDoor | None:
    cycle = find_cycle(session, cycle_id)
    return _door(session, cycle.round_instrument_id) if cycle.round_instrument_id else None


def _door(session: Session, instrument_id: str) -> CycleDoor:
    row = session.execute(
        select(RoundInstrument.round_id, Cohort.id)
        .join(Cohort, Cohort.round_instrument_id == RoundInstrument.id)
        .where(RoundInstrument.id == instrument_id)
    ).one()
    return CycleDoor(row[0], instrument_id, row[1])

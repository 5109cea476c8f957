"""Where does a link lead, and is that door open? Looking never changes anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from feedback.collection.calendar import closes_at, opens_at
from feedback.collection.links import token_hash
from feedback.store.rounds import (
    Cohort,
    CohortMember,
    Invitation,
    Participation,
    Round,
    RoundInstrument,
)


class Standing(StrEnum):
    """What a door answers."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    SPENT = "spent"
    REPLACED = "replaced"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a link leads. `member_id` is None for an open link or a kiosk."""

    standing: Standing
    round_instrument_id: str
    survey_version_id: str
    mode: str
    channel: str  # link | open | kiosk
    member_id: str | None
    opens_on: date
    closes_on: date


def standing_of(state: str, opens_on: date, closes_on: date, now: datetime) -> Standing:
    """Whether a round takes answers: opened by a person, and inside its window in London."""
    if state == "closed" or now > closes_at(closes_on):
        return Standing.CLOSED
    if state != "open" or now < opens_at(opens_on):
        return Standing.NOT_YET
    return Standing.OPEN


def find_door(session: Session, kind: str, token: str, now: datetime) -> Door | None:
    """The door behind a token; `kind` is i (personal), o (open link) or k (kiosk)."""
    hashed = token_hash(token)
    if kind == "i":
        return _personal(session, hashed, now)
    column = RoundInstrument.open_link_hash if kind == "o" else RoundInstrument.kiosk_hash
    row = session.execute(
        select(RoundInstrument, Round)
        .join(Round, Round.id == RoundInstrument.round_id)
        .where(column == hashed)
    ).first()
    if row is None:
        return None
    instrument, around = row
    return Door(
        standing_of(around.state, around.opens_on, around.closes_on, now),
        instrument.id,
        instrument.survey_version_id,
        instrument.mode,
        "open" if kind == "o" else "kiosk",
        None,
        around.opens_on,
        around.closes_on,
    )


def _personal(session: Session, hashed: str, now: datetime) -> Door | None:
    row = session.execute(_PERSONAL.where(Invitation.token_hash == hashed)).first()
    if row is None:
        return None
    return Door(
        _personal_standing(row, now),
        row.round_instrument_id,
        row.survey_version_id,
        row.mode,
        "link",
        row.member_id,
        row.opens_on,
        row.closes_on,
    )


_PERSONAL: Select[*tuple[Any, ...]] = (
    select(
        Invitation.member_id,
        Invitation.killed_on,
        CohortMember.hold,
        Participation.sent_on,
        RoundInstrument.id.label("round_instrument_id"),
        RoundInstrument.survey_version_id,
        RoundInstrument.mode,
        Round.state,
        Round.opens_on,
        Round.closes_on,
    )
    .join(CohortMember, CohortMember.id == Invitation.member_id)
    .join(Cohort, Cohort.id == CohortMember.cohort_id)
    .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
    .join(Round, Round.id == RoundInstrument.round_id)
    .outerjoin(Participation, Participation.member_id == CohortMember.id)
)


def _personal_standing(row: Row[Any], now: datetime) -> Standing:
    if row.killed_on is not None:
        return Standing.REPLACED
    if row.hold is not None and row.hold != "opted_out":
        # Opting out stops our messages; it does not take away the right to answer.
        return Standing.HELD
    if row.sent_on is not None:
        return Standing.SPENT
    return standing_of(row.state, row.opens_on, row.closes_on, now)

"""Who said it? Opened by the duty officer with a reason; in an anonymous round nobody knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.safeguarding.moving import Here, Moved, Stopped, move
from feedback.safeguarding.steps import add_step, steps_of
from feedback.sealing.keystore import Keys, SealBroken, WordsAreGone
from feedback.store.concerns import Concern
from feedback.store.responses import Response
from feedback.store.rounds import Cohort, CohortMember, RoundInstrument

LEFT = "contact_left"
BY_PERSON = "the person"
REASON_LEAST = 5  # letters: "MASH asks" says why, "x" does not


@dataclass(frozen=True, slots=True)
class Left:
    """What an anonymous person left so that we can reach them; either may be empty."""

    first_name: str
    reach: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the person is, as far as anybody can know.

    `why_not`: anonymous (nobody can find them), unlinked (a paper without a reference, words of
    nobody known), gone (the response or its details were deleted), or "" where we know.
    """

    why_not: str
    reference: str = ""
    kind: str = ""
    team: str = ""
    age_band: str = ""
    contact: Mapping[str, str] = field(default_factory=dict, repr=False)
    contact_gone: bool = False
    left: tuple[Left, ...] = ()


def open_identity(session: Session, keys: Keys, here: Here, reason: str) -> Identity | Stopped:
    """Note who opens it and why, then say who it is. The page adds the audit entry."""
    if len(reason.strip()) < REASON_LEAST:
        return Stopped("Write why you need to know who this is.", "identity-reason")
    done = move(session, keys, here, "identity_opened", {"reason": reason.strip()})
    if not isinstance(done, Moved):
        return done
    left = contacts_left(session, keys, here.concern_id)
    return _identity(session, keys, here.concern_id, left)


def contacts_left(session: Session, keys: Keys, concern_id: str) -> tuple[Left, ...]:
    """What the person left with this concern or another of theirs, the newest first."""
    response_id = session.scalar(select(Concern.response_id).where(Concern.id == concern_id))
    ids = {concern_id}
    if response_id is not None:
        ids |= set(session.scalars(select(Concern.id).where(Concern.response_id == response_id)))
    found = [
        Left(step.note.get("first_name", ""), step.note.get("reach", ""), step.at)
        for one in sorted(ids)
        for step in steps_of(session, keys, one)
        if step.what == LEFT
    ]
    return tuple(sorted(found, key=lambda left: left.at, reverse=True))


def leave_contact(
    session: Session, keys: Keys, response_id: str, told: Mapping[str, str], now: datetime
) -> bool:
    """Keep what an anonymous person left, sealed under their newest concern that showed help.

    False where no such concern stands; the caller then keeps the words elsewhere. The same words
    sent twice are one step.
    """
    concern_id = session.scalar(
        select(Concern.id)
        .where(Concern.response_id == response_id)
        .order_by(Concern.shown != "card", Concern.raised_at.desc(), Concern.id)
        .limit(1)
    )
    if concern_id is None:
        return False
    spelt = json.dumps([concern_id, sorted(told.items())], ensure_ascii=False)
    step_id = keys.keyed_hash("concern", spelt)[:32]
    try:
        add_step(session, keys, concern_id, step_id, LEFT, BY_PERSON, now, told)
    except WordsAreGone:
        return False
    return True


def _identity(session: Session, keys: Keys, concern_id: str, left: Sequence[Left]) -> Identity:
    row = session.execute(
        select(
            Concern.response_id, RoundInstrument.mode, RoundInstrument.round_id,
            Response.id.label("there"), CohortMember.id.label("member_id"),
            CohortMember.reference, CohortMember.kind, CohortMember.team,
            CohortMember.age_band, CohortMember.contact,
        )
        .outerjoin(Response, Response.id == Concern.response_id)
        .outerjoin(CohortMember, CohortMember.id == Response.member_id)
        .outerjoin(Cohort, Cohort.id == CohortMember.cohort_id)
        .outerjoin(RoundInstrument, RoundInstrument.id == Concern.round_instrument_id)
        .where(Concern.id == concern_id)
    ).one()  # fmt: skip
    if row.mode == "anonymous":
        return Identity("anonymous", left=tuple(left))
    if row.member_id is None:
        gone = row.response_id is not None and row.there is None
        return Identity("gone" if gone else "unlinked", left=tuple(left))
    contact: Mapping[str, str] = {}
    contact_gone = False
    if row.contact is not None:
        try:
            key = keys.open(f"round:{row.round_id}")
            contact = json.loads(key.unseal(row.contact, f"member:{row.member_id}"))
        except (WordsAreGone, SealBroken):
            contact_gone = True
    return Identity(
        "", row.reference, row.kind, row.team, row.age_band, contact, contact_gone, tuple(left)
    )

"""How does an instrument get an open link or a kiosk that can be shown again and replaced?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.collection.links import new_token, token_for, token_hash
from feedback.collection.round_facts import put_fact
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.sealing.keystore import Keys
from feedback.store.rounds import RoundFact, RoundInstrument


def set_door(
    session: Session, keys: Keys, instrument_id: str, kind: str, *, by: str, now: datetime
) -> str:
    """Open (or replace) the open link or kiosk of an instrument; its token.

    `kind` is open or kiosk. The old link dies at once. The token can be shown again with
    `door_token`, although the store holds only its hash and a random seed.
    """
    column = {"open": "open_link_hash", "kiosk": "kiosk_hash"}[kind]
    round_id = session.scalar(
        select(RoundInstrument.round_id).where(RoundInstrument.id == instrument_id)
    )
    if round_id is None:
        raise NotFound
    seed = new_token()
    put_fact(session, round_id, _door_fact(kind, instrument_id), seed, by=by, now=now)
    token = token_for(keys, f"{kind}:{instrument_id}:{seed}")
    session.execute(
        update(RoundInstrument)
        .where(RoundInstrument.id == instrument_id)
        .values({column: token_hash(token)})
    )
    note(
        session,
        who=by,
        what=f"{kind}_link_made",
        about=f"round_instrument:{instrument_id}",
        now=now,
    )
    return token


def door_token(session: Session, keys: Keys, instrument_id: str, kind: str) -> str | None:
    """The token of the open link or kiosk, or None where there is none."""
    seed = session.scalar(
        select(RoundFact.value)
        .join(RoundInstrument, RoundInstrument.round_id == RoundFact.round_id)
        .where(
            RoundInstrument.id == instrument_id, RoundFact.key == _door_fact(kind, instrument_id)
        )
    )
    return None if seed is None else token_for(keys, f"{kind}:{instrument_id}:{seed}")


def _door_fact(kind: str, instrument_id: str) -> str:
    return f"{kind}_link:{instrument_id}"

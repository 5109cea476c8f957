"""Where do words go that cannot be taken as an answer? Aside, until a person read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from feedback.safeguarding.concerns import (
    Finding,
    PreparedConcern,
    Screener,
    prepare,
    raise_concern,
)
from feedback.safeguarding.reading import gravest
from feedback.safeguarding.verdict import Level
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.base import new_id
from feedback.store.responses import Quarantine
from feedback.store.sight import EVERYTHING, Sight, within

LETTERS_KEPT = 200_000  # more than any form of ours can bear; beyond it the rest is cut
CUT = "\n[cut here: the form held more]"
PLACE = "form"


@dataclass(frozen=True, slots=True)
class PreparedAside:
    """Words sealed and screened, ready for the transaction."""

    id: str
    why: str
    sealed: bytes
    level: str
    response_id: str | None
    round_instrument_id: str | None
    concerns: tuple[PreparedConcern, ...]


@dataclass(frozen=True, slots=True)
class AsideItem:
    """One entry of the quarantine list; the words only when opened."""

    id: str
    why: str
    level: str
    kept_on: date
    read_by: str | None
    words: Mapping[str, str] | None = None


def prepare_aside(
    keys: Keys,
    screener: Screener,
    form: Mapping[str, str],
    *,
    why: str,
    response_id: str | None = None,
    round_instrument_id: str | None = None,
    audience: str = "child",
) -> PreparedAside:
    """Seal and screen a form's words. Scanned as a child's unless known better: it asks most."""
    aside_id = new_id()
    words = {name: _fit(value) for name, value in form.items() if value.strip()}
    sealed = keys.make(f"quarantine:{aside_id}").seal(json.dumps(words, ensure_ascii=False), PLACE)
    concerns: list[PreparedConcern] = []
    levels: list[str] = []
    for name, value in words.items():
        level, kinds, spans, version = screener.words(value, audience=audience)
        levels.append(level)
        if level == Level.NONE.value:
            continue
        finding = Finding(name[:80], "", value, "quarantine", level, kinds, spans, version)
        concerns.append(
            prepare(
                keys,
                finding,
                response_id=response_id,
                round_instrument_id=round_instrument_id,
                shown="footer",
            )
        )
    return PreparedAside(
        aside_id, why, sealed, gravest(levels), response_id, round_instrument_id, tuple(concerns)
    )


def keep_aside(session: Session, aside: PreparedAside, now: datetime, today: date) -> None:
    """Write the words aside and raise what worries in them."""
    session.execute(
        insert(Quarantine).values(
            id=aside.id,
            why=aside.why,
            round_instrument_id=aside.round_instrument_id,
            response_id=aside.response_id,
            sealed=aside.sealed,
            level=aside.level,
            kept_on=today,
        )
    )
    for concern in aside.concerns:
        raise_concern(session, concern, now)


def list_aside(
    session: Session, *, unread_only: bool = True, sight: Sight = EVERYTHING
) -> tuple[AsideItem, ...]:
    """What waits to be read, the gravest and oldest first; without words."""
    query = select(Quarantine).order_by(Quarantine.kept_on, Quarantine.id)
    query = query.where(_seen(sight))
    if unread_only:
        query = query.where(Quarantine.read_at.is_(None))
    order = {Level.URGENT.value: 0, Level.UNSCREENED.value: 1, Level.REVIEW.value: 2}
    items = [_item(row) for row in session.scalars(query)]
    return tuple(sorted(items, key=lambda item: order.get(item.level, 3)))


def count_unread(session: Session, sight: Sight = EVERYTHING) -> int:
    """How many entries nobody has read."""
    query = select(func.count()).select_from(Quarantine)
    return session.scalar(query.where(Quarantine.read_at.is_(None), _seen(sight))) or 0


def _seen(sight: Sight) -> Any:
    return within(sight, Quarantine.round_instrument_id, Quarantine.response_id)


def open_aside(session: Session, keys: Keys, aside_id: str) -> AsideItem | None:
    """One entry with its words; `words` is None where their key was destroyed."""
    row = session.get(Quarantine, aside_id)
    if row is None:
        return None
    try:
        told = keys.open(f"quarantine:{row.id}").unseal(row.sealed, PLACE)
    except WordsAreGone:
        return _item(row)
    return _item(row, json.loads(told))


def mark_read(session: Session, aside_id: str, who: str, now: datetime) -> None:
    """A person has read it."""
    session.execute(
        update(Quarantine)
        .where(Quarantine.id == aside_id, Quarantine.read_at.is_(None))
        .values(read_by=who[:80], read_at=now)
    )


def _item(row: Quarantine, words: Mapping[str, str] | None = None) -> AsideItem:
    return AsideItem(row.id, row.why, row.level, row.kept_on, row.read_by, words)


def _fit(words: str) -> str:
    clean = words.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    return clean if len(clean) <= LETTERS_KEPT else clean[:LETTERS_KEPT] + CUT

"""How do several people write into one return without losing a word of each other's?

Each page carries what its answers were when it was shown. What somebody else changed meanwhile and
this person left alone stays theirs; where both wrote, the first stays in its place, the second is
kept beside it, and everybody sees both until one of them decides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from feedback.collection.answer_rows import read_answers
from feedback.collection.responses import Held, record, tick
from feedback.compact.returns import Return, hands_of, key_getter, note_hand
from feedback.errors import NotFound
from feedback.safeguarding.concerns import PreparedConcern
from feedback.sealing.keystore import Keys, OpenKey
from feedback.store.base import new_id
from feedback.store.compact import CompactClash
from feedback.store.turns import take_turn
from surveys.answers import SKIPPED, Value
from surveys.compact_return import Meeting, is_empty, meet
from surveys.definition import Question


@dataclass(frozen=True, slots=True)
class Written:
    """One answer as somebody sent it. `seen`: the fingerprint of what their page showed."""

    question: Question
    value: Value
    seen: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page: question keys whose answers were stored, and which clash."""

    stored: tuple[str, ...]
    clashing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """What somebody wrote where a colleague's other words stand."""

    id: str
    question_key: str
    by: str
    value: Value
    kept_on: date


@dataclass(frozen=True, slots=True)
class By:
    """Who writes, and when."""

    hand_id: str
    now: datetime
    today: date


def save(
    session: Session,
    keys: Keys,
    mine: Return,
    section: str,
    written: Sequence[Written],
    concerns: Sequence[PreparedConcern],
    by: By,
) -> Saved:
    """Store a page of a return; concerns are raised in the same transaction.

    Raises NoLongerOpen where it was signed off meanwhile, NotFound where it was never begun.
    """
    held = _held(mine)
    take_turn(session, f"compact return {mine.request.id}")
    get_key = key_getter(keys, held.id)
    stored = read_answers(session, held.id, get_key)
    fates = [(one, meet(one.seen, stored.get(one.question.key), one.value)) for one in written]
    fresh = [(one.question, _said(one.value)) for one, fate in fates if fate is Meeting.WRITE]
    second = [one for one, fate in fates if fate is Meeting.CLASH and not is_empty(one.value)]
    record(session, held, fresh, concerns, keys=keys, get_key=get_key, at_page=section, now=by.now)
    for one in second:
        _keep_beside(session, get_key(), mine.request.id, one, by)
    if fresh or second:
        note_hand(session, by.hand_id, section, by.today)
        tick(session, mine.request.member_id, "started_on", by.today)
    return Saved(
        tuple(question.key for question, _ in fresh), tuple(one.question.key for one in second)
    )


def clashes_of(session: Session, keys: Keys, mine: Return) -> tuple[Clash, ...]:
    """Everything two people wrote differently, the oldest first."""
    rows = session.scalars(
        select(CompactClash)
        .where(CompactClash.request_id == mine.request.id)
        .order_by(CompactClash.kept_on, CompactClash.id)
    ).all()
    if not rows or mine.held is None:
        return ()
    key = key_getter(keys, mine.held.id)()
    names = {one.id: one.name for one in hands_of(session, key, mine.request.id)}
    return tuple(
        Clash(
            row.id, row.question_key, names.get(row.hand_id, ""),
            _opened(key.unseal(row.sealed, _place(row.id))), row.kept_on,
        )
        for row in rows
    )  # fmt: skip


def settle(session: Session, keys: Keys, mine: Return, clash_id: str, *, use: bool, by: By) -> None:
    """Somebody decided: the words beside take the place, or go. Raises NotFound, NoLongerOpen."""
    held = _held(mine)
    take_turn(session, f"compact return {mine.request.id}")
    found = next((one for one in clashes_of(session, keys, mine) if one.id == clash_id), None)
    if found is None:
        raise NotFound
    values = [(mine.survey.question(found.question_key), found.value)] if use else []
    get_key = key_getter(keys, held.id)
    here = held.at_page
    record(session, held, values, (), keys=keys, get_key=get_key, at_page=here, now=by.now)
    session.execute(delete(CompactClash).where(CompactClash.id == clash_id))


def _keep_beside(session: Session, key: OpenKey, request_id: str, one: Written, by: By) -> None:
    """The same words of the same person once, however often a form is sent."""
    for row in session.scalars(
        select(CompactClash).where(
            CompactClash.request_id == request_id, CompactClash.question_key == one.question.key
        )
    ):
        if _opened(key.unseal(row.sealed, _place(row.id))) == one.value:
            return
    clash_id = new_id()
    session.execute(
        insert(CompactClash).values(
            id=clash_id, request_id=request_id, question_key=one.question.key,
            hand_id=by.hand_id, kept_on=by.today,
            sealed=key.seal(_spelt(one.value), _place(clash_id)),
        )
    )  # fmt: skip


def _held(mine: Return) -> Held:
    if mine.held is None:
        raise NotFound
    return mine.held


def _said(value: Value) -> Value:
    return SKIPPED if is_empty(value) else value


def _spelt(value: Value) -> str:
    day = value.day.isoformat() if value.day else ""
    return json.dumps({"codes": value.codes, "text": value.text, "day": day})


def _opened(spelt: str) -> Value:
    told: Mapping[str, object] = json.loads(spelt)
    day, codes = str(told["day"]), told["codes"]
    return Value(
        codes=tuple(str(one) for one in codes) if isinstance(codes, list) else (),
        text=str(told["text"]), day=date.fromisoformat(day) if day else None,
    )  # fmt: skip


def _place(clash_id: str) -> str:
    return f"clash:{clash_id}"

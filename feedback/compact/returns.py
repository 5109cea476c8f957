"""Whose return does a link lead to, who works on it, and what stands in it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from feedback.collection.answer_rows import read_answers, write_answers
from feedback.collection.doors import Door, Standing, find_door
from feedback.collection.links import response_id_for
from feedback.collection.responses import Held, begin, find, key_owner
from feedback.collection.shelf import SurveyShelf
from feedback.compact.asking import instrument
from feedback.compact.cycles import CycleView, RequestView, find_cycle, view_of
from feedback.sealing.keystore import Keys, OpenKey, WordsAreGone
from feedback.store.base import new_id
from feedback.store.compact import CompactHand, CompactRequest
from surveys.answers import Answers, Value
from surveys.definition import Survey

SHUT = frozenset({Standing.REPLACED, Standing.HELD})
NAME_MOST = 80


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who works on a return, by the name they gave."""

    id: str
    name: str
    last_section: str
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Return:
    """One organisation's return as it stands. `held` is None before anybody has begun."""

    request: RequestView
    cycle: CycleView
    survey: Survey
    instrument_id: str
    standing: Standing
    closes_on: date
    held: Held | None
    answers: Answers
    hands: tuple[Hand, ...]

    @property
    def is_signed_off(self) -> bool:
        """Whether it was sent: from then on it is only read."""
        return self.request.submitted_on is not None

    @property
    def may_write(self) -> bool:
        """Whether answers are taken: not signed off, and not closed."""
        return self.standing is Standing.OPEN and not self.is_signed_off

    def hand(self, hand_id: str) -> Hand | None:
        """The person of this id; None for nobody of this return."""
        return next((one for one in self.hands if one.id == hand_id), None)


def capability_of(keys: Keys, member_id: str) -> str:
    """The right to write to an organisation's one return: it never leaves the server."""
    return keys.keyed_hash("compact return", member_id)[:32]


def response_of(keys: Keys, member_id: str) -> str:
    """The id of the response an organisation's answers are kept in."""
    return response_id_for(capability_of(keys, member_id))


def find_return(
    session: Session, keys: Keys, shelf: SurveyShelf, token: str, now: datetime
) -> Return | None:
    """The return behind an organisation's link; None where it leads to none."""
    door = find_door(session, "i", token, now)
    if door is None or door.member_id is None or door.standing in SHUT:
        return None
    row = session.scalars(
        select(CompactRequest).where(CompactRequest.member_id == door.member_id)
    ).first()
    return None if row is None else _return(session, keys, shelf, view_of(row), door, now)


def begin_return(session: Session, keys: Keys, token: str, now: datetime, today: date) -> None:
    """Lay the return open for its people; repeating it changes nothing.

    The key of `key_owner(response_of(member))` must be durable already.
    """
    door = find_door(session, "i", token, now)
    if door is None or door.member_id is None or door.standing is not Standing.OPEN:
        return
    request = session.scalars(
        select(CompactRequest).where(CompactRequest.member_id == door.member_id)
    ).first()
    if request is None or request.response_id is not None:
        return
    capability = capability_of(keys, door.member_id)
    response_id = begin(session, door, capability, today)
    request.response_id = response_id
    session.flush()
    _write_header(session, response_id, {"sector": request.sector, "variant": request.variant})


def add_hand(session: Session, key: OpenKey, request_id: str, name: str) -> str:
    """Somebody joins in; the id their pages carry. It is a label, no right of its own."""
    hand_id = new_id()
    session.execute(
        insert(CompactHand).values(
            id=hand_id, request_id=request_id, last_section="",
            sealed=key.seal(name.strip()[:NAME_MOST], _place(hand_id)),
        )
    )  # fmt: skip
    return hand_id


def note_hand(session: Session, hand_id: str, section: str, today: date) -> None:
    """What somebody saved last, and when."""
    session.execute(
        update(CompactHand)
        .where(CompactHand.id == hand_id)
        .values(last_section=section, last_on=today)
    )


def hands_of(session: Session, key: OpenKey, request_id: str) -> tuple[Hand, ...]:
    """Who works on a return, by name."""
    rows = session.scalars(select(CompactHand).where(CompactHand.request_id == request_id))
    found = [
        Hand(row.id, key.unseal(row.sealed, _place(row.id)), row.last_section, row.last_on)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def read_return(
    session: Session, keys: Keys, request: RequestView
) -> tuple[Answers, tuple[Hand, ...]]:
    """What stands in a return and who wrote it; nothing where its words are forgotten."""
    if request.response_id is None:
        return Answers(), ()
    get_key = key_getter(keys, request.response_id)
    try:
        answers = read_answers(session, request.response_id, get_key)
        return answers, hands_of(session, get_key(), request.id)
    except WordsAreGone:
        return Answers(), ()


def key_getter(keys: Keys, response_id: str) -> Callable[[], OpenKey]:
    """Fetches a return's key once, when first needed."""
    kept: list[OpenKey] = []

    def get() -> OpenKey:
        if not kept:
            kept.append(keys.open(key_owner(response_id)))
        return kept[0]

    return get


def _return(
    session: Session,
    keys: Keys,
    shelf: SurveyShelf,
    request: RequestView,
    door: Door,
    now: datetime,
) -> Return:
    held = None
    if request.response_id is not None and request.member_id is not None:
        held = find(session, capability_of(keys, request.member_id), now)
    answers, hands = read_return(session, keys, request)
    if held is None:  # the form its organisation will fill in is known from the request
        answers = answers.given("variant", Value(codes=(request.variant,)))
    return Return(
        request, find_cycle(session, request.cycle_id),
        shelf.get(session, door.survey_version_id), door.round_instrument_id,
        held.standing if held else door.standing, door.closes_on,
        held, answers, hands,
    )  # fmt: skip


def _write_header(session: Session, response_id: str, told: dict[str, str]) -> None:
    """What the request says already is asked of nobody."""
    pairs = [(instrument().question(key), Value(codes=(code,))) for key, code in told.items()]
    write_answers(session, response_id, pairs, _no_words)


def _no_words() -> OpenKey:
    raise AssertionError("a choice has no words to seal")


def _place(hand_id: str) -> str:
    return f"hand:{hand_id}"

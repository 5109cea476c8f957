"""How does a response come to be, and how does each answer reach it exactly once?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from feedback.collection.answer_rows import GetKey, write_answers
from feedback.collection.doors import Door, Standing, standing_of
from feedback.collection.links import capability_hash, response_id_for
from feedback.errors import FeedbackError
from feedback.safeguarding.concerns import PreparedConcern, raise_concern
from feedback.safeguarding.passing import Passing, hold, hold_unlooked
from feedback.safeguarding.reading import note_words
from feedback.safeguarding.verdict import Level
from feedback.sealing.keystore import Keys
from feedback.store.once import insert_once
from feedback.store.responses import Capability, Response
from feedback.store.rounds import Participation, Round, RoundInstrument
from surveys.answers import Value
from surveys.definition import TEXT_KINDS, Question

ANONYMOUS = "anonymous"


class NoLongerOpen(FeedbackError):
    """The response was sent, declined or withdrawn meanwhile: the words go into quarantine."""

    message = "These answers were already sent or taken back."


@dataclass(frozen=True, slots=True)
class Held:
    """A response as found by its capability."""

    id: str
    round_instrument_id: str
    survey_version_id: str
    mode: str
    member_id: str | None
    state: str
    channel: str
    at_page: str
    hides_earlier: bool
    has_hit: bool
    standing: Standing
    opens_on: date
    closes_on: date

    @property
    def key_owner(self) -> str:
        """Whose key seals its words."""
        return key_owner(self.id)

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody, we included, can tell whose it is."""
        return self.mode == ANONYMOUS


def key_owner(response_id: str) -> str:
    """The name of a response's key in the key store."""
    return f"response:{response_id}"


_LOAD: Select[*tuple[Any, ...]] = (
    select(
        Response.id,
        Response.round_instrument_id,
        RoundInstrument.survey_version_id,
        RoundInstrument.mode,
        Response.member_id,
        Response.state,
        Response.channel,
        Response.at_page,
        Capability.hides_earlier,
        Response.has_hit,
        Round.state.label("round_state"),
        Round.opens_on,
        Round.closes_on,
    )
    .join(Response, Response.id == Capability.response_id)
    .join(RoundInstrument, RoundInstrument.id == Response.round_instrument_id)
    .join(Round, Round.id == RoundInstrument.round_id)
)


def find(session: Session, capability: str, now: datetime) -> Held | None:
    """The response a capability may write to, or None."""
    row = session.execute(_LOAD.where(Capability.hash == capability_hash(capability))).first()
    if row is None:
        return None
    values = row._asdict()
    standing = standing_of(values.pop("round_state"), row.opens_on, row.closes_on, now)
    return Held(standing=standing, **values)


def begin(
    session: Session, door: Door, capability: str, today: date, *, channel: str | None = None
) -> str:
    """Start a response and note that the person was reached; its id.

    The same capability always means the same response, however often this is repeated. The
    key `key_owner(response_id_for(capability))` must be durable already.
    """
    response_id = response_id_for(capability)
    insert_once(
        session,
        Response,
        id=response_id,
        round_instrument_id=door.round_instrument_id,
        member_id=None if door.mode == ANONYMOUS else door.member_id,
        state="open",
        channel=channel or door.channel,
        at_page="",
        started_on=today,
        has_hit=False,
    )
    insert_once(
        session,
        Capability,
        hash=capability_hash(capability),
        response_id=response_id,
        hides_earlier=False,
    )
    tick(session, door.member_id, "reached_on", today)
    return response_id


def record(
    session: Session,
    held: Held,
    values: Sequence[tuple[Question, Value]],
    concerns: Sequence[PreparedConcern],
    *,
    keys: Keys,
    get_key: GetKey,
    at_page: str,
    now: datetime,
    passing: Sequence[Passing] = (),
) -> None:
    """Store answers, raise their concerns and move on, all or nothing.

    `passing`: what was typed but is no answer. It waits for the second look, as do words that
    these answers take the place of.
    Raises NoLongerOpen where the response was sent or withdrawn by a request that overtook.
    """
    move(session, held, at_page, has_hit=any(one.finding.is_hit for one in concerns))
    written = {question.key: value.text for question, value in values if _bears_words(question)}
    if written:
        hold_unlooked(session, keys, held.id, written=written)
    for said in passing:
        if said.is_long_enough:
            hold(session, keys, held.id, held.round_instrument_id, said)
    write_answers(session, held.id, values, get_key)
    _list_words(session, held, values, concerns)
    for concern in concerns:
        raise_concern(session, concern, now)


def _list_words(
    session: Session,
    held: Held,
    values: Sequence[tuple[Question, Value]],
    concerns: Sequence[PreparedConcern],
) -> None:
    """What was written is to be looked at again, and read by a person."""
    said = {question.key for question, value in values if value.text}
    unsaid = {
        question.key for question, value in values if not value.text and _bears_words(question)
    }
    flagged = {
        one.finding.question_key: one.finding.level
        for one in concerns
        if one.finding.source == "words"
    }
    levels = {key: flagged.get(key, Level.NONE.value) for key in sorted(said)}
    note_words(session, held.id, held.round_instrument_id, levels, without=sorted(unsaid))


def _bears_words(question: Question) -> bool:
    return question.kind in TEXT_KINDS or any(choice.says for choice in question.choices)


def move(session: Session, held: Held, at_page: str, *, has_hit: bool = False) -> None:
    """Note where the person is. Raises NoLongerOpen."""
    changes: dict[str, object] = {"at_page": at_page}
    if has_hit:
        changes["has_hit"] = True
    moved = session.execute(
        update(Response)
        .where(Response.id == held.id, Response.state == "open")
        .values(**changes)
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise NoLongerOpen


def show_earlier(session: Session, capability: str) -> None:
    """The person asked, on this device, to see what they gave before."""
    session.execute(
        update(Capability)
        .where(Capability.hash == capability_hash(capability))
        .values(hides_earlier=False)
    )


def tick(session: Session, member_id: str | None, what: str, today: date) -> None:
    """Tick one day in the register, once; the register never learns of a response."""
    if member_id is None:
        return
    column = getattr(Participation, what)
    session.execute(
        update(Participation)
        .where(Participation.member_id == member_id, column.is_(None))
        .values({what: today})
        .execution_options(synchronize_session=False)
    )


def untick(session: Session, member_id: str | None, what: str) -> None:
    """Take one tick back."""
    if member_id is not None:
        session.execute(
            update(Participation)
            .where(Participation.member_id == member_id)
            .values({what: None})
            .execution_options(synchronize_session=False)
        )

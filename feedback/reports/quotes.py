"""Which approved words may a report use today? Asked anew each time: consent can be taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from feedback.coding.questions import COUNTED
from feedback.privacy.small_numbers import may_list_words
from feedback.reports.words import LOOKED_INTO, writers_by_question
from feedback.safeguarding.handling import CLOSED
from feedback.store.concerns import Concern, ConcernStep
from feedback.store.quotes import Quote
from feedback.store.responses import Answer, Response
from feedback.store.rounds import Round, RoundInstrument

APPROVED, STOPPED = "approved", "stopped"
YES = "yes"  # the code of the choice that says we may

SPEAKERS = {
    "child_5_8": "Child aged 5 to 8",
    "child_8_11": "Child aged 8 to 11",
    "young_person": "Young person",
    "parent": "Parent or carer",
    "professional": "Professional",
    "delegate": "Course delegate",
    "participant": "Participant",
    "organisation": "Organisation",
}


@dataclass(frozen=True, slots=True)
class ApprovedQuote:
    """Redacted words that two people agreed to (one, where `is_lone`), and who speaks of what."""

    id: str
    text: str
    speaker: str  # a key of SPEAKERS
    round_id: str
    round_name: str
    instrument_id: str
    question_key: str
    theme_id: str
    theme: str
    is_lone: bool

    @property
    def said_by(self) -> str:
        """Who speaks, in words."""
        return SPEAKERS.get(self.speaker, self.speaker)


def approved_quotes(
    session: Session,
    round_ids: Collection[str] = (),
    *,
    quote_ids: Collection[str] = (),
    speakers: Collection[str] = (),
    question_key: str = "",
    theme_id: str = "",
) -> tuple[ApprovedQuote, ...]:
    """Quotes fit to be used now, one of each person, in an order that tells nothing.

    Of these rounds, or these very quotes. Left out: where consent, the response or its words were
    taken back, a concern is open or was upheld, or fewer than 10 people wrote to the question.
    """
    query = _usable().where(
        *(
            column.in_(list(wanted))
            for column, wanted in (
                (Round.id, round_ids), (Quote.id, quote_ids), (Quote.speaker, speakers)
            )
            if wanted
        )
    )  # fmt: skip
    if question_key:
        query = query.where(Quote.question_key == question_key)
    if theme_id:
        query = query.where(Quote.theme_id == theme_id)
    rows = sorted(session.execute(query).all(), key=lambda row: _no_order(row.Quote.id))
    return tuple(_once_each(session, rows))


def _once_each(session: Session, rows: Sequence[Any]) -> Iterator[ApprovedQuote]:
    """The first of each person, where enough people wrote something."""
    bases = {
        one: writers_by_question(session, one)
        for one in {row.Quote.round_instrument_id for row in rows}
    }
    people: set[str] = set()
    for quote, round_id, round_name, member_id in rows:
        base = bases[quote.round_instrument_id].get(quote.question_key, 0)
        person = member_id or quote.response_id
        if may_list_words(base) and person not in people:
            people.add(person)
            yield ApprovedQuote(
                quote.id, quote.text, quote.speaker, round_id, round_name,
                quote.round_instrument_id, quote.question_key, quote.theme_id, quote.theme,
                quote.is_lone,
            )  # fmt: skip


def _usable() -> Any:
    return (
        select(Quote, Round.id.label("round_id"), Round.name, Response.member_id)
        .join(Response, Response.id == Quote.response_id)
        .join(RoundInstrument, RoundInstrument.id == Quote.round_instrument_id)
        .join(Round, Round.id == RoundInstrument.round_id)
        .where(Quote.state == APPROVED, Quote.text.is_not(None), quotable(Quote.consent_key))
    )


def _no_order(quote_id: str) -> bytes:
    return hashlib.sha256(quote_id.encode()).digest()


def quotable(consent_key: Any) -> Any:
    """A clause on Response: sent, consented to in the answer `consent_key`, and nothing against it.

    Against it: a concern that is open or was upheld, and that the person took their consent back.
    """
    said_yes = exists().where(
        Answer.response_id == Response.id,
        Answer.question_key == consent_key,
        Answer.status == "given",
        Answer.code == YES,
    )
    still_open = exists().where(Concern.response_id == Response.id, Concern.state != LOOKED_INTO)
    upheld = exists().where(
        Concern.response_id == Response.id,
        ConcernStep.concern_id == Concern.id,
        ConcernStep.what == f"{CLOSED}upheld",
    )
    other = aliased(Quote)
    stopped = exists().where(other.response_id == Response.id, other.state == STOPPED)
    return (Response.state == COUNTED) & said_yes & ~still_open & ~upheld & ~stopped

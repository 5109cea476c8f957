"""Which quotes are on the desk, how do they read, and may each be used today?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.privacy.small_numbers import may_list_words
from feedback.quotes.passages import Span, reading, spans_of
from feedback.reports.quotes import SPEAKERS, STOPPED, quotable
from feedback.reports.words import read_words, writers_by_question
from feedback.sealing.keystore import Keys
from feedback.store.quotes import Quote
from feedback.store.responses import Response
from feedback.store.rounds import CohortMember, RoundInstrument


@dataclass(frozen=True, slots=True)
class Line:
    """A quote as it reads, without what is hidden."""

    id: str
    round_id: str
    response_id: str
    instrument_id: str
    question_key: str
    theme: str
    speaker: str
    state: str
    version: int
    text: str  # redacted; "" where the words are gone
    hidden: int  # identifying words hidden
    redacted_by: str
    decided_by: str
    is_lone: bool
    may_be_used: bool

    @property
    def said_by(self) -> str:
        """Who speaks, in words."""
        return SPEAKERS.get(self.speaker, self.speaker)


@dataclass(frozen=True, slots=True)
class Opened:
    """A quote with the whole answer it is from: for those with case access."""

    line: Line
    answer: str
    start: int
    end: int
    spans: tuple[Span, ...]


def lines(
    session: Session, keys: Keys, instrument_id: str, teams: frozenset[str] | None = None
) -> tuple[Line, ...]:
    """Every quote of a survey of a round (of these teams), with the words as they would be read."""
    query = select(Quote).where(Quote.round_instrument_id == instrument_id)
    if teams is not None:
        query = query.join(Response, Response.id == Quote.response_id)
        query = query.join(CohortMember, CohortMember.id == Response.member_id)
        query = query.where(CohortMember.team.in_(sorted(teams)))
    rows = session.scalars(query.order_by(Quote.question_key, Quote.theme, Quote.id)).all()
    return _lines(session, keys, rows)


def line_of(session: Session, keys: Keys, quote_id: str) -> Line:
    """One quote without what is hidden."""
    return _lines(session, keys, [row_of(session, quote_id)])[0]


def open_quote(session: Session, keys: Keys, quote_id: str) -> Opened:
    """One quote beside its answer. Raises NotFound where the words are gone too."""
    row = row_of(session, quote_id)
    words = read_words(session, keys, [row.response_id], [row.question_key])
    answer = words.get(row.response_id, {}).get(row.question_key)
    if answer is None:
        raise NotFound
    line = _lines(session, keys, [row])[0]
    return Opened(line, answer, row.start, row.end, spans_of(row.spans))


def row_of(session: Session, quote_id: str) -> Quote:
    row = session.get(Quote, quote_id)
    if row is None:
        raise NotFound
    return row


def _lines(session: Session, keys: Keys, rows: Collection[Quote]) -> tuple[Line, ...]:
    words = read_words(
        session, keys, {row.response_id for row in rows}, {row.question_key for row in rows}
    )
    usable = _usable(session, rows)
    around = select(RoundInstrument.id, RoundInstrument.round_id).where(
        RoundInstrument.id.in_({row.round_instrument_id for row in rows})
    )
    rounds = {row.id: row.round_id for row in session.execute(around)}
    return tuple(
        Line(
            id=row.id, response_id=row.response_id, round_id=rounds[row.round_instrument_id],
            instrument_id=row.round_instrument_id, question_key=row.question_key,
            theme=row.theme, speaker=row.speaker, state=row.state, version=row.version,
            text=_told(row, words), hidden=len(row.spans), redacted_by=row.redacted_by or "",
            decided_by=row.decided_by or "", is_lone=row.is_lone, may_be_used=row.id in usable,
        )
        for row in rows
    )  # fmt: skip


def _told(row: Quote, words: Mapping[str, Mapping[str, str]]) -> str:
    if row.state == STOPPED:
        return ""
    answer = words.get(row.response_id, {}).get(row.question_key, "")
    return row.text or reading(answer, row.start, row.end, spans_of(row.spans))


def _usable(session: Session, rows: Collection[Quote]) -> set[str]:
    fit_now = set(
        session.scalars(
            select(Quote.id).where(
                Quote.id.in_([row.id for row in rows]),
                exists().where(Response.id == Quote.response_id, quotable(Quote.consent_key)),
            )
        )
    )
    bases = {
        one: writers_by_question(session, one) for one in {row.round_instrument_id for row in rows}
    }
    return {
        row.id
        for row in rows
        if row.id in fit_now
        and may_list_words(bases[row.round_instrument_id].get(row.question_key, 0))
    }

"""How do words come to be quoted: proposed, redacted by one person, approved by another?

proposed -> redacted -> approved        blocked: somebody would know who said it
                                        refused: not to be used      stopped: consent taken back

A step with wrong or missing words, or on an older version, comes back as a sentence for the person
and changes nothing; "" means done. Raises NotFound where there is no such quote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.quotes.lines import Opened, line_of, row_of
from feedback.quotes.passages import LONGEST, Span, reading, stored_spans
from feedback.reports.quotes import APPROVED, SPEAKERS, STOPPED, quotable
from feedback.sealing.keystore import Keys
from feedback.store.quotes import Quote
from feedback.store.responses import Response

PROPOSED, REDACTED, BLOCKED, REFUSED = "proposed", "redacted", "blocked", "refused"
NOBODY, SOMEBODY = "no", "yes"  # would a parent, sibling or worker know who said this?
OLD = "Somebody changed this quote meanwhile. Look at it again."
NOT_FIT = (
    "These words may not be used now: consent was taken back, a concern is open or was upheld, or "
    "too few people wrote something."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be proposed."""

    response_id: str
    question_key: str
    start: int
    end: int
    spans: tuple[Span, ...]
    theme_id: str = ""
    theme: str = ""


def fit(session: Session, instrument_id: str, consent_key: str) -> dict[str, str]:
    """Responses that may be quoted at all, each with the person it is of (member or response)."""
    query = select(Response.id, Response.member_id).where(
        Response.round_instrument_id == instrument_id, quotable(consent_key)
    )
    return {row.id: row.member_id or row.id for row in session.execute(query)}


def propose(
    session: Session,
    instrument_id: str,
    speaker: str,
    consent_key: str,
    found: Iterable[Candidate],
) -> int:
    """Keep new candidates; an answer that is here already, in whatever state, stays as it is."""
    held = {
        (row.response_id, row.question_key)
        for row in session.execute(
            select(Quote.response_id, Quote.question_key).where(
                Quote.round_instrument_id == instrument_id
            )
        )
    }
    made = 0
    for one in found:
        if (one.response_id, one.question_key) in held:
            continue
        held.add((one.response_id, one.question_key))
        session.add(
            Quote(
                round_instrument_id=instrument_id, response_id=one.response_id,
                question_key=one.question_key, consent_key=consent_key, theme_id=one.theme_id,
                theme=one.theme, speaker=speaker, state=PROPOSED, start=one.start, end=one.end,
                spans=stored_spans(one.spans),
            )
        )  # fmt: skip
        made += 1
    return made


def redact(
    session: Session,
    opened: Opened,
    *,
    version: int,
    start: int,
    end: int,
    spans: Iterable[Span],
    by: str,
) -> str:
    """A person has gone through the words: this passage, with these words hidden."""
    chosen = tuple(spans)
    told = reading(opened.answer, start, end, chosen)
    if not told:
        return "Choose at least one sentence."
    if len(told) > LONGEST:
        return f"Choose fewer sentences: {len(told)} letters are too many for a quote."
    return _move(
        session, opened.line.id, version, (PROPOSED, REDACTED, BLOCKED, APPROVED),
        state=REDACTED, start=start, end=end, spans=stored_spans(chosen), redacted_by=by,
        decided_by=None, decided_at=None, is_lone=False, text=None,
    )  # fmt: skip


def approve(
    session: Session,
    keys: Keys,
    quote_id: str,
    *,
    version: int,
    known: str,
    others: int,
    by: str,
    now: datetime,
) -> str:
    """A second person lets it go, or says that somebody would know who spoke, which blocks it.

    `others`: how many colleagues besides the one who redacted could approve. Where there is none,
    their own approval stands and is marked as a lone one (decisions 15).
    """
    if known not in {NOBODY, SOMEBODY}:
        return "Answer whether somebody would know who said this."
    line = line_of(session, keys, quote_id)
    is_own = line.redacted_by == by
    decided = {"decided_by": by, "decided_at": now}
    if known == SOMEBODY:
        return _move(session, quote_id, version, (REDACTED,), state=BLOCKED, **decided)
    if is_own and others:
        return "Somebody else has to approve what you redacted."
    if not line.text or not line.may_be_used:
        return NOT_FIT
    return _move(
        session, quote_id, version, (REDACTED,), state=APPROVED, text=line.text, is_lone=is_own,
        **decided,
    )  # fmt: skip


def refuse(session: Session, quote_id: str, *, version: int, by: str, now: datetime) -> str:
    """Not to be used; it is not proposed again."""
    row_of(session, quote_id)
    every = (PROPOSED, REDACTED, APPROVED, BLOCKED)
    changes = {"decided_by": by, "decided_at": now, "text": None}
    return _move(session, quote_id, version, every, state=REFUSED, **changes)


def stop(session: Session, quote_id: str, *, by: str, now: datetime) -> int:
    """The person took their consent back: nothing of theirs is quoted, now or later; how many."""
    row = row_of(session, quote_id)
    stopped = session.execute(
        update(Quote)
        .where(Quote.response_id == row.response_id)
        .values(state=STOPPED, text=None, decided_by=by, decided_at=now, version=Quote.version + 1)
        .execution_options(synchronize_session=False)
    )
    return int(stopped.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def correct_speaker(session: Session, quote_id: str, speaker: str) -> str:
    """Somebody else speaks than the list says: a worker's words in a young person's survey."""
    if speaker not in SPEAKERS:
        return "Choose who speaks."
    row = row_of(session, quote_id)
    row.speaker, row.version = speaker, row.version + 1
    return ""


def _move(
    session: Session, quote_id: str, version: int, before: Collection[str], **changes: object
) -> str:
    moved = session.execute(
        update(Quote)
        .where(Quote.id == quote_id, Quote.version == version, Quote.state.in_(before))
        .values(version=version + 1, **changes)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    return "" if moved.rowcount else OLD  # type: ignore[attr-defined]  # an UPDATE's result has it

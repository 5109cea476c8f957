"""Which of organisations' words may be quoted, and from whom? Nobody is named.

Returns are not respondents and are counted as they are (decisions 9); quotes are words, and are
listed only from a group of ten that wrote some. A return in which anything worried is not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.privacy.redaction import Redactor
from feedback.privacy.small_numbers import WORDS_FROM, may_list_words
from feedback.reports.words import in_no_order, read_words
from feedback.sealing.keystore import Keys
from feedback.store.compact import CompactRequest
from feedback.store.concerns import Concern
from feedback.store.responses import Answer
from surveys.compact_return import QUOTE_KEYS

QUOTE_NAMES = {
    "good_practice": "Good practice",
    "impact": "What difference the last actions made",
    "barrier": "What got in the way",
}
QUOTES_RULE = (
    f"Words of signed-off returns, each agreed to by itself, listed only where {WORDS_FROM} "
    "organisations or more wrote something. The names of organisations and people we find are "
    "taken out; a person must still read each one. A return with a concern is not quoted."
)


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotes of one kind. `too_few`: some were given, by fewer than may be listed."""

    kind: str
    texts: tuple[str, ...]
    too_few: bool


def quotes(
    session: Session, keys: Keys, cycle_id: str, sector: str | None = None
) -> tuple[Quotes, ...]:
    """What may be quoted of a cycle, of one sector where it is named, kind by kind."""
    query = select(CompactRequest.response_id, CompactRequest.organisation).where(
        CompactRequest.cycle_id == cycle_id,
        CompactRequest.submitted_on.is_not(None),
        CompactRequest.response_id.is_not(None),
    )
    if sector is not None:
        query = query.where(CompactRequest.sector == sector)
    named = {str(row.response_id): row.organisation for row in session.execute(query)}
    words = read_words(session, keys, named, QUOTE_KEYS)
    found = []
    redactor = Redactor() if words else None
    for kind in QUOTE_KEYS:
        writers = [one for one, told in words.items() if told.get(kind)]
        enough = may_list_words(len(writers))
        agreed = _agreed(session, writers, kind) if enough else ()
        texts = tuple(
            _without(redactor, words[one][kind], named.values()) for one in agreed if redactor
        )
        found.append(Quotes(kind, texts, bool(writers) and not enough))
    return tuple(found)


def _agreed(session: Session, writers: Sequence[str], kind: str) -> Sequence[str]:
    """Who said yes to this one, in no order; nobody about whom anything worried."""
    said = session.scalars(
        select(Answer.response_id).where(
            Answer.response_id.in_(writers), Answer.question_key == f"{kind}_ok",
            Answer.code == "yes",
        )
    )  # fmt: skip
    worried = set(session.scalars(select(Concern.response_id)))
    return in_no_order((one for one in said if one not in worried), kind)


def _without(redactor: Redactor, text: str, organisations: Iterable[str]) -> str:
    """The words without the names of any organisation that was asked, and of people."""
    for name in sorted(organisations, key=len, reverse=True):
        text = re.sub(re.escape(name), "[organisation]", text, flags=re.IGNORECASE)
    return redactor.redact(text)

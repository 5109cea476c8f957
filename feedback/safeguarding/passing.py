"""Which words does no answer keep, so that the worker must look at them before they are gone?

Taken back, written over, off the path by now, typed beside "Skip" or at a question with buttons:
the rules have read them, the second look has not. They wait under a key of their own, for seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.safeguarding.reading import ITS_WORDS, ToLook
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.base import new_id
from feedback.store.reading import PassingWords, Reading
from feedback.store.responses import Answer
from feedback.store.rounds import RoundInstrument

WORDS_LEAST = 3  # "yes please", "go back": too few for the second look to tell anything by


@dataclass(frozen=True, slots=True)
class Passing:
    """Words somebody typed that became no answer of their own; `audience` as it is scanned."""

    question_key: str
    words: str
    audience: str

    @property
    def is_long_enough(self) -> bool:
        """Whether a second look could hear anything in them that the rules do not."""
        return len(self.words.split()) >= WORDS_LEAST


def hold(
    session: Session, keys: Keys, response_id: str, round_instrument_id: str, said: Passing
) -> None:
    """Let these words wait for the worker, in the transaction that does not keep them."""
    held_id = new_id()
    session.execute(
        insert(PassingWords).values(
            id=held_id, response_id=response_id, round_instrument_id=round_instrument_id,
            question_key=said.question_key[:80], audience=said.audience,
            sealed=keys.make(owner_of(held_id)).seal(said.words, said.question_key[:80]),
        )
    )  # fmt: skip


def hold_unlooked(
    session: Session,
    keys: Keys,
    response_id: str,
    *,
    written: Mapping[str, str] | None = None,
    keep: Collection[str] | None = None,
) -> None:
    """Let stored words that are about to go wait, where the worker has not looked at them yet.

    `written`: question key -> the words that take their place; the same words are not going.
    `keep`: all but these questions' words go. Neither: all go.
    """
    query = (
        select(Reading.question_key, Reading.audience, Reading.round_instrument_id, Answer.sealed)
        .join(Answer, ITS_WORDS)
        .where(Reading.response_id == response_id, Reading.looked_with == "")
    )
    if written is not None:
        query = query.where(Reading.question_key.in_(list(written)))
    if keep is not None:
        query = query.where(Reading.question_key.not_in(list(keep)))
    rows = session.execute(query).all()
    if not rows:
        return
    try:
        key = keys.open(f"response:{response_id}")
    except WordsAreGone:
        return
    for row in rows:
        words = key.unseal(row.sealed, row.question_key)
        if words != (written or {}).get(row.question_key, ""):
            said = Passing(row.question_key, words, row.audience)
            hold(session, keys, response_id, row.round_instrument_id, said)


def passing_due(session: Session, *, most: int = 100) -> tuple[ToLook, ...]:
    """Words that wait for the worker."""
    rows = session.execute(
        select(
            PassingWords.id, PassingWords.response_id, PassingWords.round_instrument_id,
            RoundInstrument.survey_version_id.label("asked_in"), PassingWords.question_key,
            PassingWords.audience, PassingWords.sealed,
        )
        .join(RoundInstrument, RoundInstrument.id == PassingWords.round_instrument_id)
        .where(PassingWords.sealed.is_not(None))
        .limit(most)
    )  # fmt: skip
    return tuple(ToLook(**row._mapping) for row in rows)


def note_passed(session: Session, held_id: str) -> bool:
    """They were looked at: the words go now; False where another worker was first."""
    changed = session.execute(
        update(PassingWords)
        .where(PassingWords.id == held_id, PassingWords.sealed.is_not(None))
        .values(sealed=None)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def passed(session: Session) -> tuple[str, ...]:
    """Ids of words that were looked at and whose keys are to be destroyed."""
    return tuple(session.scalars(select(PassingWords.id).where(PassingWords.sealed.is_(None))))


def forget_passed(session: Session, held_ids: Collection[str]) -> None:
    """Their keys are destroyed: nothing of them stays."""
    session.execute(delete(PassingWords).where(PassingWords.id.in_(list(held_ids))))


def owner_of(held_id: str) -> str:
    """The name of the words' own key in the key store."""
    return f"passing:{held_id}"

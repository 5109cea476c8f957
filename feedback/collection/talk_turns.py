"""Which turns of a conversation are counted, and when are the counts forgotten?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.safeguarding.verdict import Level
from feedback.store.once import insert_once
from feedback.store.responses import Quarantine
from feedback.store.talking import TalkTurns

NOT_UNDERSTOOD = "not_understood"  # why such words were kept aside
HARMLESS = Level.NONE.value  # neither the rules nor a second look flagged them
LONGEST_MINUTES = 12 * 60  # a form that lay open longer tells nothing of how long it took
TOOK = {"under_5": 5, "5_to_10": 10, "10_to_20": 20, "over_20": LONGEST_MINUTES}


def came_to(session: Session, response_id: str, question_key: str) -> None:
    """Somebody came to a question in the chat, and has not told anything yet."""
    insert_once(
        session, TalkTurns, response_id=response_id, question_key=question_key, turns=0, missed=0
    )


def note_turn(session: Session, response_id: str, question_key: str, *, missed: bool) -> None:
    """One turn at a question; `missed`: what was typed was not understood."""
    changes = {"turns": TalkTurns.turns + 1, "missed": TalkTurns.missed + int(missed)}
    changed = session.execute(
        update(TalkTurns)
        .where(TalkTurns.response_id == response_id, TalkTurns.question_key == question_key)
        .values(changes)
        .execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        insert_once(
            session, TalkTurns, response_id=response_id, question_key=question_key, turns=1,
            missed=int(missed),
        )  # fmt: skip


def forget_turns(session: Session, response_ids: Sequence[str]) -> None:
    """The counts of responses that are taken back or have been kept long enough."""
    session.execute(delete(TalkTurns).where(TalkTurns.response_id.in_(response_ids)))


def drop_harmless(session: Session, response_id: str) -> tuple[str, ...]:
    """Delete what was kept aside only because the chat did not understand it; whose keys go.

    What worries somebody stays: the person was told so before they began (decisions 16).
    """
    which = (
        Quarantine.response_id == response_id,
        Quarantine.why == NOT_UNDERSTOOD,
        Quarantine.level == HARMLESS,
    )
    ids = session.scalars(select(Quarantine.id).where(*which)).all()
    session.execute(delete(Quarantine).where(Quarantine.id.in_(ids)))
    return tuple(f"quarantine:{one}" for one in ids)


def band_of(minutes: int) -> str:
    """The band of a visit's length in minutes; "" where it cannot be one."""
    if not 0 <= minutes < LONGEST_MINUTES:
        return ""
    return next(band for band, most in TOOK.items() if minutes < most)

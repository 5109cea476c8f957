"""What of Compact returns is to be forgotten by now, and by which rule?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, select, union, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day, months_before
from feedback.collection.responses import key_owner
from feedback.collection.retention import CHUNK, Due, Rules
from feedback.store.compact import (
    CompactClash,
    CompactCycle,
    CompactFile,
    CompactGrade,
    CompactHand,
    CompactRequest,
    CompactUpdate,
)
from feedback.store.rounds import Round, RoundInstrument

PAPERS = (CompactClash, CompactFile, CompactUpdate, CompactHand)  # hands last: others name them


def due_of_compact(session: Session, rules: Rules, now: datetime) -> Iterator[Due]:
    """Names, files, updates and who signed, with the words of the return; grades stay.

    The words themselves go as every response's do, by their round.
    """
    limit = months_before(local_day(now), rules.words)
    held = union(*(select(table.request_id) for table in PAPERS))
    rows = session.execute(
        select(CompactRequest.id, CompactRequest.response_id)
        .join(CompactCycle, CompactCycle.id == CompactRequest.cycle_id)
        .join(RoundInstrument, RoundInstrument.id == CompactCycle.round_instrument_id)
        .join(Round, Round.id == RoundInstrument.round_id)
        .where(
            Round.state == "closed", Round.closes_on <= limit, CompactRequest.id.in_(held),
        )
    ).all()  # fmt: skip
    if rows:
        rule = f"papers of Compact returns: {rules.words} months after the last day to answer"
        owners = tuple(key_owner(row.response_id) for row in rows if row.response_id)
        yield Due("compact", rule, tuple(row.id for row in rows), owners, _drop_papers)


def _drop_papers(session: Session, ids: Sequence[str]) -> None:
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        for table in PAPERS:
            session.execute(delete(table).where(table.request_id.in_(some)))
        session.execute(
            update(CompactRequest).where(CompactRequest.id.in_(some)).values(signed_off_by="")
        )
        session.execute(
            update(CompactGrade).where(CompactGrade.request_id.in_(some)).values(moderated_why="")
        )

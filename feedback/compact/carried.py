"""What did the same organisation say the last time it was asked?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.compact.cycles import RequestView, view_of
from feedback.compact.grading import Graded, graded
from feedback.compact.returns import key_getter, read_return
from feedback.compact.updates import Promised, Update, promised, updates_of
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.compact import CompactCycle, CompactRequest
from surveys.answers import Answers
from surveys.definition import Survey


@dataclass(frozen=True, slots=True)
class Carried:
    """The return before: its grades, and its words while they are kept."""

    year: str
    request: RequestView
    grades: Mapping[str, Graded]
    answers: Answers
    actions: tuple[Promised, ...]
    updates: Mapping[str, Update]

    def action(self, indicator: str) -> Promised | None:
        """What was promised for one indicator; None where nothing was."""
        return next((one for one in self.actions if one.indicator == indicator), None)


def last_return(
    session: Session, keys: Keys, survey: Survey, request: RequestView
) -> Carried | None:
    """The newest signed-off return of an earlier cycle; None where there is none.

    `survey`: this cycle's form, whose indicators the old answers are read by.
    """
    here = (
        select(CompactRequest.organisation_key, CompactCycle.year)
        .join(CompactCycle, CompactCycle.id == CompactRequest.cycle_id)
        .where(CompactRequest.id == request.id)
    )
    found = session.execute(here).first()
    if found is None:
        return None
    row = session.execute(
        select(CompactRequest, CompactCycle.year)
        .join(CompactCycle, CompactCycle.id == CompactRequest.cycle_id)
        .where(
            CompactRequest.organisation_key == found[0],
            CompactRequest.organisation_key != "",
            CompactCycle.year < found[1],
            CompactRequest.submitted_on.is_not(None),
        )
        .order_by(CompactCycle.year.desc(), CompactRequest.id)
    ).first()
    if row is None:
        return None
    before = view_of(row[0])
    answers, _ = read_return(session, keys, before)
    return Carried(
        row[1], before, graded(session, before.id), answers, promised(survey, answers),
        read_updates(session, keys, before),
    )  # fmt: skip


def read_updates(session: Session, keys: Keys, request: RequestView) -> Mapping[str, Update]:
    """What was told of a return's actions; nothing where its words are forgotten."""
    if request.response_id is None:
        return {}
    try:
        return updates_of(session, key_getter(keys, request.response_id)(), request.id)
    except WordsAreGone:
        return {}

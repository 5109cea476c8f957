"""What works, for whom, in what circumstances and how? Realist rows that can be filtered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.sealing.keystore import Keys
from feedback.store.base import new_id
from feedback.store.sight import EVERYTHING, Sight, courses_within
from feedback.store.training import Course, RethinkLearning, TrainingSession
from feedback.training.rethinks import notes_key

PARTS = ("for_whom", "context", "mechanism", "outcome")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """In this context this mechanism fired, for whom, giving this outcome."""

    for_whom: str
    context: str
    mechanism: str
    outcome: str

    @property
    def sentence(self) -> str:
        """The four notes tied together, fit to be quoted."""
        return (
            f"For {self.for_whom}, where {self.context}, {self.mechanism}, and so {self.outcome}."
        )


@dataclass(frozen=True, slots=True)
class LearningRow:
    """One row with what it is filtered by."""

    id: str
    session_id: str
    held_on: date
    issue: str
    agency: str
    may_quote: bool
    notes: Notes


def add_learning(
    session: Session,
    keys: Keys,
    session_id: str,
    notes: Notes,
    *,
    issue: str,
    agency: str,
    may_quote: bool,
    by: str,
    now: datetime,
) -> str:
    """Keep one row, sealed under notes_key(session), which must be durable already.

    Raises NotFound.
    """
    if session.get(TrainingSession, session_id) is None:
        raise NotFound
    row_id = new_id()
    told = json.dumps({part: getattr(notes, part).strip() for part in PARTS})
    session.execute(
        insert(RethinkLearning).values(
            id=row_id, session_id=session_id, issue=issue, agency=agency, may_quote=may_quote,
            made_by=by, made_at=now,
            sealed=keys.open(notes_key(session_id)).seal(told, f"learning:{row_id}"),
        )
    )  # fmt: skip
    note(session, who=by, what="learning_added", about=f"training_session:{session_id}", now=now)
    return row_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; "" for anything. `word`: in any of the texts, whatever the case."""

    issue: str = ""
    agency: str = ""
    word: str = ""
    only_quotable: bool = False
    sight: Sight = EVERYTHING

    def is_in(self, *texts: str) -> bool:
        """Whether the word stands in one of the texts."""
        return any(self.word.casefold() in text.casefold() for text in texts)


def learning(session: Session, keys: Keys, wanted: Wanted | None = None) -> tuple[LearningRow, ...]:
    """Rows of every Re-think, the newest first; those whose key is gone are left out."""
    wanted = wanted or Wanted()
    rows = session.execute(_rows(wanted)).all()
    opened = keys.open_many(sorted({notes_key(row.session_id) for row, _ in rows}))
    found = []
    for row, held_on in rows:
        key = opened.get(notes_key(row.session_id))
        if key is None:
            continue
        notes = Notes(**json.loads(key.unseal(row.sealed, f"learning:{row.id}")))
        if wanted.is_in(notes.sentence):
            found.append(
                LearningRow(
                    row.id, row.session_id, held_on, row.issue, row.agency, row.may_quote, notes
                )
            )  # fmt: skip
    return tuple(found)


def _rows(wanted: Wanted) -> Select[RethinkLearning, date]:
    query = (
        select(RethinkLearning, TrainingSession.held_on)
        .join(TrainingSession, TrainingSession.id == RethinkLearning.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(courses_within(wanted.sight))
        .order_by(TrainingSession.held_on.desc(), RethinkLearning.made_at.desc())
    )
    if wanted.issue:
        query = query.where(RethinkLearning.issue == wanted.issue)
    if wanted.agency:
        query = query.where(RethinkLearning.agency == wanted.agency)
    if wanted.only_quotable:
        query = query.where(RethinkLearning.may_quote.is_(True))
    return query

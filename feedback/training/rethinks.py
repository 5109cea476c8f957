"""What does the facilitator note of a Re-think? A case reference only, never a child's name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.base import new_id
from feedback.store.sight import EVERYTHING, Sight, courses_within
from feedback.store.training import (
    Course,
    Rethink,
    RethinkAction,
    TrainingSession,
)
from surveys.kirkpatrick import Occasion

REASONS = {
    "limited_progress": "Limited progress",
    "conflict": "Professional conflict",
    "both": "Both",
    "thematic": "Thematic",
}
STRATEGIES = {
    1: "1: led by the lead professional",
    2: "2: led by the line manager",
    3: "3: an independent facilitator",
}
ISSUES = {
    "learning_disability": "Adult Learning Disability",
    "neurodiversity": "Neurodiversity",
    "disconnected": "Disconnected relationships with parents",
    "lived_experience": "Not fully understanding the lived experience of the child",
    "approaches": "Differing approaches",
    "other": "Other",
}
STEPS = range(1, 6)  # what happened · thoughts and feelings · impact · needs · way forward


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The facilitator's record. `people`: how many were there, by agency."""

    requested_on: date
    requested_by: str
    strategy: int
    reason: str
    case_reference: str = ""
    people: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[str, ...] = ()
    steps: int | None = None
    is_safety_raised: bool | None = None
    is_escalated: bool | None = None
    is_neutral: bool | None = None

    @property
    def involved(self) -> int:
        """How many people were there."""
        return sum(self.people.values())


@dataclass(frozen=True, slots=True)
class RethinkLine:
    """One Re-think in the list."""

    session_id: str
    held_on: date
    status: str
    cancelled_why: str
    record: Record | None


@dataclass(frozen=True, slots=True)
class Action:
    """What was agreed: who does what until when. "" where its key is gone."""

    id: str
    what: str
    owner: str
    due_on: date | None
    done_on: date | None

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and nobody has said it is done."""
        return self.done_on is None and self.due_on is not None and self.due_on < today


def notes_key(session_id: str) -> str:
    """The owner of the key that seals what was noted of a Re-think."""
    return f"rethink:{session_id}"


def rethink_course(session: Session, *, by: str, now: datetime, is_story: bool = False) -> str:
    """The one course all Re-thinks are sessions of, made where it is missing; its id."""
    found = session.scalar(
        select(Course.id).where(
            Course.occasion == Occasion.RETHINK.value, Course.is_story.is_(is_story)
        )
    )
    if found is not None:
        return found
    course_id = new_id()
    session.execute(
        insert(Course).values(
            id=course_id, title="Re-think", occasion=Occasion.RETHINK.value, reach="multi",
            organisation="", objectives=[], situations=[],
            waits_for_term=False, made_by=by, made_at=now,
            is_story=is_story,
        )
    )  # fmt: skip
    return course_id


def keep_record(
    session: Session, session_id: str, record: Record, *, by: str, now: datetime
) -> None:
    """Keep the record of one Re-think, in the place of an earlier one. Raises NotFound."""
    if session.get(TrainingSession, session_id) is None:
        raise NotFound
    session.execute(delete(Rethink).where(Rethink.session_id == session_id))
    session.execute(
        insert(Rethink).values(
            session_id=session_id, case_reference=record.case_reference,
            requested_on=record.requested_on, requested_by=record.requested_by,
            strategy=record.strategy, reason=record.reason, people=dict(record.people),
            issues=list(record.issues), steps=record.steps,
            is_safety_raised=record.is_safety_raised, is_escalated=record.is_escalated,
            is_neutral=record.is_neutral,
        )
    )  # fmt: skip
    note(session, who=by, what="rethink_recorded", about=f"training_session:{session_id}", now=now)


def rethinks(session: Session, sight: Sight = EVERYTHING) -> tuple[RethinkLine, ...]:
    """Every Re-think in sight, the newest first."""
    return _lines(session, courses_within(sight))


def find_rethink(session: Session, session_id: str) -> RethinkLine:
    """One Re-think. Raises NotFound."""
    found = _lines(session, TrainingSession.id == session_id)
    if not found:
        raise NotFound
    return found[0]


def add_action(
    session: Session, keys: Keys, session_id: str, *, what: str, owner: str, due_on: date | None
) -> str:
    """Note what was agreed, sealed under notes_key(session), which must be durable already."""
    action_id = new_id()
    told = json.dumps({"what": what.strip(), "owner": owner.strip()})
    session.execute(
        insert(RethinkAction).values(
            id=action_id, session_id=session_id, due_on=due_on,
            sealed=keys.open(notes_key(session_id)).seal(told, f"action:{action_id}"),
        )
    )  # fmt: skip
    return action_id


def finish_action(session: Session, session_id: str, action_id: str, done_on: date) -> None:
    """It is done; the first day stays. Raises NotFound."""
    found = session.scalar(
        select(RethinkAction.id).where(
            RethinkAction.id == action_id, RethinkAction.session_id == session_id
        )
    )
    if found is None:
        raise NotFound
    session.execute(
        update(RethinkAction)
        .where(RethinkAction.id == action_id, RethinkAction.done_on.is_(None))
        .values(done_on=done_on)
    )


def actions_of(session: Session, keys: Keys, session_id: str) -> tuple[Action, ...]:
    """The agreed actions by the day they are due."""
    rows: Sequence[RethinkAction] = session.scalars(
        select(RethinkAction)
        .where(RethinkAction.session_id == session_id)
        .order_by(RethinkAction.due_on, RethinkAction.id)
    ).all()
    if not rows:
        return ()
    try:
        key = keys.open(notes_key(session_id))
    except WordsAreGone:
        return tuple(Action(row.id, "", "", row.due_on, row.done_on) for row in rows)
    found = []
    for row in rows:
        told = json.loads(key.unseal(row.sealed, f"action:{row.id}"))
        found.append(Action(row.id, told["what"], told["owner"], row.due_on, row.done_on))
    return tuple(found)


def _lines(session: Session, where: ColumnElement[bool]) -> tuple[RethinkLine, ...]:
    query = (
        select(TrainingSession, Rethink)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(Rethink, Rethink.session_id == TrainingSession.id)
        .where(Course.occasion == Occasion.RETHINK.value, where)
        .order_by(TrainingSession.held_on.desc(), TrainingSession.id)
    )
    found = []
    for row in session.execute(query):
        held: TrainingSession = row[0]
        kept: Rethink | None = row[1]  # an outer join: the record may not be written yet
        record = None if kept is None else _record(kept)
        found.append(RethinkLine(held.id, held.held_on, held.status, held.cancelled_why, record))
    return tuple(found)


def _record(row: Rethink) -> Record:
    return Record(
        requested_on=row.requested_on, requested_by=row.requested_by, strategy=row.strategy,
        reason=row.reason, case_reference=row.case_reference, people=dict(row.people),
        issues=tuple(row.issues), steps=row.steps, is_safety_raised=row.is_safety_raised,
        is_escalated=row.is_escalated, is_neutral=row.is_neutral,
    )  # fmt: skip

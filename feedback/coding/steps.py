"""What was done to a question's themes, by whom, in which order? Steps are added, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from feedback.coding.questions import OpenQuestion
from feedback.errors import FeedbackError
from feedback.store.base import new_id
from feedback.store.themes import CodingStep, Theme
from feedback.store.turns import take_turn

CODE, CHOOSE, RENAME, MERGE, SPLIT, DROP, ADD, UNDO = (
    "code", "choose", "rename", "merge", "split", "drop", "add", "undo",
)  # fmt: skip


class ThemeRefused(FeedbackError):
    """A change of themes cannot be made; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something now, and as a part of which step."""

    email: str
    now: datetime
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as staff see it; `theme` is the name the theme bears now."""

    id: str
    what: str
    theme: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    parts: int  # steps that belong to it
    is_undone: bool
    by: str
    at: datetime

    @property
    def can_be_undone(self) -> bool:
        """Whether there is anything to undo."""
        return self.what != UNDO and not self.is_undone


def add_step(
    session: Session,
    question: OpenQuestion,
    doer: Doer,
    what: str,
    *,
    theme_id: str | None = None,
    response_id: str | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    undoes: str | None = None,
) -> str:
    """Write one step down; its id. Ids and staff's own names only, never a respondent's word."""
    take_turn(session, f"theme steps {question.instrument_id} {question.key}")
    last = session.scalar(
        select(func.max(CodingStep.number)).where(
            CodingStep.instrument_id == question.instrument_id,
            CodingStep.question_key == question.key,
        )
    )
    step_id = new_id()
    session.execute(
        insert(CodingStep).values(
            id=step_id, instrument_id=question.instrument_id, question_key=question.key,
            number=(last or 0) + 1, what=what, theme_id=theme_id, response_id=response_id,
            before=dict(before or {}), after=dict(after or {}), part_of=doer.part_of,
            undoes=undoes, by=doer.email, at=doer.now,
        )
    )  # fmt: skip
    return step_id


def steps_of(session: Session, question: OpenQuestion, *, most: int = 100) -> tuple[StepView, ...]:
    """The newest steps first; what belongs to another step is counted there."""
    here = (
        CodingStep.instrument_id == question.instrument_id,
        CodingStep.question_key == question.key,
    )
    undone = set(
        session.scalars(select(CodingStep.undoes).where(*here, CodingStep.undoes.is_not(None)))
    )
    parts = dict(
        session.execute(
            select(CodingStep.part_of, func.count())
            .where(*here, CodingStep.part_of.is_not(None))
            .group_by(CodingStep.part_of)
        ).all()
    )
    rows = session.execute(
        select(CodingStep, Theme.name)
        .outerjoin(Theme, Theme.id == CodingStep.theme_id)
        .where(*here, CodingStep.part_of.is_(None))
        .order_by(CodingStep.number.desc())
        .limit(most)
    )
    return tuple(
        StepView(
            step.id, step.what, name or "", step.before, step.after, parts.get(step.id, 0),
            step.id in undone, step.by, step.at,
        )
        for step, name in rows
    )  # fmt: skip

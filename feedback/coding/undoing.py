"""How is a step taken back? By a step of its own, and only where nothing came after it."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.books import DROPPED
from feedback.coding.changing import theme_here
from feedback.coding.deciding import decided, hold_answer, put
from feedback.coding.questions import OpenQuestion
from feedback.coding.steps import ADD, CODE, RENAME, SPLIT, UNDO, Doer, ThemeRefused, add_step
from feedback.errors import NotFound
from feedback.store.themes import CodingStep

CHANGED = "Something was changed since. Undo that first."


def undo(session: Session, question: OpenQuestion, step_id: str, doer: Doer) -> str:
    """Bring back what was before this step and the steps that belong to it; the new step's id.

    Raises NotFound, and ThemeRefused where it was undone already or something came after it.
    """
    step = session.get(CodingStep, step_id)
    if step is None or step.instrument_id != question.instrument_id:
        raise NotFound
    if step.question_key != question.key or step.what == UNDO or step.part_of is not None:
        raise NotFound
    if session.scalar(select(CodingStep.id).where(CodingStep.undoes == step_id)) is not None:
        raise ThemeRefused("This was undone already.")
    new = _undo_one(session, question, step, doer)
    parts = session.scalars(
        select(CodingStep).where(CodingStep.part_of == step_id).order_by(CodingStep.number.desc())
    ).all()
    for part in parts:
        _undo_one(session, question, part, Doer(doer.email, doer.now, part_of=new))
    return new


def _undo_one(session: Session, question: OpenQuestion, step: CodingStep, doer: Doer) -> str:
    if step.what == CODE and step.response_id is not None:
        _undo_code(session, question, step, doer)
    elif step.theme_id is not None:
        _undo_theme(session, question, step)
    return add_step(
        session, question, doer, UNDO, theme_id=step.theme_id, response_id=step.response_id,
        before=step.after, after=step.before, undoes=step.id,
    )  # fmt: skip


def _undo_code(session: Session, question: OpenQuestion, step: CodingStep, doer: Doer) -> None:
    """The coding of whoever made it is what it was before, whoever undoes it."""
    response_id = cast("str", step.response_id)
    hold_answer(session, question, response_id)
    if decided(session, question, response_id, step.by) != step.after.get("themes"):
        raise ThemeRefused(CHANGED)
    before = cast("list[str] | None", step.before.get("themes"))
    put(session, question, response_id, before, Doer(step.by, doer.now))


def _undo_theme(session: Session, question: OpenQuestion, step: CodingStep) -> None:
    theme = theme_here(session, question, cast("str", step.theme_id))
    if step.what == RENAME:
        if theme.name != step.after.get("name"):
            raise ThemeRefused(CHANGED)
        theme.name = str(step.before["name"])
    else:
        if theme.state != step.after.get("state"):
            raise ThemeRefused(CHANGED)
        if step.what in {ADD, SPLIT}:
            theme.state = DROPPED
        else:
            theme.state, theme.merged_into = str(step.before["state"]), None
    session.flush()

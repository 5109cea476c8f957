"""How does a concern go from one state to the next, when two officers act at once?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.errors import FeedbackError, NotFound
from feedback.safeguarding.keeping_out import is_kept_out
from feedback.safeguarding.steps import Officer, add_step
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.concerns import Concern, ConcernStep

STATES = ("new", "acknowledged", "triaged", "acted", "closed")
NEXT_THING = {
    "new": "Acknowledge it first: that tells the others that you have it.",
    "acknowledged": "It is acknowledged. Next, say how soon somebody must act.",
    "triaged": "It is judged. Next, say what was done, or why nothing needs doing.",
    "acted": "Something was done already. Add what else was done, or close it.",
    "closed": "It is closed. If there is something new, write it as a note.",
}
GONE = "This concern was kept as long as the rule allows, and its words are gone."


class FormIsForAnother(FeedbackError):
    """The form was made for another concern."""

    message = "This form was for another concern. Open the page again, please."


@dataclass(frozen=True, slots=True)
class Here:
    """One officer at one concern at one moment; `step_id` is new in each form shown."""

    concern_id: str
    officer: Officer
    step_id: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """It was done; `waits` where a second person must agree, `lone` where there is none."""

    state: str
    waits: bool = False
    lone: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """It was not done: why and what to do, and who did what before (if anybody)."""

    message: str
    field: str = ""
    by: str = ""
    at: datetime | None = None


Done = Moved | Stopped


def move(
    session: Session,
    keys: Keys,
    here: Here,
    what: str,
    note: Mapping[str, str],
    *,
    allowed: Collection[str] | None = None,
    to: str = "",
    changes: Mapping[str, object] | None = None,
) -> Done:
    """Go to state `to` where the state is one of `allowed`, and add the step; all or nothing.

    The state is asked in the UPDATE itself: whoever comes second changes nothing and is told
    what the first did. Without `allowed` only the step is added.
    """
    level_of(session, here)
    if note and not _may_note(keys, here.concern_id):
        return Stopped(GONE)
    if stands(session, here):
        return Moved(state_of(session, here.concern_id))
    if allowed is not None and not _change(
        session, here, allowed, {"state": to, **(changes or {})}
    ):
        return overtaken(session, here)
    email = here.officer.email
    if not add_step(session, keys, here.concern_id, here.step_id, what, email, here.now, note):
        raise FormIsForAnother  # its step stands with another concern: nothing is changed here
    return Moved(to or state_of(session, here.concern_id))


def level_of(session: Session, here: Here) -> str:
    """The concern's level. Raises NotFound where it is not there for this officer."""
    level = session.scalar(select(Concern.level).where(Concern.id == here.concern_id))
    if level is None or is_kept_out(session, here.concern_id, here.officer.id):
        raise NotFound
    return level


def state_of(session: Session, concern_id: str) -> str:
    """The state as it is now."""
    return session.scalars(select(Concern.state).where(Concern.id == concern_id)).one()


def stands(session: Session, here: Here) -> bool:
    """Whether this very form was sent before (a double tap)."""
    query = select(ConcernStep.id).where(
        ConcernStep.id == here.step_id, ConcernStep.concern_id == here.concern_id
    )
    return session.scalar(query) is not None


def last_step(session: Session, concern_id: str, *what: str) -> ConcernStep | None:
    """The newest step of these kinds (of any, where none is named)."""
    query = select(ConcernStep).where(ConcernStep.concern_id == concern_id)
    if what:
        query = query.where(ConcernStep.what.in_(what))
    newest = query.order_by(ConcernStep.at.desc(), ConcernStep.id.desc()).limit(1)
    return session.scalars(newest).first()


def overtaken(session: Session, here: Here) -> Stopped:
    """The state is another than the form thought: what to do now, and who was there before."""
    before = last_step(session, here.concern_id)
    message = NEXT_THING[state_of(session, here.concern_id)]
    if before is None:
        return Stopped(message)
    return Stopped(message, "", before.by, before.at)


def _change(
    session: Session, here: Here, allowed: Collection[str], changes: Mapping[str, object]
) -> bool:
    moved = session.execute(
        update(Concern)
        .where(Concern.id == here.concern_id, Concern.state.in_(sorted(allowed)))
        .values(**changes)
        .execution_options(synchronize_session=False)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def _may_note(keys: Keys, concern_id: str) -> bool:
    try:
        keys.open(f"concern:{concern_id}")
    except WordsAreGone:
        return False
    return True

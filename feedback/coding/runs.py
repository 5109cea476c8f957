"""How does the machine read a question: asked for once, shared by workers, taken up again?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from feedback.coding.books import open_book
from feedback.coding.questions import OpenQuestion, list_answers, question_of
from feedback.store.base import new_id
from feedback.store.themes import ThemeAnswer, ThemeRun
from feedback.store.turns import take_turn

WAKE = "themes"  # the task's name that web processes wake a worker by
WAITING, READING, SORTING, DONE, FAILED = "waiting", "reading", "sorting", "done", "failed"
UNDER_WAY = (WAITING, READING, SORTING)
BATCH = 100  # answers
LEASE = timedelta(minutes=2)  # longer than reading a batch takes
SORT_LEASE = timedelta(minutes=5)  # 10,000 answers take one at most
TRIES_MOST = 3


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as staff see it."""

    id: str
    state: str
    total: int
    done: int
    seed: int
    parameters: Mapping[str, object]
    versions: Mapping[str, object]
    figures: Mapping[str, object]
    trouble: str
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Whether a worker is to go on with it."""
        return self.state in UNDER_WAY


@dataclass(frozen=True, slots=True)
class ToRead:
    """One answer this worker may read while its lease holds."""

    id: str
    response_id: str
    text_hash: str
    has_vectors: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What reading it gave; `vectors` None keeps what is there."""

    id: str
    text_hash: str
    vectors: bytes | None


def ask_for_run(
    session: Session,
    question: OpenQuestion,
    *,
    by: str,
    now: datetime,
    parameters: Mapping[str, object] | None = None,
    seed: int = 0,
) -> str:
    """Put a run on the list, or find the one under way; its id. After the commit wake a worker."""
    take_turn(session, f"theme run {question.instrument_id} {question.key}")
    found = session.scalar(
        select(ThemeRun.id).where(_here(question), ThemeRun.state.in_(UNDER_WAY)).limit(1)
    )
    if found is not None:
        return found
    open_book(session, question, now)
    run_id = new_id()
    session.add(
        ThemeRun(
            id=run_id, round_id=question.round_id, instrument_id=question.instrument_id,
            question_key=question.key, state=WAITING, seed=seed, parameters=dict(parameters or {}),
            versions={}, figures={}, asked_by=by, asked_at=now,
        )
    )  # fmt: skip
    session.flush()
    return run_id


def last_run(session: Session, question: OpenQuestion, *, finished: bool = False) -> RunView | None:
    """The newest run, or the newest that was done."""
    query = select(ThemeRun).where(_here(question)).order_by(ThemeRun.asked_at.desc()).limit(1)
    row = session.scalar(query.where(ThemeRun.state == DONE) if finished else query)
    if row is None:
        return None
    return RunView(
        row.id, row.state, row.total, row.done, row.seed, row.parameters, row.versions,
        row.figures, row.trouble, row.asked_by, row.asked_at, row.finished_at,
    )  # fmt: skip


def due_runs(session: Session, now: datetime) -> tuple[tuple[str, OpenQuestion], ...]:
    """Runs a worker may go on with, oldest first; one that another sorts just now is not."""
    free = or_(ThemeRun.lease_until.is_(None), ThemeRun.lease_until < now)
    rows = session.execute(
        select(ThemeRun.id, ThemeRun.instrument_id, ThemeRun.question_key)
        .where(ThemeRun.state.in_(UNDER_WAY), free)
        .order_by(ThemeRun.asked_at, ThemeRun.id)
    ).all()
    return tuple(
        (row.id, question_of(session, row.instrument_id, row.question_key)) for row in rows
    )


def start(session: Session, run_id: str, question: OpenQuestion, now: datetime) -> None:
    """List the answers of a run that waits; harmless where another worker has done it."""
    row = session.scalar(
        select(ThemeRun).where(ThemeRun.id == run_id).with_for_update()
    )  # fmt: skip
    if row is None or row.state != WAITING:
        return
    row.total = list_answers(session, question)
    row.done, row.state, row.started_at = 0, READING, now
    session.execute(
        update(ThemeAnswer)
        .where(
            ThemeAnswer.instrument_id == question.instrument_id,
            ThemeAnswer.question_key == question.key,
        )
        .values(run_id=run_id, is_read=False, lease_until=None)
    )


def claim_answers(
    session: Session, run_id: str, now: datetime, *, most: int = BATCH
) -> tuple[ToRead, ...]:
    """Take answers under a lease; nobody else gets them until it runs out."""
    rows = session.scalars(
        select(ThemeAnswer)
        .where(
            ThemeAnswer.run_id == run_id,
            ThemeAnswer.is_read.is_(False),
            or_(ThemeAnswer.lease_until.is_(None), ThemeAnswer.lease_until < now),
        )
        .order_by(ThemeAnswer.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.lease_until = now + LEASE
    session.flush()
    return tuple(
        ToRead(row.id, row.response_id, row.text_hash, row.vectors is not None) for row in rows
    )


def note_read(session: Session, run_id: str, read: Sequence[Read]) -> None:
    """Keep what was read and move the progress on. An answer taken back meanwhile has no row."""
    for one in read:
        values: dict[str, object] = {
            "is_read": True, "lease_until": None, "text_hash": one.text_hash,
        }  # fmt: skip
        if one.vectors is not None:
            values["vectors"] = one.vectors
        session.execute(
            update(ThemeAnswer)
            .where(ThemeAnswer.id == one.id, ThemeAnswer.run_id == run_id)
            .values(**values)
        )
    done = select(func.count()).where(ThemeAnswer.run_id == run_id, ThemeAnswer.is_read.is_(True))
    session.execute(
        update(ThemeRun).where(ThemeRun.id == run_id).values(done=done.scalar_subquery())
    )


def take_sorting(session: Session, run_id: str, now: datetime) -> int | None:
    """The fence of the one worker that sorts, once everything is read; None for all others."""
    row = session.scalar(select(ThemeRun).where(ThemeRun.id == run_id).with_for_update())
    if row is None or row.state not in {READING, SORTING}:
        return None
    if row.lease_until is not None and row.lease_until >= now:
        return None
    unread = session.scalar(
        select(func.count()).where(ThemeAnswer.run_id == run_id, ThemeAnswer.is_read.is_(False))
    )
    if unread:
        return None
    row.state, row.fence, row.lease_until = SORTING, row.fence + 1, now + SORT_LEASE
    session.flush()
    return row.fence


def note_trouble(session: Session, run_id: str, kind: str) -> None:
    """Something went wrong: tried again, and given up after some times. `kind` holds no words."""
    row = session.scalar(select(ThemeRun).where(ThemeRun.id == run_id).with_for_update())
    if row is None or row.state not in UNDER_WAY:
        return
    row.tries += 1
    row.trouble, row.lease_until = kind[:80], None
    if row.tries >= TRIES_MOST:
        row.state = FAILED


def _here(question: OpenQuestion) -> ColumnElement[bool]:
    return and_(
        ThemeRun.instrument_id == question.instrument_id, ThemeRun.question_key == question.key
    )

"""What do staff ask the worker to do, who does it, and when is it gone again?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from feedback.sealing.keystore import Keys
from feedback.store.base import new_id
from feedback.store.errands import Errand

QUOTES = "quotes"
SCAN, REDACT = "scan", "redact"
ASSIGN, DISCOVER, SENTIMENT = "assign", "discover", "sentiment"
KEPT = timedelta(hours=24)
_LEASE = timedelta(minutes=10)  # told anew at each step; a worker that was killed is not waited for
_TRIES_MOST = 3
WAITING, WORKING, DONE, FAILED = "waiting", "working", "done", "failed"
GIVEN, MADE = "given", "made"  # the places they are sealed to


class CannotDo(Exception):  # noqa: N818 - a story
    """What was given cannot be worked on; the text says why, without words of a respondent."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an errand is."""

    id: str
    kind: str
    about: Mapping[str, str]
    state: str
    done: int
    total: int
    problem: str
    by: str
    asked_at: datetime
    expires_at: datetime

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {DONE, FAILED}


@dataclass(frozen=True, slots=True)
class Claimed:
    """An errand this worker holds."""

    id: str
    kind: str
    about: Mapping[str, str]
    given: bytes | None
    by: str


def owner(errand_id: str) -> str:
    """The name of an errand's key in the key store."""
    return f"errand:{errand_id}"


def seal_given(keys: Keys, text: str) -> tuple[str, bytes]:
    """A new errand's id, and the file sealed for it. Call it before the transaction."""
    errand_id = new_id()
    return errand_id, keys.make(owner(errand_id)).seal(text, GIVEN)


def ask_for(
    session: Session,
    kind: str,
    about: Mapping[str, str],
    *,
    by: str,
    now: datetime,
    errand_id: str = "",
    given: bytes | None = None,
) -> str:
    """Write the errand down; its id. A worker looks every two seconds."""
    errand_id = errand_id or new_id()
    session.add(
        Errand(id=errand_id, kind=kind, about=dict(about), by=by, asked_at=now,
               expires_at=now + KEPT, given=given)
    )  # fmt: skip
    return errand_id


def find_errand(session: Session, errand_id: str, by: str) -> Progress | None:
    """How far it is, for whoever asked for it; None for anybody else."""
    row = session.get(Errand, errand_id)
    return _progress(row) if row is not None and row.by == by else None


def my_errands(session: Session, by: str) -> tuple[Progress, ...]:
    """Files somebody asked for, newest first."""
    rows = session.scalars(
        select(Errand)
        .where(Errand.by == by, Errand.kind != QUOTES)
        .order_by(Errand.asked_at.desc(), Errand.id)
    )
    return tuple(_progress(row) for row in rows)


def made_of(session: Session, keys: Keys, errand_id: str, by: str) -> str | None:
    """The text of what was made, for whoever asked for it."""
    row = session.get(Errand, errand_id)
    if row is None or row.by != by or row.state != DONE or row.made is None:
        return None
    return keys.open(owner(errand_id)).unseal(row.made, MADE)


def claim_errand(session: Session, now: datetime) -> Claimed | None:
    """The longest waiting errand, or one whose worker is gone; nobody else gets it meanwhile."""
    is_free = or_(
        Errand.state == WAITING, (Errand.state == WORKING) & (Errand.leased_until < now)
    ) & (Errand.expires_at > now)
    waiting = select(Errand.id).where(is_free).order_by(Errand.asked_at, Errand.id)
    for errand_id in session.scalars(waiting).all():
        taken = session.execute(
            update(Errand)
            .where(Errand.id == errand_id, is_free)
            .values(state=WORKING, leased_until=now + _LEASE, tries=Errand.tries + 1)
            .execution_options(synchronize_session=False)
        )
        if not taken.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
            continue
        row = session.get_one(Errand, errand_id, populate_existing=True)
        if row.tries > _TRIES_MOST:
            fail(session, errand_id, "It could not be done. Ask whoever looks after the server.")
            continue
        return Claimed(row.id, row.kind, row.about, row.given, row.by)
    return None


def tell(session: Session, errand_id: str, done: int, total: int, now: datetime) -> None:
    """How far it is; the worker holds it on."""
    _set(session, errand_id, done=done, total=total, leased_until=now + _LEASE)


def finish(session: Session, errand_id: str, made: bytes | None, said: str = "") -> None:
    """Done: what was made is kept, what was given is not needed any more."""
    _set(session, errand_id, state=DONE, made=made, given=None, leased_until=None, problem=said)


def fail(session: Session, errand_id: str, problem: str) -> None:
    """It cannot be done; why, in a sentence for the person and without their words."""
    _set(session, errand_id, state=FAILED, given=None, leased_until=None, problem=problem)


def expired(session: Session, now: datetime) -> tuple[str, ...]:
    """Errands that go now."""
    return tuple(session.scalars(select(Errand.id).where(Errand.expires_at <= now)))


def drop_errands(session: Session, ids: tuple[str, ...]) -> None:
    """Their rows go; destroy their keys first."""
    session.execute(delete(Errand).where(Errand.id.in_(ids)))


def _set(session: Session, errand_id: str, **changes: object) -> None:
    session.execute(
        update(Errand)
        .where(Errand.id == errand_id)
        .values(**changes)
        .execution_options(synchronize_session=False)
    )


def _progress(row: Errand) -> Progress:
    return Progress(row.id, row.kind, row.about, row.state, row.done, row.total, row.problem,
                    row.by, row.asked_at, row.expires_at)  # fmt: skip

"""What did a round hear, and what was done about it? Written by staff, shown to everybody.

The public sees what was published and nothing of what is being written since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.store.base import new_id
from feedback.store.reports import HeardPage
from feedback.store.rounds import Round

LINES_MOST = 8
LETTERS_MOST = 600  # of one text
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing people said, what was done about it, and both in easy words."""

    said: str
    did: str
    said_easy: str
    did_easy: str

    @property
    def is_empty(self) -> bool:
        return not any((self.said, self.did, self.said_easy, self.did_easy))

    @property
    def is_whole(self) -> bool:
        return all((self.said, self.did, self.said_easy, self.did_easy))


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff write, made from `version`; 0 where nothing was there."""

    version: int
    intro: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A round's page as staff see it."""

    page_id: str  # "" where nothing is written yet
    draft: Draft
    changed_by: str
    shown_by: str
    is_shown: bool
    is_changed: bool  # what is being written is not what the public sees
    is_lone: bool


@dataclass(frozen=True, slots=True)
class Public:
    """A page as everybody sees it."""

    page_id: str
    asked_on: date
    intro: str
    lines: tuple[Line, ...]
    is_story: bool


def heard(session: Session, round_id: str) -> Heard:
    """A round's page; an empty one where nobody has written. Raises NotFound for no round."""
    if session.get(Round, round_id) is None:
        raise NotFound
    row = _row(session, round_id)
    if row is None:
        return Heard("", Draft(0, "", ()), "", "", False, False, False)
    draft = Draft(row.version, row.intro, _lines(row.lines))
    told = _told(draft)
    return Heard(
        row.id, draft, row.changed_by, row.shown_by or "", row.shown is not None,
        row.shown is not None and row.shown != told, row.is_lone,
    )  # fmt: skip


def write(session: Session, round_id: str, draft: Draft, *, by: str, now: datetime) -> bool:
    """Keep what is written; False where somebody else was faster, and nothing is kept then."""
    lines = [asdict(line) for line in draft.lines if not line.is_empty][:LINES_MOST]
    values = {"intro": draft.intro, "lines": lines, "changed_by": by, "changed_at": now}
    if _row(session, round_id) is None:
        if draft.version:
            return False
        session.execute(
            insert(HeardPage).values(
                id=new_id(), round_id=round_id, version=1, is_lone=False, **values
            )
        )
        return True
    written = session.execute(
        update(HeardPage)
        .where(HeardPage.round_id == round_id, HeardPage.version == draft.version)
        .values(version=draft.version + 1, **values)
    )
    return bool(written.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def publish(
    session: Session, round_id: str, *, version: int, others: int, by: str, now: datetime
) -> str:
    """Show it to everybody; "" when done, else why not.

    Never by whoever wrote last, where a colleague could (decisions 15).
    """
    row = _row(session, round_id)
    found = session.get(Round, round_id)
    if row is None or found is None:
        raise NotFound
    lines = _lines(row.lines)
    is_own = row.changed_by == by
    if row.version != version:
        return "Somebody has changed it since you looked. Look again."
    if found.state != CLOSED:
        return "People are still answering. It can be published once the round is closed."
    if not lines or not all(line.is_whole for line in lines):
        return "Each line needs what people said and what you did, both in easy words too."
    if is_own and others:
        return "Somebody who did not change it last has to publish it."
    session.execute(
        update(HeardPage)
        .where(HeardPage.id == row.id)
        .values(shown=_told(Draft(0, row.intro, lines)), shown_by=by, shown_at=now, is_lone=is_own)
    )
    return ""


def take_down(session: Session, round_id: str) -> None:
    """The public sees it no more; what is written stays. Raises NotFound."""
    row = _row(session, round_id)
    if row is None:
        raise NotFound
    session.execute(
        update(HeardPage)
        .where(HeardPage.id == row.id)
        .values(shown=None, shown_by=None, shown_at=None, is_lone=False)
    )


def public_pages(session: Session) -> tuple[Public, ...]:
    """Every published page, the newest round first."""
    rows = session.execute(
        select(HeardPage, Round)
        .join(Round, Round.id == HeardPage.round_id)
        .where(HeardPage.shown_at.is_not(None))
        .order_by(Round.opens_on.desc(), HeardPage.id)
    )
    return tuple(
        Public(page.id, one.opens_on, page.shown["intro"], _lines(page.shown["lines"]),
               one.is_story)
        for page, one in rows
        if page.shown
    )  # fmt: skip


def public_page(session: Session, page_id: str) -> Public:
    """One published page. Raises NotFound."""
    for one in public_pages(session):
        if one.page_id == page_id:
            return one
    raise NotFound


def _row(session: Session, round_id: str) -> HeardPage | None:
    return session.scalar(select(HeardPage).where(HeardPage.round_id == round_id))


def _told(draft: Draft) -> dict[str, Any]:
    return {"intro": draft.intro, "lines": [asdict(line) for line in draft.lines]}


def _lines(kept: Sequence[Mapping[str, str]]) -> tuple[Line, ...]:
    return tuple(Line(**line) for line in kept)

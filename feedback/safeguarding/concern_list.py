"""What has been raised and waits, and what exactly did the person say?"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.concerns import Concern, ConcernKeptOut, ConcernStep
from feedback.store.responses import Response
from feedback.store.rounds import Round, RoundInstrument, SurveyVersion
from feedback.store.sight import EVERYTHING, Sight, within

GRAVEST_FIRST = ("urgent", "same_day", "unscreened", "review")
OPEN_STATES = ("new", "acknowledged", "triaged", "acted")


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """One concern without its words."""

    id: str
    level: str
    kinds: tuple[str, ...]
    source: str
    shown: str
    state: str
    raised_at: datetime
    acknowledged_at: datetime | None
    closed_at: datetime | None
    copied_at: datetime | None
    round_id: str | None
    round_name: str
    is_story: bool
    audience: str  # the survey's, "" for words kept aside
    mode: str  # named | confidential | anonymous, "" where nobody can tell
    version_id: str | None
    response_id: str | None
    question_key: str
    channel: str  # "" where the response is gone
    taken_by: str = ""  # who acknowledged it


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what was said; `fired` where it made the machine look."""

    text: str
    fired: bool


@dataclass(frozen=True, slots=True)
class OpenedConcern:
    """A concern with the words; `pieces` is empty where their key was destroyed."""

    line: ConcernLine
    asked: str
    pieces: tuple[Piece, ...]

    @property
    def said(self) -> str:
        """The words as they were written."""
        return "".join(piece.text for piece in self.pieces)


def list_concerns(
    session: Session,
    staff_id: str,
    sight: Sight = EVERYTHING,
    *,
    states: Collection[str] = OPEN_STATES,
    level: str = "",
    most: int = 200,
) -> tuple[ConcernLine, ...]:
    """Concerns this member of staff may read: unacknowledged first, then the gravest, the oldest.

    Closed ones stand newest first.
    """
    query = _LINES.where(_may_read(staff_id, sight), Concern.state.in_(sorted(states)))
    if level:
        query = query.where(Concern.level == level)
    place = case({one: n for n, one in enumerate(GRAVEST_FIRST)}, value=Concern.level, else_=9)
    rows = session.execute(
        query.order_by(
            Concern.state != "new", Concern.closed_at.desc(), place, Concern.raised_at, Concern.id
        ).limit(most)
    ).all()
    taken = _taken_by(session, [row.id for row in rows])
    return tuple(_line(row, taken.get(row.id, "")) for row in rows)


def count_new(session: Session, staff_id: str, sight: Sight = EVERYTHING) -> int:
    """How many concerns nobody has acknowledged, of those this member of staff may read."""
    query = (
        select(func.count())
        .select_from(Concern)
        .where(Concern.state == "new", _may_read(staff_id, sight))
    )
    return session.scalar(query) or 0


def find_concern(session: Session, concern_id: str, staff_id: str) -> ConcernLine:
    """One concern without its words. Raises NotFound for whoever is kept out of it."""
    row = session.execute(
        _LINES.where(Concern.id == concern_id, _may_read(staff_id, EVERYTHING))
    ).first()
    if row is None:
        raise NotFound
    return _line(row, _taken_by(session, [concern_id]).get(concern_id, ""))


def open_concern(session: Session, keys: Keys, concern_id: str, staff_id: str) -> OpenedConcern:
    """One concern with its words. The page notes first who looks. Raises NotFound."""
    line = find_concern(session, concern_id, staff_id)
    sealed = session.scalars(select(Concern.sealed).where(Concern.id == concern_id)).one()
    try:
        told = json.loads(keys.open(f"concern:{concern_id}").unseal(sealed, "finding"))
    except WordsAreGone:
        return OpenedConcern(line, "", ())
    return OpenedConcern(line, told["asked"], pieces_of(told["said"], told["spans"]))


def beside(session: Session, line: ConcernLine, staff_id: str) -> tuple[ConcernLine, ...]:
    """The same person's other concerns, the oldest first."""
    if line.response_id is None:
        return ()
    rows = session.execute(
        _LINES.where(
            Concern.response_id == line.response_id,
            Concern.id != line.id,
            _may_read(staff_id, EVERYTHING),
        ).order_by(Concern.raised_at, Concern.id)
    )
    return tuple(_line(row) for row in rows)


def pieces_of(said: str, spans: list[list[int]]) -> tuple[Piece, ...]:
    """The words cut at the spans (start, end in code points), overlaps merged."""
    fired = [False] * len(said)
    for start, end in spans:
        fired[max(start, 0) : end] = [True] * len(fired[max(start, 0) : end])
    pieces: list[Piece] = []
    start = 0
    for place in range(1, len(said) + 1):
        if place == len(said) or fired[place] != fired[start]:
            pieces.append(Piece(said[start:place], fired[start]))
            start = place
    return tuple(pieces)


_LINES: Select[*tuple[Any, ...]] = (
    select(
        Concern.id,
        Concern.level,
        Concern.kinds,
        Concern.source,
        Concern.shown,
        Concern.state,
        Concern.raised_at,
        Concern.acknowledged_at,
        Concern.closed_at,
        Concern.copied_at,
        Concern.response_id,
        Concern.question_key,
        Round.id.label("round_id"),
        Round.name.label("round_name"),
        Round.is_story,
        SurveyVersion.audience,
        RoundInstrument.mode,
        RoundInstrument.survey_version_id.label("version_id"),
        Response.channel,
    )
    .outerjoin(RoundInstrument, RoundInstrument.id == Concern.round_instrument_id)
    .outerjoin(Round, Round.id == RoundInstrument.round_id)
    .outerjoin(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
    .outerjoin(Response, Response.id == Concern.response_id)
)


def _may_read(staff_id: str, sight: Sight) -> Any:
    kept_from = select(ConcernKeptOut.concern_id).where(ConcernKeptOut.staff_id == staff_id)
    seen = within(sight, Concern.round_instrument_id, Concern.response_id)
    return Concern.id.not_in(kept_from) & seen


def _taken_by(session: Session, ids: Collection[str]) -> dict[str, str]:
    rows = session.execute(
        select(ConcernStep.concern_id, ConcernStep.by)
        .where(ConcernStep.concern_id.in_(list(ids)), ConcernStep.what == "acknowledged")
        .order_by(ConcernStep.at)
    )
    return {row.concern_id: row.by for row in rows}


def _line(row: Any, taken_by: str = "") -> ConcernLine:
    given = row._asdict()
    given["kinds"] = tuple(kind for kind in row.kinds.split(";") if kind)
    for name in ("round_name", "audience", "mode", "channel"):
        given[name] = given[name] or ""
    given["is_story"] = bool(row.is_story)
    given["taken_by"] = taken_by if row.state != "new" else ""
    return ConcernLine(**given)

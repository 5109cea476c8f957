"""What has been raised, and what exactly did the person say? First look, until triage exists."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.concerns import Concern
from feedback.store.rounds import Round, RoundInstrument, SurveyVersion

GRAVEST_FIRST = ("urgent", "same_day", "unscreened", "review")


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """One line of the list: no words."""

    id: str
    level: str
    kinds: tuple[str, ...]
    source: str
    shown: str
    state: str
    raised_at: datetime
    round_name: str
    audience: str  # the survey's, "" for words kept aside


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


def list_concerns(session: Session) -> tuple[ConcernLine, ...]:
    """Every concern, the gravest and then the oldest first."""
    lines = [_line(row) for row in session.execute(_LINES)]
    return tuple(sorted(lines, key=lambda line: (_grave(line.level), line.raised_at)))


def count_new(session: Session) -> int:
    """How many concerns nobody has dealt with."""
    query = select(func.count()).select_from(Concern).where(Concern.state == "new")
    return session.scalar(query) or 0


def open_concern(session: Session, keys: Keys, concern_id: str) -> OpenedConcern:
    """One concern with its words. The page notes first who looks. Raises NotFound."""
    row = session.execute(_LINES.where(Concern.id == concern_id)).first()
    if row is None:
        raise NotFound
    try:
        told = json.loads(keys.open(f"concern:{concern_id}").unseal(row.sealed, "finding"))
    except WordsAreGone:
        return OpenedConcern(_line(row), "", ())
    return OpenedConcern(_line(row), told["asked"], pieces_of(told["said"], told["spans"]))


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
        Concern.sealed,
        Round.name.label("round_name"),
        SurveyVersion.audience,
    )
    .outerjoin(RoundInstrument, RoundInstrument.id == Concern.round_instrument_id)
    .outerjoin(Round, Round.id == RoundInstrument.round_id)
    .outerjoin(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
)


def _grave(level: str) -> int:
    return GRAVEST_FIRST.index(level) if level in GRAVEST_FIRST else len(GRAVEST_FIRST)


def _line(row: Any) -> ConcernLine:
    return ConcernLine(
        row.id,
        row.level,
        tuple(kind for kind in row.kinds.split(";") if kind),
        row.source,
        row.shown,
        row.state,
        row.raised_at,
        row.round_name or "",
        row.audience or "",
    )

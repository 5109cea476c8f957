"""What do pages need to know of a round and its instruments?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from feedback.collection.doors import Standing, standing_of
from feedback.collection.instruments import Mode
from feedback.errors import NotFound
from feedback.store.compact import CompactCycle
from feedback.store.rounds import Cohort, CohortMember, Round, RoundInstrument, SurveyVersion
from feedback.store.training import TrainingWave
from surveys.definition import CHILDREN, Audience


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """An instrument in a round."""

    id: str
    version_id: str
    survey_key: str
    title: str
    audience: Audience
    mode: Mode
    has_open_link: bool
    has_kiosk: bool
    people: int  # members of its cohorts, held ones too
    keep_months: int | None  # how long its words are kept; None: as usual

    @property
    def asks_children(self) -> bool:
        """Whether the people asked are under 18."""
        return self.audience in CHILDREN


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round as its pages show it."""

    id: str
    name: str
    opens_on: date
    closes_on: date
    state: str  # draft | open | closed
    standing: Standing
    made_by: str
    is_story: bool
    instruments: tuple[InstrumentView, ...]

    @property
    def asks_children(self) -> bool:
        """Whether any instrument asks people under 18."""
        return any(one.asks_children for one in self.instruments)

    def instrument(self, instrument_id: str) -> InstrumentView:
        """The instrument with this id. Raises NotFound."""
        for one in self.instruments:
            if one.id == instrument_id:
                return one
        raise NotFound


# The rounds under the waves of courses and Re-thinks, and under the Compact audit: they have pages
# and messages of their own.
ELSEWHERE = union(
    select(RoundInstrument.round_id).join(
        TrainingWave, TrainingWave.round_instrument_id == RoundInstrument.id
    ),
    select(RoundInstrument.round_id).join(
        CompactCycle, CompactCycle.round_instrument_id == RoundInstrument.id
    ),
)


def list_rounds(session: Session, now: datetime) -> tuple[RoundView, ...]:
    """All rounds, the newest window first, but those that have pages of their own."""
    rows = session.scalars(
        select(Round).where(Round.id.not_in(ELSEWHERE)).order_by(Round.opens_on.desc(), Round.name)
    ).all()
    instruments = _instruments(session, [row.id for row in rows])
    return tuple(_view(row, instruments.get(row.id, ()), now) for row in rows)


def find_round(session: Session, round_id: str, now: datetime) -> RoundView:
    """One round. Raises NotFound."""
    row = session.get(Round, round_id)
    if row is None:
        raise NotFound
    return _view(row, _instruments(session, [round_id]).get(round_id, ()), now)


_PEOPLE = (
    select(func.count())
    .select_from(CohortMember)
    .join(Cohort, Cohort.id == CohortMember.cohort_id)
    .where(Cohort.round_instrument_id == RoundInstrument.id)
    .scalar_subquery()
)
_INSTRUMENTS: Select[*tuple[Any, ...]] = select(
    RoundInstrument.round_id,
    RoundInstrument.id,
    RoundInstrument.survey_version_id,
    RoundInstrument.mode,
    RoundInstrument.open_link_hash,
    RoundInstrument.kiosk_hash,
    RoundInstrument.keep_months,
    SurveyVersion.survey_key,
    SurveyVersion.title,
    SurveyVersion.audience,
    _PEOPLE.label("people"),
).join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)


def _instruments(
    session: Session, round_ids: Sequence[str]
) -> dict[str, tuple[InstrumentView, ...]]:
    found: dict[str, list[InstrumentView]] = {}
    for row in session.execute(_INSTRUMENTS.where(RoundInstrument.round_id.in_(round_ids))):
        view = InstrumentView(
            row.id,
            row.survey_version_id,
            row.survey_key,
            row.title,
            Audience(row.audience),
            Mode(row.mode),
            row.open_link_hash is not None,
            row.kiosk_hash is not None,
            row.people,
            row.keep_months,
        )
        found.setdefault(row.round_id, []).append(view)
    order = list(Audience)
    return {
        round_id: tuple(sorted(views, key=lambda view: order.index(view.audience)))
        for round_id, views in found.items()
    }


def _view(row: Round, instruments: tuple[InstrumentView, ...], now: datetime) -> RoundView:
    return RoundView(
        row.id,
        row.name,
        row.opens_on,
        row.closes_on,
        row.state,
        standing_of(row.state, row.opens_on, row.closes_on, now),
        row.made_by,
        row.is_story,
        instruments,
    )

"""Which surveys of the invented demonstration can anybody try today?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.collection.doors import Standing, standing_of
from feedback.collection.instruments import AUDIENCE_NAMES, FEBRUARY
from feedback.collection.round_doors import door_token
from feedback.sealing.keystore import Keys
from feedback.store.rounds import Round, RoundInstrument, SurveyVersion
from surveys.definition import Audience


@dataclass(frozen=True, slots=True)
class DoorToTry:
    """One survey to try: for whom it is, and the token of its open link."""

    audience: str
    token: str


def doors_to_try(session: Session, keys: Keys, now: datetime) -> tuple[DoorToTry, ...]:
    """Open links of story rounds that are open now, youngest audience first.

    A server that holds real answers has no story round, so it shows none.
    """
    rows = session.execute(
        select(Round.state, Round.opens_on, Round.closes_on, RoundInstrument.id,
               SurveyVersion.audience)
        .join(Round, Round.id == RoundInstrument.round_id)
        .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
        .where(Round.is_story.is_(True), RoundInstrument.open_link_hash.is_not(None))
    ).all()  # fmt: skip
    found: dict[Audience, str] = {}
    for row in rows:
        if standing_of(row.state, row.opens_on, row.closes_on, now) is not Standing.OPEN:
            continue
        token = door_token(session, keys, row.id, "open")
        if token is not None:
            found[Audience(row.audience)] = token
    return tuple(
        DoorToTry(AUDIENCE_NAMES[audience], found[audience])
        for audience in FEBRUARY
        if audience in found
    )

"""How can somebody who meets the demonstration answer a survey at once? By an open round."""

from __future__ import annotations

from datetime import datetime, timedelta

from feedback.collection.calendar import local_day
from feedback.collection.demonstration import doors_to_try
from feedback.collection.instruments import Mode, february_instruments
from feedback.collection.round_doors import set_door
from feedback.collection.round_views import find_round
from feedback.collection.rounds import Plan, make_round, open_round
from feedback.services import Services
from feedback.story.telling import BY
from surveys.definition import Audience

NAME = "Try it today (invented demonstration)"
OPEN_DAYS = 60


def open_to_try(services: Services, now: datetime) -> None:
    """Open a story round with a link for everybody, where none is open today."""
    with services.sessions.reading() as session:
        if doors_to_try(session, services.keys, now):
            return
    today = local_day(now)
    chosen = tuple(
        (one.survey, Mode.NAMED if one.audience is Audience.PROFESSIONAL else Mode.CONFIDENTIAL)
        for one in february_instruments()
    )
    plan = Plan(NAME, today, today + timedelta(days=OPEN_DAYS), chosen)
    with services.sessions.writing() as session:
        round_id = make_round(session, services.surveys, plan, by=BY, now=now, is_story=True)
        open_round(session, round_id, by=BY, now=now)
        for one in find_round(session, round_id, now).instruments:
            set_door(session, services.keys, one.id, "open", by=BY, now=now)

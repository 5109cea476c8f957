"""How does an invented person take part? Through the door, the scan and the store, like anyone."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.collection.doors import Door
from feedback.collection.links import response_id_for
from feedback.collection.responses import Held, begin, find, key_owner, record, tick
from feedback.collection.sending import decline, send, withdraw
from feedback.safeguarding.concerns import PreparedConcern, Screener, look_at, prepare
from feedback.sealing.keystore import Keys
from feedback.services import Services
from feedback.store.talking import TalkTurns
from surveys.answers import Answers
from surveys.definition import Survey
from surveys.route import route

Turns = tuple[int, int]  # at one question: how many, and how many of them were not understood


def take_part(
    services: Services,
    door: Door,
    survey: Survey,
    answers: Answers,
    *,
    now: datetime,
    chance: random.Random,
    ends: str = "sent",
    turns: Mapping[str, Turns] | None = None,
) -> str:
    """One response with these answers; `ends`: sent, open, declined or withdrawn. Its id.

    `turns`: who chats, question by question, as the conversation's own count has it.
    """
    capability = f"{chance.getrandbits(128):032x}"
    response_id = response_id_for(capability)
    key = services.keys.make(key_owner(response_id))
    given = [(survey.question(name), value) for name, value in answers.items()]
    concerns = _concerns(services, door, response_id, survey, answers)
    today = local_day(now)
    with services.sessions.writing() as session:
        begin(session, door, capability, today)
        held = find(session, capability, now)
        if held is None:
            raise LookupError("the response that was just begun is not there")
        record(
            session, held, given, concerns, keys=services.keys, get_key=lambda: key,
            at_page="~review", now=now,
        )  # fmt: skip
        if any(not value.skipped for _, value in given):
            tick(session, door.member_id, "started_on", today)
        for name, (made, missed) in (turns or {}).items():
            session.add(
                TalkTurns(response_id=response_id, question_key=name, turns=made, missed=missed)
            )
        _end(session, services.keys, held, (survey, answers), door.member_id, today, ends)
    if ends == "withdrawn":
        services.keys.destroy(key_owner(response_id))
    return response_id


def _end(
    session: Session,
    keys: Keys,
    held: Held,
    said: tuple[Survey, Answers],
    member_id: str | None,
    today: date,
    ends: str,
) -> None:
    if ends == "sent":
        send(session, keys, held, *said, member_id=member_id, today=today)
    elif ends == "declined":
        decline(session, held, member_id=member_id, today=today)
    elif ends == "withdrawn":
        withdraw(session, keys, held, member_id=member_id)


def _concerns(
    services: Services, door: Door, response_id: str, survey: Survey, answers: Answers
) -> list[PreparedConcern]:
    """What worries in these answers, prepared as for anybody's."""
    # Without a clock: on a slow machine the story would hold words "not screened", a fast one none.
    screener = Screener(services.scanner, float, services.settings.scan_budget_ms / 1000)
    quiet = route(survey, answers).quiet
    return [
        prepare(
            services.keys,
            finding,
            response_id=response_id,
            round_instrument_id=door.round_instrument_id,
            shown="card" if finding.is_hit and not quiet else "footer",
        )
        for name, value in answers.items()
        for finding in look_at(survey.question(name), value, screener, survey.audience)
    ]

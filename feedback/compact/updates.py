"""A year on: how did an organisation's actions go? Progress, impact, barrier for each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.compact.asking import queue, reached_by
from feedback.compact.cycles import find_cycle, requests_of
from feedback.compact.filling import By
from feedback.compact.grading import graded
from feedback.privacy.audit import note
from feedback.safeguarding.concerns import PreparedConcern, raise_concern
from feedback.sealing.keystore import OpenKey
from feedback.store.base import new_id
from feedback.store.compact import CompactCycle, CompactUpdate
from feedback.store.rounds import RoundInstrument
from feedback.store.turns import take_turn
from surveys.answers import Answers
from surveys.compact import NEEDS_ACTION, STANDARDS
from surveys.compact_return import indicators_of, needs_action
from surveys.definition import Survey

STATES = {
    "done": "Done",
    "under_way": "Under way",
    "not_begun": "Not begun",
    "dropped": "Given up",
}
PARTS = {
    "progress": "What have you done so far?",
    "impact": "What difference has it made for children?",
    "barrier": "What got in the way?",
}
WORDS_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Promised:
    """One action of a signed-off return: the indicator, what was to be done, by whom, when."""

    indicator: str
    standard: int
    about: str
    action: str
    owner: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Update:
    """How far one action has come."""

    indicator: str
    state: str
    words: Mapping[str, str]  # progress, impact, barrier; "" for nothing
    told_on: date


def promised(survey: Survey, answers: Answers) -> tuple[Promised, ...]:
    """Every action a return promises, in the standards' order."""
    found = []
    for standard in STANDARDS:
        for one in indicators_of(survey, standard, answers):
            if needs_action(answers, one.key):
                told = [answers.get(question.key) for question in (one.action, one.owner, one.due)]
                found.append(
                    Promised(
                        one.key, standard, one.grade.ask, told[0].text if told[0] else "",
                        told[1].text if told[1] else "", told[2].day if told[2] else None,
                    )
                )  # fmt: skip
    return tuple(found)


def ask_for_updates(session: Session, cycle_id: str, *, by: str, now: datetime) -> int:
    """Write to every organisation whose return promises an action; how many. Raises NotFound."""
    cycle, written = find_cycle(session, cycle_id), 0
    session.execute(
        update(CompactCycle)
        .where(CompactCycle.id == cycle_id)
        .values(updates_asked_on=local_day(now))
    )
    instrument = session.get(RoundInstrument, cycle.round_instrument_id or "")
    reached = reached_by(session, cycle_id)
    for one in requests_of(session, cycle_id):
        may = reached.get(one.member_id or "")
        if instrument is None or one.member_id is None or one.submitted_on is None or may is None:
            continue
        promises = any(g.grade in NEEDS_ACTION for g in graded(session, one.id).values())
        if promises and may.has_email and not may.opted_out:
            written += queue(session, "compact_update", instrument.round_id, one.member_id, now)
    note(
        session, who=by, what="compact_updates_asked", about=f"compact_cycle:{cycle_id}", now=now,
        details={"organisations": str(written)},
    )  # fmt: skip
    return written


def keep_update(
    session: Session,
    key: OpenKey,
    request_id: str,
    told: Update,
    concerns: Sequence[PreparedConcern],
    by: By,
) -> None:
    """Keep how far an action has come, in the place of what was told before."""
    take_turn(session, f"compact return {request_id}")
    update_id = new_id()
    session.execute(
        delete(CompactUpdate).where(
            CompactUpdate.request_id == request_id, CompactUpdate.indicator == told.indicator
        )
    )
    session.execute(
        insert(CompactUpdate).values(
            id=update_id, request_id=request_id, indicator=told.indicator, state=told.state,
            hand_id=by.hand_id, told_on=by.today,
            sealed=key.seal(json.dumps(dict(told.words)), f"update:{update_id}"),
        )
    )  # fmt: skip
    for concern in concerns:
        raise_concern(session, concern, by.now)


def updates_of(session: Session, key: OpenKey, request_id: str) -> Mapping[str, Update]:
    """Indicator -> what was told of its action."""
    rows = session.scalars(select(CompactUpdate).where(CompactUpdate.request_id == request_id))
    found = {}
    for row in rows:
        words: Mapping[str, str] = json.loads(key.unseal(row.sealed, f"update:{row.id}"))
        found[row.indicator] = Update(row.indicator, row.state, words, row.told_on)
    return found

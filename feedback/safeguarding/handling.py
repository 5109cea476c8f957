"""What does an officer do about a concern? From new to closed, never without a person.

    new -> acknowledged -> triaged -> acted -> closed

A step with wrong or missing words, or in the wrong state, comes back as Stopped and changes
nothing. Every function raises NotFound where the officer is kept out of the concern.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedback.safeguarding.alarms import quieten
from feedback.safeguarding.keeping_out import SAID_SO, keep_out, recipients_allowed
from feedback.safeguarding.moving import (
    Done,
    Here,
    Moved,
    Stopped,
    last_step,
    level_of,
    move,
    overtaken,
    stands,
    state_of,
)
from feedback.safeguarding.verdict import Level
from feedback.sealing.keystore import Keys
from feedback.store.concerns import Concern, ConcernStep
from feedback.store.rounds import RoundInstrument

DANGERS = ("now", "today", "later", "none")
RECIPIENTS = ("mash", "lado", "police", "worker_or_iro", "adult_safeguarding", "out_of_hours")
OUTCOMES = ("upheld", "not_upheld", "false_alarm", "passed_on")
CLOSED = "closed:"  # the step's name ends in the outcome: it can be counted without any key
NEEDS_TWO = frozenset({"urgent", "same_day"})  # to do nothing about these, a second must agree
PROPOSED, REFUSED = "no_action_proposed", "no_action_refused"


def acknowledge(session: Session, keys: Keys, here: Here) -> Done:
    """Take it on: the alarm stops."""
    changes = {"acknowledged_at": here.now, "alarm_at": None}
    done = move(
        session, keys, here, "acknowledged", {}, allowed={"new"}, to="acknowledged", changes=changes
    )
    if isinstance(done, Moved) and level_of(session, here) == Level.UNSCREENED.value:
        quieten(session, here.now)
    return done


def triage(session: Session, keys: Keys, here: Here, danger: str, note: str) -> Done:
    """Judge how soon somebody must act: now, today, later, none."""
    if danger not in DANGERS:
        return Stopped("Choose how soon somebody must act.", "danger")
    told = {"danger": danger, "note": note.strip()}
    return move(session, keys, here, "triaged", told, allowed={"acknowledged"}, to="triaged")


def act(session: Session, keys: Keys, here: Here, to: str, reference: str, note: str) -> Done:
    """Note to whom it was passed, and their reference; as often as needed."""
    if to not in RECIPIENTS:
        return Stopped("Choose who you told.", "to")
    if not reference.strip():
        return Stopped("Write their reference, or the name of the person you told.", "reference")
    told = {"to": to, "reference": reference.strip(), "note": note.strip()}
    return move(session, keys, here, "acted", told, allowed={"triaged", "acted"}, to="acted")


def take_no_action(session: Session, keys: Keys, here: Here, reason: str) -> Done:
    """Nothing needs doing. For urgent and same-day ones a second person must agree.

    Where there is no second person (decisions 15) it is done and marked as a lone decision.
    """
    if not reason.strip():
        return Stopped("Write why nothing needs doing.", "reason")
    told = {"reason": reason.strip()}
    if level_of(session, here) not in NEEDS_TWO:
        return move(session, keys, here, "no_action", told, allowed={"triaged"}, to="acted")
    if not recipients_allowed(session, here.concern_id) - {here.officer.id}:
        told["lone"] = "yes"
        done = move(session, keys, here, "no_action", told, allowed={"triaged"}, to="acted")
        return Moved(done.state, lone=True) if isinstance(done, Moved) else done
    # The UPDATE holds the row, so that of two proposals at once the second sees the first.
    held = _hold(session, here)
    before = proposal(session, here.concern_id)
    if held and before is not None and before.id != here.step_id:
        return Stopped("Somebody said so already; a second person must agree.", "reason",
                       before.by, before.at)  # fmt: skip
    done = move(session, keys, here, PROPOSED, told, allowed={"triaged"}, to="triaged")
    return Moved(done.state, waits=True) if isinstance(done, Moved) else done


def agree(session: Session, keys: Keys, here: Here, *, agrees: bool, note: str) -> Done:
    """A second person agrees that nothing needs doing, or says what does."""
    level_of(session, here)
    if stands(session, here):
        return Moved(state_of(session, here.concern_id))
    _hold(session, here)
    before = proposal(session, here.concern_id)
    if before is None:
        return overtaken(session, here)
    if before.by == here.officer.email:
        return Stopped("Somebody else must agree. Ask another duty officer to look.")
    told = {"proposed_by": before.by, "note": note.strip()}
    if agrees:
        return move(session, keys, here, "no_action", told, allowed={"triaged"}, to="acted")
    if not note.strip():
        return Stopped("Write what you think needs doing.", "agree-note")
    return move(session, keys, here, REFUSED, told, allowed={"triaged"}, to="triaged")


def close(session: Session, keys: Keys, here: Here, outcome: str, note: str) -> Done:
    """End it: upheld, not upheld, a false alarm, or passed on as information."""
    if outcome not in OUTCOMES:
        return Stopped("Choose what came of it.", "outcome")
    if not note.strip():
        return Stopped("Write a short note: what came of it?", "close-note")
    changes = {"closed_at": here.now, "alarm_at": None}
    told = {"note": note.strip()}
    return move(
        session, keys, here, CLOSED + outcome, told, allowed={"acted"}, to="closed", changes=changes
    )


def add_note(session: Session, keys: Keys, here: Here, note: str) -> Done:
    """Write something down, in any state."""
    if not note.strip():
        return Stopped("Write the note first.", "free-note")
    return move(session, keys, here, "note", {"note": note.strip()})


def make_sheet(session: Session, keys: Keys, here: Here) -> Done:
    """Note that the words left on a contact sheet."""
    return move(session, keys, here, "sheet_made", {})


def copied(session: Session, keys: Keys, here: Here) -> Done:
    """The words stand in the case record now; the first time counts."""
    done = move(session, keys, here, "copied", {})
    session.execute(
        update(Concern)
        .where(Concern.id == here.concern_id, Concern.copied_at.is_(None))
        .values(copied_at=here.now)
    )
    return done


def step_aside(session: Session, keys: Keys, here: Here) -> Done:
    """ "I know this family": this officer is kept out from now on.

    Where they had it in hand and nothing was done yet, it is new again and the next people are
    told: it must not lie with somebody who may not read it.
    """
    done = move(session, keys, here, "stepped_aside", {})
    taken = last_step(session, here.concern_id, "acknowledged", "triaged")
    rings = level_of(session, here) != Level.REVIEW.value  # those never alarm by message
    if taken is not None and taken.by == here.officer.email:
        session.execute(
            update(Concern)
            .where(Concern.id == here.concern_id, Concern.state.in_(("acknowledged", "triaged")))
            .values(state="new", acknowledged_at=None, alarm_at=here.now if rings else None)
        )
    response_id = session.scalar(select(Concern.response_id).where(Concern.id == here.concern_id))
    why = {here.officer.id: SAID_SO}
    keep_out(session, here.concern_id, response_id, why, by=here.officer.email, now=here.now)
    return done


def proposal(session: Session, concern_id: str) -> ConcernStep | None:
    """The proposal to do nothing that waits for a second person, if one does."""
    if state_of(session, concern_id) != "triaged":
        return None
    kinds = ("triaged", "acted", "no_action", PROPOSED, REFUSED)
    newest = last_step(session, concern_id, *kinds)
    return newest if newest is not None and newest.what == PROPOSED else None


def _hold(session: Session, here: Here) -> bool:
    """Hold the concern's row until the transaction ends; whether it is triaged."""
    held = session.execute(
        update(Concern)
        .where(Concern.id == here.concern_id, Concern.state == "triaged")
        .values(state="triaged")
        .execution_options(synchronize_session=False)
    )
    return bool(held.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def upheld_responses(session: Session, round_id: str) -> frozenset[str]:
    """The ids of the round's responses that are never to be quoted: a concern was upheld."""
    query = (
        select(Concern.response_id)
        .join(ConcernStep, ConcernStep.concern_id == Concern.id)
        .join(RoundInstrument, RoundInstrument.id == Concern.round_instrument_id)
        .where(
            RoundInstrument.round_id == round_id,
            ConcernStep.what == f"{CLOSED}upheld",
            Concern.response_id.is_not(None),
        )
    )
    return frozenset(one for one in session.scalars(query) if one)


def outcomes(session: Session, since: datetime, until: datetime) -> dict[str, int]:
    """How many concerns were closed in [since, until), by outcome."""
    rows = session.execute(
        select(ConcernStep.what, func.count())
        .where(
            ConcernStep.what.startswith(CLOSED, autoescape=True),
            ConcernStep.at >= since,
            ConcernStep.at < until,
        )
        .group_by(ConcernStep.what)
    )
    told = {row[0].removeprefix(CLOSED): row[1] for row in rows}
    return {outcome: told.get(outcome, 0) for outcome in OUTCOMES}

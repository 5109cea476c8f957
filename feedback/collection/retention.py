"""What is to be forgotten by now, by which rule, and what is the proof?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day, months_before
from feedback.collection.responses import key_owner
from feedback.collection.talk_turns import forget_turns
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.sealing.keystore import Keys
from feedback.store.base import new_id
from feedback.store.concerns import Concern, ConcernKeptOut, ConcernStep
from feedback.store.forgetting import Forgotten
from feedback.store.outbox import OutboxMessage
from feedback.store.quotes import Quote
from feedback.store.reading import Reading
from feedback.store.responses import Answer, Capability, Quarantine, Response
from feedback.store.rounds import (
    Cohort,
    CohortMember,
    Invitation,
    Round,
    RoundInstrument,
    SurveyVersion,
)
from feedback.store.themes import forget_answers

CLERK = "retention"  # who the audit says did it
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """How many months each thing is kept; see docs/settings.md."""

    words: int
    answers: int
    contacts: int
    aside: int
    concerns: int
    messages: int


@dataclass(frozen=True, slots=True)
class Due:
    """Things of one kind that go now. `owners`: whose keys are destroyed, before the rows."""

    what: str
    rule: str
    ids: tuple[str, ...]
    owners: tuple[str, ...]
    apply: Callable[[Session, Sequence[str]], None]
    survey_key: str = ""
    round_id: str | None = None


def due(session: Session, rules: Rules, now: datetime) -> Iterator[Due]:
    """Everything that goes by these rules, kind by kind."""
    today = local_day(now)
    yield from _taken_back(session)
    for one in _closed(session):
        keep = one.keep_months if one.keep_months is not None else rules.words
        yield from _words(session, one, keep, today)
        yield from _answers(session, one, max(rules.answers, keep), today)
    yield from _contacts(session, rules.contacts, today)
    yield from _aside(session, rules.aside, today, now)
    yield from _concerns(session, rules.concerns, today)
    yield from _messages(session, rules.messages, today)


def forget(session: Session, keys: Keys, one: Due, now: datetime) -> int:
    """Destroy the keys, delete the rows, write the proof; how many keys there were.

    Keys first: killed in between, the words are unreadable already and the rows go the next
    night. Writes no proof where there was nothing.
    """
    destroyed = keys.destroy_all(one.owners)
    one.apply(session, one.ids)
    if not destroyed and one.what == "taken_back":
        return 0
    session.execute(
        insert(Forgotten).values(
            id=new_id(), at=now, what=one.what, survey_key=one.survey_key, round_id=one.round_id,
            rule=one.rule, rows=len(one.ids), keys_destroyed=destroyed, digest=digest_of(one.ids),
        )
    )  # fmt: skip
    note(session, who=CLERK, what="forgotten", about=f"{one.what}:{one.round_id or ''}", now=now,
         details={"rows": str(len(one.ids)), "rule": one.rule})  # fmt: skip
    return destroyed


def digest_of(ids: Sequence[str]) -> str:
    """What a copy of the ids can be checked against: sha256 of them, sorted, a line each."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def proofs(session: Session, *, most: int = 200) -> tuple[Forgotten, ...]:
    """The newest proofs first."""
    return tuple(session.scalars(select(Forgotten).order_by(Forgotten.at.desc()).limit(most)))


def keep_for(session: Session, instrument_id: str, months: int | None) -> None:
    """Say how long this survey's words of this round are kept. Raises NotFound."""
    row = session.get(RoundInstrument, instrument_id)
    if row is None:
        raise NotFound
    row.keep_months = months


@dataclass(frozen=True, slots=True)
class _Closed:
    instrument_id: str
    round_id: str
    survey_key: str
    closes_on: date
    keep_months: int | None


def _closed(session: Session) -> list[_Closed]:
    rows = session.execute(
        select(
            RoundInstrument.id, Round.id, SurveyVersion.survey_key, Round.closes_on,
            RoundInstrument.keep_months,
        )
        .join(Round, Round.id == RoundInstrument.round_id)
        .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
        .where(Round.state == "closed")
    )  # fmt: skip
    return [_Closed(*row) for row in rows]


def _taken_back(session: Session) -> Iterator[Due]:
    """A key whose deletion was cut short right after the answers went."""
    ids = tuple(session.scalars(select(Response.id).where(Response.state == "withdrawn")))
    if ids:
        yield Due("taken_back", "taken back by the person", ids, _owners(ids), _nothing)


def _words(session: Session, one: _Closed, keep: int, today: date) -> Iterator[Due]:
    if one.closes_on > months_before(today, keep):
        return
    ids = tuple(
        session.scalars(
            select(Response.id)
            .join(Answer, Answer.response_id == Response.id)
            .where(Response.round_instrument_id == one.instrument_id, Answer.sealed.is_not(None))
            .distinct()
        )
    )
    if ids:
        rule = f"words: {keep} months after the round closed"
        yield Due("words", rule, ids, _owners(ids), _drop_words, one.survey_key, one.round_id)


def _answers(session: Session, one: _Closed, keep: int, today: date) -> Iterator[Due]:
    if one.closes_on > months_before(today, keep):
        return
    ids = tuple(
        session.scalars(
            select(Response.id).where(Response.round_instrument_id == one.instrument_id)
        )
    )
    if ids:
        rule = f"answers: {keep} months after the round closed"
        yield Due("answers", rule, ids, _owners(ids), _drop_responses, one.survey_key, one.round_id)


def _contacts(session: Session, keep: int, today: date) -> Iterator[Due]:
    rounds = session.scalars(
        select(Round.id)
        .join(RoundInstrument, RoundInstrument.round_id == Round.id)
        .join(Cohort, Cohort.round_instrument_id == RoundInstrument.id)
        .join(CohortMember, CohortMember.cohort_id == Cohort.id)
        .where(
            Round.state == "closed",
            Round.closes_on <= months_before(today, keep),
            CohortMember.contact.is_not(None),
        )
        .distinct()
    )
    for round_id in rounds.all():
        ids = tuple(
            session.scalars(
                select(CohortMember.id)
                .join(Cohort, Cohort.id == CohortMember.cohort_id)
                .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
                .where(RoundInstrument.round_id == round_id)
            )
        )
        rule = f"names, addresses and links: {keep} months after the round closed"
        yield Due("contacts", rule, ids, (f"round:{round_id}",), _drop_contacts, "", round_id)


def _aside(session: Session, keep: int, today: date, now: datetime) -> Iterator[Due]:
    limit = months_before(today, keep)
    rows = session.execute(
        select(Quarantine.id, Quarantine.read_at).where(
            Quarantine.read_at.is_not(None), Quarantine.read_at < now
        )
    )
    ids = tuple(row.id for row in rows if local_day(row.read_at) <= limit)
    if ids:
        owners = tuple(f"quarantine:{one}" for one in ids)
        yield Due("quarantine", f"{keep} months after it was read", ids, owners, _drop_aside)


def _concerns(session: Session, keep: int, today: date) -> Iterator[Due]:
    limit = months_before(today, keep)
    rows = session.execute(
        select(Concern.id, Concern.closed_at).where(Concern.closed_at.is_not(None))
    )
    ids = tuple(row.id for row in rows if local_day(row.closed_at) <= limit)
    if ids:
        owners = tuple(f"concern:{one}" for one in ids)
        yield Due("concerns", f"{keep} months after it was closed", ids, owners, _drop_concerns)


def _messages(session: Session, keep: int, today: date) -> Iterator[Due]:
    limit = months_before(today, keep)
    rows = session.execute(
        select(OutboxMessage.id, OutboxMessage.due_at).where(
            OutboxMessage.state.in_(("sent", "failed", "stopped"))
        )
    )
    ids = tuple(row.id for row in rows if local_day(row.due_at) <= limit)
    if ids:
        yield Due("messages", f"{keep} months after it was due", ids, (), _drop_messages)


def _owners(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(key_owner(one) for one in ids)


def _nothing(_session: Session, _ids: Sequence[str]) -> None:
    return None


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _drop_words(session: Session, ids: Sequence[str]) -> None:
    for some in _chunks(ids):
        session.execute(update(Answer).where(Answer.response_id.in_(some)).values(sealed=None))
        session.execute(delete(Reading).where(Reading.response_id.in_(some)))
        session.execute(delete(Quote).where(Quote.response_id.in_(some)))
        forget_answers(session, some)


def _drop_responses(session: Session, ids: Sequence[str]) -> None:
    for some in _chunks(ids):
        forget_answers(session, some)
        for table in (Answer, Reading, Capability, Quote):
            session.execute(delete(table).where(table.response_id.in_(some)))
        forget_turns(session, some)
        session.execute(delete(Response).where(Response.id.in_(some)))


def _drop_contacts(session: Session, ids: Sequence[str]) -> None:
    """Names, addresses, links and references go; that somebody was asked stays, to be counted."""
    for some in _chunks(ids):
        session.execute(delete(Invitation).where(Invitation.member_id.in_(some)))
        session.execute(
            update(CohortMember)
            .where(CohortMember.id.in_(some))
            .values(contact=None, has_email=False)
        )


def _drop_aside(session: Session, ids: Sequence[str]) -> None:
    for some in _chunks(ids):
        session.execute(delete(Quarantine).where(Quarantine.id.in_(some)))


def _drop_concerns(session: Session, ids: Sequence[str]) -> None:
    for some in _chunks(ids):
        session.execute(delete(ConcernStep).where(ConcernStep.concern_id.in_(some)))
        session.execute(delete(ConcernKeptOut).where(ConcernKeptOut.concern_id.in_(some)))
        session.execute(delete(Concern).where(Concern.id.in_(some)))


def _drop_messages(session: Session, ids: Sequence[str]) -> None:
    for some in _chunks(ids):
        session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(some)))

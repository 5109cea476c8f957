"""Who is kept out of a concern, and who is left to read it? Written with the concern itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from feedback.safeguarding.conflicts import ALLOCATED, NAMED, Colleague, is_allocated, named_in
from feedback.sealing.keystore import Keys, SealBroken, WordsAreGone
from feedback.store.base import new_id
from feedback.store.concerns import Concern, ConcernKeptOut
from feedback.store.duty import Incident
from feedback.store.once import insert_once
from feedback.store.responses import Response
from feedback.store.rounds import Cohort, CohortMember, RoundInstrument
from feedback.store.sight import sight_of, within
from feedback.store.staff import Staff, StaffRole

SAFEGUARDING_ROLES = ("duty_officer", "administrator")  # whoever may open concerns at all
SAID_SO = "said_so"
BY_RULE = "the conflict rule"
NOBODY_MAY_READ = "nobody_may_read"  # an incident's kind; `about` is the concern's id


def keep_out_the_concerned(
    session: Session,
    keys: Keys,
    *,
    concern_id: str,
    response_id: str | None,
    words: str,
    now: datetime,
) -> frozenset[str]:
    """Keep out whoever the words name and whoever works with the family; their ids.

    Who is kept out of one concern of a person is kept out of all of that person's.
    """
    staff = _colleagues(session)
    why = dict.fromkeys(sorted(named_in(words, staff)), NAMED)
    worker = _worker(session, keys, response_id)
    why |= {one.id: ALLOCATED for one in staff if worker and is_allocated(worker, one)}
    return keep_out(session, concern_id, response_id, why, by=BY_RULE, now=now)


def keep_out(
    session: Session,
    concern_id: str,
    response_id: str | None,
    why: Mapping[str, str],  # staff id -> named | allocated | said_so
    *,
    by: str,
    now: datetime,
) -> frozenset[str]:
    """Write who is kept out, here and in the same person's other concerns; everybody kept out."""
    family = _same_person(session, concern_id, response_id)
    rows = session.execute(
        select(ConcernKeptOut.staff_id, ConcernKeptOut.why).where(
            ConcernKeptOut.concern_id.in_(family)
        )
    )
    reasons = {row.staff_id: row.why for row in rows} | dict(why)
    for concern in family if reasons else ():
        for staff_id, reason in sorted(reasons.items()):
            insert_once(
                session, ConcernKeptOut,
                concern_id=concern, staff_id=staff_id, why=reason, by=by, at=now,
            )  # fmt: skip
        note_if_nobody_may_read(session, concern, now)
    return frozenset(reasons)


def kept_out(session: Session, concern_id: str) -> frozenset[str]:
    """The ids of staff who must not read or hear of this concern."""
    query = select(ConcernKeptOut.staff_id).where(ConcernKeptOut.concern_id == concern_id)
    return frozenset(session.scalars(query))


def recipients_allowed(session: Session, concern_id: str) -> frozenset[str]:
    """The ids of active staff who may open this concern.

    By role, not kept out of it, and with its survey and team in their sight.
    """
    by_role = session.scalars(
        select(Staff.id)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(Staff.active, StaffRole.name.in_(SAFEGUARDING_ROLES))
    )
    left = sorted(frozenset(by_role) - kept_out(session, concern_id))
    return frozenset(one for one in left if _in_sight(session, concern_id, one))


def is_kept_out(session: Session, concern_id: str, staff_id: str) -> bool:
    """Whether this one must not read this one."""
    return staff_id in kept_out(session, concern_id)


def nobody_may_read(session: Session) -> tuple[str, ...]:
    """The ids of concerns not closed that somebody is kept out of and nobody else may open."""
    query = select(Concern.id).where(
        Concern.state != "closed", exists().where(ConcernKeptOut.concern_id == Concern.id)
    )
    found = session.scalars(query.order_by(Concern.raised_at, Concern.id)).all()
    return tuple(one for one in found if not recipients_allowed(session, one))


def note_if_nobody_may_read(session: Session, concern_id: str, now: datetime) -> None:
    """Open the incident that tells the manager, without words, that somebody else must come."""
    if recipients_allowed(session, concern_id):
        return
    same = (
        Incident.kind == NOBODY_MAY_READ,
        Incident.about == concern_id,
        Incident.closed_at.is_(None),
    )
    again = session.execute(
        update(Incident).where(*same).values(last_at=now).returning(Incident.id)
    ).first()
    if again is None:
        session.execute(
            insert(Incident).values(
                id=new_id(), kind=NOBODY_MAY_READ, about=concern_id, first_at=now, last_at=now
            )
        )


def names_reader(session: Session, staff_id: str, texts: Collection[str]) -> bool:
    """Whether any of these texts names this member of staff, by the name kept today."""
    row = session.execute(select(Staff.id, Staff.name, Staff.email).where(Staff.id == staff_id))
    return bool(named_in("\n".join(texts), [Colleague(*one) for one in row]))


def _in_sight(session: Session, concern_id: str, staff_id: str) -> bool:
    seen = within(sight_of(session, staff_id), Concern.round_instrument_id, Concern.response_id)
    return bool(session.scalar(select(exists().where(Concern.id == concern_id, seen))))


def _colleagues(session: Session) -> list[Colleague]:
    rows = session.execute(select(Staff.id, Staff.name, Staff.email).where(Staff.active))
    return [Colleague(*row) for row in rows]


def _same_person(session: Session, concern_id: str, response_id: str | None) -> list[str]:
    if response_id is None:
        return [concern_id]
    query = select(Concern.id).where(Concern.response_id == response_id)
    return sorted({concern_id, *session.scalars(query)})


def _worker(session: Session, keys: Keys, response_id: str | None) -> str:
    """Who works with the family, as the cohort's file said; "" where nobody can tell.

    What cannot be opened never holds up a concern.
    """
    row = session.execute(
        select(CohortMember.id, CohortMember.contact, RoundInstrument.round_id)
        .join(Response, Response.member_id == CohortMember.id)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .join(RoundInstrument, RoundInstrument.id == Cohort.round_instrument_id)
        .where(Response.id == response_id, CohortMember.contact.is_not(None))
    ).first()
    if row is None:
        return ""
    try:
        told = keys.open(f"round:{row.round_id}").unseal(row.contact, f"member:{row.id}")
    except (WordsAreGone, SealBroken):
        return ""
    return str(json.loads(told).get("worker", ""))

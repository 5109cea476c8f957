"""When is a return finished, who stands for it, and how is it opened again?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.collection.responses import untick
from feedback.collection.sending import send
from feedback.collection.shelf import SurveyShelf
from feedback.compact.asking import queue
from feedback.compact.cycles import find_request
from feedback.compact.filling import Clash, clashes_of
from feedback.compact.grading import submit
from feedback.compact.returns import Return, find_return
from feedback.errors import FeedbackError, NotFound
from feedback.privacy.audit import note
from feedback.sealing.keystore import Keys
from feedback.store.compact import CompactRequest
from feedback.store.responses import Response
from feedback.store.rounds import CohortMember, RoundInstrument
from feedback.store.turns import take_turn
from surveys.compact_return import Missing, grades, progress


class NotFinished(FeedbackError):
    """Something is still missing, or two people's words stand beside each other."""

    message = "This return is not finished yet."


class NeverBegun(FeedbackError):
    """A return that came by another way has no pages to open."""

    message = "There is nothing to open again."


@dataclass(frozen=True, slots=True)
class Signature:
    """The senior person who stands for a return."""

    name: str
    job: str

    def __str__(self) -> str:
        return f"{self.name}, {self.job}"


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What keeps a return from being signed off."""

    missing: tuple[Missing, ...]
    clashes: tuple[Clash, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing does."""
        return not self.missing and not self.clashes


def outstanding(session: Session, keys: Keys, mine: Return) -> Outstanding:
    """What is still to be done, standard by standard."""
    missing = tuple(
        one for standard in progress(mine.survey, mine.answers) for one in standard.missing
    )
    return Outstanding(missing, clashes_of(session, keys, mine))


def sign_off(
    session: Session,
    keys: Keys,
    shelf: SurveyShelf,
    token: str,
    signature: Signature,
    now: datetime,
    today: date,
) -> None:
    """Send the return: from now on it is read only. Its contact gets a receipt.

    What stands there now is looked at again: a colleague may have changed it since the page was
    shown. Raises NotFinished, AlreadyReturned, NotFound.
    """
    before = find_return(session, keys, shelf, token, now)
    if before is None or before.held is None or before.request.member_id is None:
        raise NotFound
    take_turn(session, f"compact return {before.request.id}")
    mine = find_return(session, keys, shelf, token, now) or before
    if mine.held is None:
        raise NotFound
    if not mine.is_signed_off and not outstanding(session, keys, mine).is_ready:
        raise NotFinished
    graded = grades(mine.survey, mine.answers)
    submit(session, mine.request.id, graded, signed_off_by=str(signature), on=today)
    member_id = mine.request.member_id
    send(session, keys, mine.held, mine.survey, mine.answers, member_id=member_id, today=today)
    instrument = session.get(RoundInstrument, mine.instrument_id)
    contact = session.get(CohortMember, member_id)
    if instrument is not None and contact is not None and contact.has_email:
        queue(session, "compact_receipt", instrument.round_id, contact.id, now)
    note(
        session, who="the organisation", what="compact_signed_off",
        about=f"compact_request:{mine.request.id}", now=now,
    )  # fmt: skip


def reopen(session: Session, request_id: str, why: str, *, by: str, now: datetime) -> None:
    """Let the organisation change its return again; the grades count anew once it is back.

    Raises NeverBegun, NotFound.
    """
    request = find_request(session, request_id)
    if request.response_id is None or request.submitted_on is None:
        raise NeverBegun
    session.execute(
        update(CompactRequest)
        .where(CompactRequest.id == request_id)
        .values(submitted_on=None, signed_off_by="", reopened_on=local_day(now))
    )
    session.execute(
        update(Response)
        .where(Response.id == request.response_id, Response.state == "sent")
        .values(state="open", sent_on=None)
    )
    untick(session, request.member_id, "sent_on")
    note(
        session, who=by, what="compact_reopened", about=f"compact_request:{request_id}", now=now,
        details={"why": why},
    )  # fmt: skip

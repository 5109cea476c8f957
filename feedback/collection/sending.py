"""How does a response end: sent, declined, or taken back?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.collection.answer_rows import drop_answers, write_withheld
from feedback.collection.responses import Held, NoLongerOpen, tick, untick
from feedback.collection.talk_turns import drop_harmless, forget_turns
from feedback.safeguarding.passing import hold_unlooked
from feedback.safeguarding.reading import forget_words
from feedback.sealing.keystore import Keys
from feedback.store.quotes import Quote
from feedback.store.responses import Answer, Capability, Response
from feedback.store.rounds import Participation
from feedback.store.themes import forget_answers
from surveys.answers import Answers
from surveys.definition import Survey
from surveys.route import route

# Answers to these say how the survey is taken, not what the person thinks: a response with
# nothing else is no participation (report-figures 5.4: at least one substantive answer).
PRELUDE_ITEMS = frozenset(
    {"presence", "helper", "assent", "access", "helped", "quote_ok", "contact", "contact_how"}
    | {"chat_mood", "who", "sector", "role", "years", "follow_up"}
    | {f"about_{what}" for what in ("gender", "ethnicity", "disability", "lgbtq", "caring")}
)


def send(
    session: Session,
    keys: Keys,
    held: Held,
    survey: Survey,
    answers: Answers,
    *,
    member_id: str | None,
    today: date,
    took: str = "",
) -> bool:
    """Send the response: what is off the path goes, what was withheld is noted as such.

    `member_id` ticks the register; in an anonymous round it comes from the form's link and is
    forgotten here. False where this person's answers had been sent before (they are kept, not
    counted twice). Repeating it changes nothing. `took`: the band of how long the visit took.
    """
    if held.state == "sent":
        return True
    if _close(session, held, "sent", today, took) == 0:
        raise NoLongerOpen
    way = route(survey, answers)
    kept = list(way.kept(answers))
    hold_unlooked(session, keys, held.id, keep=kept)
    drop_answers(session, held.id, keep=kept)
    forget_words(session, held.id, keep=kept)
    write_withheld(session, held.id, way.withheld)
    return _tick_sent(session, held, member_id, today)


def decline(session: Session, held: Held, *, member_id: str | None, today: date) -> None:
    """The person does not want to take part: counted as declined, not as silent."""
    _close(session, held, "declined", None)
    tick(session, member_id, "declined_on", today)


def undo_decline(session: Session, held: Held, *, member_id: str | None) -> None:
    """The person would like to take part after all, and is asked again whether they want to."""
    session.execute(
        delete(Answer).where(Answer.response_id == held.id, Answer.item_key == "assent")
    )
    session.execute(
        update(Response)
        .where(Response.id == held.id, Response.state == "declined")
        .values(state="open", at_page="")
    )
    untick(session, member_id, "declined_on")


def withdraw(session: Session, keys: Keys, held: Held, *, member_id: str | None) -> tuple[str, ...]:
    """Delete every answer. After the commit the caller destroys the response's key.

    Words the worker has not looked at yet wait for it a moment, under a key of their own.
    Back come the owners of further keys to destroy: of words the chat did not understand.
    """
    hold_unlooked(session, keys, held.id)
    session.execute(delete(Answer).where(Answer.response_id == held.id))
    session.execute(delete(Quote).where(Quote.response_id == held.id))
    forget_words(session, held.id)
    forget_turns(session, [held.id])
    forget_answers(session, [held.id])
    session.execute(
        update(Response)
        .where(Response.id == held.id)
        .values(state="withdrawn", resume_hash=None, sent_on=None, at_page="", took="")
    )
    if held.state == "sent":
        untick(session, member_id, "sent_on")
    untick(session, member_id, "started_on")
    return drop_harmless(session, held.id)


def started_elsewhere(session: Session, member_id: str | None) -> bool:
    """Whether this person has an unfinished response with answers, on whatever device."""
    if member_id is None:
        return False
    found = session.scalar(
        select(Answer.response_id)
        .join(Response, Response.id == Answer.response_id)
        .where(Response.member_id == member_id, Response.state == "open")
        .limit(1)
    )
    return found is not None


def forget_capabilities(session: Session, response_ids: Iterable[str]) -> None:
    """Old forms of these responses may no longer write."""
    session.execute(delete(Capability).where(Capability.response_id.in_(list(response_ids))))


def _close(session: Session, held: Held, state: str, sent_on: date | None, took: str = "") -> int:
    result = session.execute(
        update(Response)
        .where(Response.id == held.id, Response.state == "open")
        .values(state=state, sent_on=sent_on, at_page="", resume_hash=None, took=took)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def _tick_sent(session: Session, held: Held, member_id: str | None, today: date) -> bool:
    """One person, one response: the last complete one counts; unlinked, the first."""
    if member_id is None:
        return True
    sent_before = session.scalar(
        select(Participation.sent_on).where(Participation.member_id == member_id)
    )
    if sent_before is None:
        tick(session, member_id, "sent_on", today)
        tick(session, member_id, "started_on", today)
        return True
    if held.is_anonymous:
        # Nobody can tell which earlier response is theirs, so the earlier one stays.
        session.execute(update(Response).where(Response.id == held.id).values(state="superseded"))
        return False
    session.execute(
        update(Response)
        .where(Response.member_id == member_id, Response.state == "sent", Response.id != held.id)
        .values(state="superseded")
    )
    return True

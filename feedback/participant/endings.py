"""How does a visit end: sent, put off, declined, or deleted?"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Response

from feedback.collection import sending
from feedback.collection.responses import move, show_earlier
from feedback.collection.resume import keep_code
from feedback.collection.talk_turns import band_of
from feedback.participant import after_training
from feedback.participant.kept import kept_page, words_in_form
from feedback.participant.reply import leave_no_trace, page
from feedback.participant.show import SAVE, show
from feedback.participant.visit import Visit, member_behind, minute
from feedback.web.context import now, services, today
from surveys.answers import Value
from surveys.definition import Question

ASSENT, NO = "assent", "no"


def is_decline(given: Iterable[tuple[Question, Value]]) -> bool:
    """Whether the person has just said they do not want to take part."""
    return any(question.item == ASSENT and value.codes == (NO,) for question, value in given)


def decline(visit: Visit) -> None:
    """Note the decline: counted as such, never as silence."""
    with services().sessions.writing() as session:
        sending.decline(session, visit.held, member_id=member_behind(session, visit), today=today())


def save(visit: Visit) -> None:
    """Let three words open this response on any device, and show them."""
    served = services()
    with served.sessions.writing() as session:
        keep_code(session, visit.held, served.keys)
        move(session, visit.held, f"{SAVE}>{visit.held.at_page.rpartition('>')[2]}"[:80])


def send(visit: Visit) -> None:
    """Send what is on the path; acknowledged only after the commit."""
    with services().sessions.writing() as session:
        sending.send(
            session,
            services().keys,
            visit.held,
            visit.survey,
            visit.answers,
            member_id=member_behind(session, visit),
            today=today(),
            took=_took(visit),
        )


def _took(visit: Visit) -> str:
    began = visit.ticket.began
    return band_of(minute(now()) - began) if began else ""


def delete(visit: Visit) -> Response:
    """Delete every answer and destroy their key; the page is the receipt."""
    keys = services().keys
    with services().sessions.writing() as session:
        member_id = member_behind(session, visit)
        aside = sending.withdraw(session, keys, visit.held, member_id=member_id)
    # After the commit: the words are unreadable from now on, in old backups too.
    keys.destroy_all([visit.held.key_owner, *aside])
    return leave_no_trace(page("deleted.html", visit=visit))


def change_mind(visit: Visit) -> None:
    """Take part after all."""
    with services().sessions.writing() as session:
        sending.undo_decline(session, visit.held, member_id=member_behind(session, visit))


def reveal(visit: Visit) -> None:
    """Show earlier answers on this device from now on."""
    with services().sessions.writing() as session:
        show_earlier(session, visit.ticket.capability)


ACTIONS: dict[str, Callable[[Visit], Response | None]] = {
    "send": send,
    "delete-yes": delete,
    "reveal": reveal,
    "mind": change_mind,
}


def after_the_end(visit: Visit, action: str) -> Response:
    """A form that comes after the response ended: a retry, an old tab, or a change of mind."""
    if visit.held.state == "declined" and action == "mind":
        change_mind(visit)
        return page("back-again.html", visit=visit)
    if visit.held.state == "sent" and action in after_training.ACTIONS:
        return after_training.ACTIONS[action](visit)
    if words_in_form():
        return kept_page("already_ended", visit)
    return show(visit)

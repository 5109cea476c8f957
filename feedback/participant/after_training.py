"""What may somebody still do when their answers about a course are sent?

Leave a work e-mail or mobile for the follow-ups, kept apart from the answers; or get a link for
the manager.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request

from feedback.collection.csv_file import is_email
from feedback.collection.mobile import mobile_of
from feedback.participant.reply import leave_no_trace, page
from feedback.participant.visit import Visit
from feedback.training.attendance import Arrival
from feedback.training.contacts import Contact, session_key
from feedback.training.linking import leave_address, managers_link, may_leave_address, wave_of
from feedback.training.term_dates import term_dates
from feedback.training.waves import open_waves
from feedback.web.context import now, services, today
from surveys.definition import Audience
from surveys.kirkpatrick import Wave

ASKED = frozenset({Audience.DELEGATE, Audience.PARTICIPANT})
EMAIL_MOST = 254  # letters, RFC 5321
EMAIL_WRONG = "Write a whole e-mail address, like name@example.org"
MOBILE_WRONG = ", or a UK mobile number, like 07700 900123"
OR_NOTHING = ". You can also leave it empty."


def thanks(visit: Visit, *, wrong: str = "", typed: str = "", token: str = "") -> Response:
    """The last page. `wrong`: why the address was not taken; `token`: a link for a manager."""
    base = services().settings.base_url
    link = f"{base}/i/{token}" if token else ""
    answered = page(
        "thanks.html", 422 if wrong else 200, visit=visit, offer=_offer(visit), wrong=wrong,
        typed=typed, managers_link=link, kept=False, may_text=services().settings.can_text,
    )  # fmt: skip
    return leave_no_trace(answered)


def keep_address(visit: Visit) -> Response:
    """Keep a work e-mail or mobile apart; the follow-ups are born with it."""
    typed = request.form.get("contact", "").strip()
    if _offer(visit) != "address":
        return thanks(visit)
    served = services()
    may_text = served.settings.can_text
    left = _left(typed, may_text=may_text)
    if left is None:
        wrong = EMAIL_WRONG + (MOBILE_WRONG if may_text else "") + OR_NOTHING
        return thanks(visit, wrong=wrong, typed=typed[:EMAIL_MOST])
    with served.sessions.reading() as session:
        here = wave_of(session, visit.held.round_instrument_id)
    if here is None:
        return thanks(visit)
    key = served.keys.make(session_key(here.session_id))
    with served.sessions.writing() as session:
        doors = open_waves(session, served.surveys, here.session_id, by="the person", now=now())
        term = term_dates(session)
        arrival = Arrival(served.keys, key, doors, term, "the person", now(), may_text)
        leave_address(session, visit.held.id, here, left, arrival, today())
    return leave_no_trace(page("thanks.html", visit=visit, offer="", kept=True))


def _left(typed: str, *, may_text: bool) -> Contact | None:
    """An e-mail address or a mobile; None where it is neither."""
    if len(typed) <= EMAIL_MOST and is_email(typed):
        return Contact(email=typed)
    mobile = mobile_of(typed) if may_text else ""
    return Contact(mobile=mobile) if mobile else None


def for_the_manager(visit: Visit) -> Response:
    """A link of their own for the manager, which the person passes on themselves."""
    if visit.held.member_id is None:
        return thanks(visit)
    with services().sessions.writing() as session:
        token = managers_link(session, services().keys, visit.held.member_id, today())
    return thanks(visit, token=token or "")


ACTIONS: dict[str, Callable[[Visit], Response]] = {
    "address": keep_address,
    "manager": for_the_manager,
}


def _offer(visit: Visit) -> str:
    """address | manager | "": what the last page offers."""
    if visit.survey.audience not in ASKED or visit.held.state != "sent":
        return ""
    with services().sessions.reading() as session:
        if may_leave_address(session, visit.held.id):
            return "address"
        here = wave_of(session, visit.held.round_instrument_id)
    is_month_3 = here is not None and here.wave is Wave.MONTH_3
    return "manager" if is_month_3 and visit.held.member_id is not None else ""

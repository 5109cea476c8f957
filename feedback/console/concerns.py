"""What did this person say, and what does an officer do about it?"""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.console.concern_view import LISTENERS, look, show
from feedback.console.concern_words import at_clock
from feedback.privacy.audit import note
from feedback.safeguarding import handling
from feedback.safeguarding.concern_list import find_concern
from feedback.safeguarding.moving import Done, Here, Moved, Stopped
from feedback.safeguarding.steps import Officer
from feedback.sealing.keystore import Keys
from feedback.store.base import new_id
from feedback.web.access import signed_in, staff
from feedback.web.context import now, services
from feedback.web.pages import Page

STEP_ID = re.compile(r"[0-9a-f]{32}")
Does = Callable[[Session, Keys, Here], Done]


def concern(concern_id: str) -> ResponseReturnValue:
    """One concern with the words and what made the machine look; the look is noted first."""
    return show(look(concern_id))


def concern_rest(concern_id: str) -> ResponseReturnValue:
    """The same with all this person's answers; noted on its own."""
    return show(look(concern_id, "concern_rest_viewed", rest=True))


def here_at(concern_id: str) -> Here:
    """Who acts on which concern, with the form's own step id: sent twice, it is one step."""
    who, given = signed_in(), request.form.get("step", "")
    step_id = given if STEP_ID.fullmatch(given) else new_id()
    return Here(concern_id, Officer(who.id, who.email), step_id, now())


def do(concern_id: str, what: str, does: Does) -> Done:
    """One step in one transaction with its audit entry. Raises NotFound."""
    here = here_at(concern_id)
    with services().sessions.writing() as session:
        find_concern(session, concern_id, here.officer.id)
        done = does(session, services().keys, here)
        if isinstance(done, Moved):
            about = f"concern:{concern_id}"
            note(session, who=here.officer.email, what="concern_step", about=about, now=now(),
                 details={"step": what})  # fmt: skip
    return done


def stopped(concern_id: str, done: Stopped) -> ResponseReturnValue:
    """The page again, with what is wrong or what somebody else did meanwhile."""
    message = done.message
    if done.by and done.at is not None:
        message = f"{message} Last step: {done.by}, {at_clock(done.at)}."
    status = 422 if done.field else 409
    return show(look(concern_id), problems=((done.field or "next", message),), status=status)


def _then(concern_id: str, what: str, does: Does, said: str) -> ResponseReturnValue:
    done = do(concern_id, what, does)
    if isinstance(done, Stopped):
        return stopped(concern_id, done)
    if done.waits:
        said = "Noted. A second person must agree before it counts."
    elif done.lone:
        said = "Noted as a lone decision: there is no second safeguarding person."
    flash(said)
    return redirect(url_for("concern", concern_id=concern_id), 303)


def acknowledge(concern_id: str) -> ResponseReturnValue:
    """One tap: it is in hand, and the alarm stops."""
    return _then(concern_id, "acknowledged", handling.acknowledge, "It is in your hands now.")


def triage(concern_id: str) -> ResponseReturnValue:
    """How soon somebody must act."""
    danger, told = request.form.get("danger", ""), request.form.get("note", "")
    return _then(
        concern_id, "triaged",
        lambda session, keys, here: handling.triage(session, keys, here, danger, told),
        "Noted how soon somebody must act.",
    )  # fmt: skip


def act(concern_id: str) -> ResponseReturnValue:
    """To whom it was passed."""
    given = [request.form.get(name, "") for name in ("to", "reference", "note")]
    return _then(
        concern_id, "acted",
        lambda session, keys, here: handling.act(session, keys, here, *given),
        "Noted who you told.",
    )  # fmt: skip


def no_action(concern_id: str) -> ResponseReturnValue:
    """Nothing needs doing, and why."""
    reason = request.form.get("reason", "")
    return _then(
        concern_id, "no_action",
        lambda session, keys, here: handling.take_no_action(session, keys, here, reason),
        "Noted that nothing needs doing.",
    )  # fmt: skip


def agree(concern_id: str) -> ResponseReturnValue:
    """The second person's word on it."""
    agrees, told = request.form.get("agrees") == "yes", request.form.get("agree-note", "")
    return _then(
        concern_id, "no_action_agreed" if agrees else "no_action_refused",
        lambda session, keys, here: handling.agree(session, keys, here, agrees=agrees, note=told),
        "Noted what you think.",
    )  # fmt: skip


def close(concern_id: str) -> ResponseReturnValue:
    """What came of it."""
    outcome, told = request.form.get("outcome", ""), request.form.get("close-note", "")
    return _then(
        concern_id, "closed",
        lambda session, keys, here: handling.close(session, keys, here, outcome, told),
        "Closed.",
    )  # fmt: skip


def add_note(concern_id: str) -> ResponseReturnValue:
    """Anything else worth writing down."""
    told = request.form.get("free-note", "")
    return _then(
        concern_id, "note",
        lambda session, keys, here: handling.add_note(session, keys, here, told),
        "Your note is kept.",
    )  # fmt: skip


def copied(concern_id: str) -> ResponseReturnValue:
    """The tick: the words stand in the case record."""
    if request.form.get("copied") != "yes":
        done = Stopped("Tick the box once it stands in the case record.", "copied")
        return stopped(concern_id, done)
    return _then(concern_id, "copied", handling.copied, "Noted that it is in the case record.")


def step_aside(concern_id: str) -> ResponseReturnValue:
    """ "I know this family"."""
    do(concern_id, "stepped_aside", handling.step_aside)
    flash("You will not see this concern again. The others were told.")
    return redirect(url_for("desk"), 303)


_AT = "/staff/concerns/<concern_id>"
_MAY = staff(*LISTENERS)
PAGES = (
    Page(_AT, "concern", concern, _MAY),
    Page(f"{_AT}/rest", "concern_rest", concern_rest, _MAY, ("POST",)),
    Page(f"{_AT}/acknowledge", "acknowledge", acknowledge, _MAY, ("POST",)),
    Page(f"{_AT}/triage", "triage", triage, _MAY, ("POST",)),
    Page(f"{_AT}/act", "act", act, _MAY, ("POST",)),
    Page(f"{_AT}/no-action", "no_action", no_action, _MAY, ("POST",)),
    Page(f"{_AT}/agree", "agree", agree, _MAY, ("POST",)),
    Page(f"{_AT}/close", "close_concern", close, _MAY, ("POST",)),
    Page(f"{_AT}/note", "concern_note", add_note, _MAY, ("POST",)),
    Page(f"{_AT}/copied", "concern_copied", copied, _MAY, ("POST",)),
    Page(f"{_AT}/aside", "step_aside", step_aside, _MAY, ("POST",)),
)

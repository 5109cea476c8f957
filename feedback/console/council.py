"""How do staff come in with the council's own account?"""

from __future__ import annotations

import structlog
from flask import (
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from feedback.privacy.audit import note
from feedback.web import sign_in as doors
from feedback.web.access import ANYONE, safe_path, signed_in
from feedback.web.context import now, services
from feedback.web.council import Away, NotBelieved, find_by_council, is_on, read_answer, send_there
from feedback.web.pages import Page

log = structlog.get_logger(__name__)

TO = "council_to"  # where the cookie holds the page that was asked for
AWAY = "The council’s sign-in does not answer. Try again later, or use your password."
NOT_BELIEVED = "The sign-in took too long, or was not finished. Please start again."
NOBODY = "We could not sign you in with this account. Ask your administrator to let you in."


def council() -> ResponseReturnValue:
    """Go to the council's own sign-in page."""
    if not is_on():
        abort(404)
    session[TO] = safe_path(request.args.get("to", ""))
    try:
        return send_there(services().settings.staff_base_url + url_for("council_back"))
    except Away as story:
        return _sorry(503, AWAY, story)


def council_back() -> ResponseReturnValue:
    """Come back from it: known and active staff come in, nobody else."""
    if not is_on():
        abort(404)
    to = safe_path(str(session.pop(TO, "")))
    try:
        shown = read_answer(services().settings)
    except NotBelieved as story:
        return _sorry(400, NOT_BELIEVED, story)
    except Away as story:
        return _sorry(503, AWAY, story)
    with services().sessions.writing() as writing:
        found = find_by_council(writing, shown)
        if found is not None and found[1]:
            about = f"staff:{found[0]}"
            note(writing, who="council sign-in", what="council_account_linked", about=about,
                 now=now())  # fmt: skip
    if found is None:
        return _sorry(403, NOBODY)
    doors.let_in(found[0], second_factor_at=now() if shown.with_second_factor else None)
    here = signed_in()
    if not here.is_in:
        step = "code" if here.has_second_factor else "second_factor"
        return redirect(url_for(step, to=to), 303)
    with services().sessions.writing() as writing:
        told = {"by": "council", "second_factor": "council" if shown.with_second_factor else "none"}
        about = f"staff:{here.id}"
        note(writing, who=here.email, what="signed_in", about=about, now=now(), details=told)
    return redirect(to, 303)


def _sorry(status: int, words: str, story: Exception | None = None) -> Response:
    """A plain page; the log gets the kind of fault, never what the provider said."""
    if story is not None:
        cause = type(story.__cause__).__name__ if story.__cause__ else ""
        log.warning("council sign-in failed", kind=type(story).__name__, cause=cause)
    return make_response(render_template("console/council-sorry.html", words=words), status)


PAGES = (
    Page("/staff/council", "council", council, ANYONE),
    Page("/staff/council/back", "council_back", council_back, ANYONE),
)

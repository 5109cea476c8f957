"""What goes into the case record, and who is the person? Both leave a trace."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from feedback.console import concern_words as words
from feedback.console.concern_view import LISTENERS, look
from feedback.console.concerns import do, here_at, stopped
from feedback.privacy.audit import note
from feedback.safeguarding.concern_list import find_concern
from feedback.safeguarding.handling import make_sheet
from feedback.safeguarding.identity import open_identity
from feedback.safeguarding.moving import Stopped
from feedback.store.base import new_id
from feedback.web.access import Role, staff
from feedback.web.context import now, services
from feedback.web.pages import Page


def contact_sheet(concern_id: str) -> ResponseReturnValue:
    """One page to print: the words, the question, what was shown, who opened it, each step."""
    done = do(concern_id, "sheet_made", make_sheet)
    if isinstance(done, Stopped):
        return stopped(concern_id, done)
    seen = look(concern_id, "concern_exported")
    return render_template(
        "console/contact-sheet.html", seen=seen, line=seen.opened.line, words=words, now=now(),
        new_step=new_id,
    )  # fmt: skip


def identity(concern_id: str) -> ResponseReturnValue:
    """Who it is, for the duty officer, once the reason is noted."""
    look(concern_id)  # whoever is named in the words is not told whose they are
    here, reason = here_at(concern_id), request.form.get("identity-reason", "")
    with services().sessions.writing() as session:
        line = find_concern(session, concern_id, here.officer.id)
        found = open_identity(session, services().keys, here, reason)
        if not isinstance(found, Stopped):
            about = f"concern:{concern_id}"
            note(session, who=here.officer.email, what="identity_opened", about=about, now=now(),
                 details={"step": here.step_id})  # fmt: skip
    if isinstance(found, Stopped):
        return stopped(concern_id, found)
    return render_template("console/concern-identity.html", found=found, line=line, words=words)


_AT = "/staff/concerns/<concern_id>"
PAGES = (
    Page(f"{_AT}/sheet", "contact_sheet", contact_sheet, staff(*LISTENERS), ("POST",)),
    Page(f"{_AT}/identity", "identity", identity, staff(Role.DUTY_OFFICER), ("POST",)),
)

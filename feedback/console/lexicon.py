"""Which words does the scan look for, and how do staff change that: two people, written down?"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.privacy.audit import note
from feedback.safeguarding.lexicon import LexiconError
from feedback.safeguarding.lexicon_changes import (
    ADD,
    CALM,
    LIVE,
    PROPOSED,
    ChangeProblem,
    changes,
    decide,
    living_lexicon,
    propose,
    withdraw_change,
)
from feedback.safeguarding.reading import waiting
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.verdict import KINDS
from feedback.web.access import Role, staff, staff_email
from feedback.web.accounts import list_staff
from feedback.web.context import now, services
from feedback.web.pages import Page

EDITORS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)
WHAT = {ADD: "It may be somebody telling us", CALM: "It is harmless: do not flag it"}
LEVELS = {"urgent": "Urgent", "review": "To read"}
WHOSE = {"child": "Children", "parent": "Parents and carers", "professional": "Professionals"}
TRY_MOST = 500


def lexicon(problem: ChangeProblem | None = None) -> ResponseReturnValue:
    """What is in use, what waits to be confirmed, and a box to try a sentence in."""
    with services().sessions.reading() as reading:
        in_use = living_lexicon(reading)
        every = changes(reading)
        due = waiting(reading, in_use.version)
    return render_template(
        "console/lexicon.html",
        version=in_use.version, owner=in_use.owner, language=in_use.language,
        rules=len(in_use.rules), patterns=len(in_use.patterns), changes=every, due=due,
        proposed=[one for one in every if one.state == PROPOSED],
        live=[one for one in every if one.state == LIVE],
        whats=WHAT, levels=LEVELS, whose=WHOSE, kinds=KINDS, problem=problem,
        given=request.form, me=staff_email(), may_confirm=_others() == 0,
    ), 422 if problem else 200  # fmt: skip


def lexicon_try() -> ResponseReturnValue:
    """What the scan says of an invented sentence; nothing is kept, and it is not in the address."""
    said = request.form.get("said", "")[:TRY_MOST]
    with services().sessions.reading() as reading:
        scanner = Scanner(living_lexicon(reading))
    found = {who: scanner.scan(said, audience=who) for who in WHOSE}
    return render_template("console/lexicon-try.html", said=said, found=found, whose=WHOSE)


def lexicon_propose() -> ResponseReturnValue:
    """A proposal: it changes nothing until it is confirmed."""
    with services().sessions.writing() as writing:
        made = propose(
            writing,
            what=request.form.get("what", ""), phrase=request.form.get("phrase", ""),
            level=request.form.get("level", ""), kind=request.form.get("kind", ""),
            audiences=request.form.getlist("audiences"), why=request.form.get("why", ""),
            by=staff_email(), now=now(),
        )  # fmt: skip
        if isinstance(made, str):
            note(writing, who=staff_email(), what="lexicon_proposed", about=f"lexicon:{made}",
                 now=now())  # fmt: skip
    if isinstance(made, ChangeProblem):
        return lexicon(made)
    flash("Proposed. It is used once a colleague has confirmed it.")
    return redirect(url_for("lexicon"), 303)


def lexicon_decide(change_id: str) -> ResponseReturnValue:
    """Confirm or refuse; confirming scans everything stored again."""
    is_yes = request.form.get("verdict") == "confirm"
    said = _decide(change_id, is_yes)
    flash(said or ("Confirmed. Everything stored is scanned again." if is_yes else "Refused."))
    return redirect(url_for("lexicon"), 303)


def lexicon_withdraw(change_id: str) -> ResponseReturnValue:
    """Take a change out of use; everything stored is scanned again."""
    with services().sessions.writing() as writing:
        said = withdraw_change(writing, change_id, by=staff_email(), now=now())
        note(writing, who=staff_email(), what="lexicon_withdrawn", about=f"lexicon:{change_id}",
             now=now(), details={"refused": said})  # fmt: skip
    flash(said or "Taken out of use. Everything stored is scanned again.")
    return redirect(url_for("lexicon"), 303)


def _decide(change_id: str, is_yes: bool) -> str:
    others = _others()
    with services().sessions.writing() as writing:
        said = decide(writing, change_id, live=is_yes, others=others, by=staff_email(), now=now())
        if not said and is_yes:
            said = _still_compiles(writing)
        what = "lexicon_confirmed" if is_yes else "lexicon_refused"
        note(writing, who=staff_email(), what=what, about=f"lexicon:{change_id}", now=now(),
             details={"refused": said})  # fmt: skip
    return said


def _still_compiles(writing: Session) -> str:
    try:
        living_lexicon(writing)
    except LexiconError:
        return "The scan cannot read this phrase. Withdraw it and write it in other words."
    return ""


def _others() -> int:
    """How many colleagues could confirm what I propose."""
    with services().sessions.reading() as reading:
        lines = list_staff(reading)
    may = {role.value for role in EDITORS}
    return sum(
        1 for one in lines if one.active and may & set(one.roles) and one.email != staff_email()
    )


PAGES = (
    Page("/staff/lexicon", "lexicon", lexicon, staff(*EDITORS)),
    Page("/staff/lexicon/try", "lexicon_try", lexicon_try, staff(*EDITORS), ("POST",)),
    Page("/staff/lexicon/propose", "lexicon_propose", lexicon_propose, staff(*EDITORS), ("POST",)),
    Page(
        "/staff/lexicon/<change_id>/decide", "lexicon_decide", lexicon_decide, staff(*EDITORS),
        ("POST",),
    ),
    Page(
        "/staff/lexicon/<change_id>/withdraw", "lexicon_withdraw", lexicon_withdraw,
        staff(*EDITORS), ("POST",),
    ),
)  # fmt: skip

""" "You said, we did": how is a round's public page written, published and printed?"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.console.reports import WRITERS, others_than
from feedback.privacy.audit import note
from feedback.reports.figures import round_figures
from feedback.reports.groups import groups_of_round
from feedback.reports.heard import (
    LETTERS_MOST,
    LINES_MOST,
    Draft,
    Heard,
    Line,
    heard,
    publish,
    take_down,
    write,
)
from feedback.reports.published import item_tables
from feedback.web.access import round_here, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

EMPTY = Line("", "", "", "")
FIELDS = ("said", "did", "said_easy", "did_easy")


def heard_form(round_id: str) -> ResponseReturnValue:
    """What is written so far, to be changed."""
    return _form(round_id)


def heard_write(round_id: str) -> ResponseReturnValue:
    """Keep it; where somebody else was faster, both are shown."""
    draft = _given()
    too_long = any(len(getattr(line, name)) > LETTERS_MOST for line in draft.lines
                   for name in FIELDS) or len(draft.intro) > LETTERS_MOST  # fmt: skip
    if too_long:
        return _form(round_id, typed=draft, wrong=f"At most {LETTERS_MOST} letters in each field.")
    with services().sessions.writing() as writing:
        round_here(writing, round_id)
        done = write(writing, round_id, draft, by=staff_email(), now=now())
    if not done:
        return _form(round_id, typed=draft, is_between=True)
    flash("Saved. The public page has not changed.")
    return redirect(url_for("heard", round_id=round_id), 303)


def heard_publish(round_id: str) -> ResponseReturnValue:
    """Show it to everybody, or take it away again."""
    is_off = request.form.get("to") == "off"
    with services().sessions.writing() as writing:
        found = heard(writing, round_id)
        if is_off:
            take_down(writing, round_id)
            said = ""
        else:
            said = publish(
                writing, round_id, version=request.form.get("version", 0, type=int),
                others=others_than(found.changed_by), by=staff_email(), now=now(),
            )  # fmt: skip
        note(writing, who=staff_email(), what="heard_taken_down" if is_off else "heard_published",
             about=f"round:{round_id}", now=now(),
             details={"refused": said} if said else {})  # fmt: skip
    done = "Taken off the public page." if is_off else "Published: everybody can read it now."
    flash(said or done)
    return redirect(url_for("heard", round_id=round_id), 303)


def heard_summary(round_id: str) -> ResponseReturnValue:
    """One page for the scrutiny committee, to be printed."""
    with services().sessions.reading() as reading:
        around = round_here(reading, round_id)
        found = heard(reading, round_id)
        groups = groups_of_round(reading, services().surveys, round_id)
        tables = [table for group in groups for table in item_tables(reading, group)]
        figures = round_figures(reading, groups, tables, now())
    return render_template(
        "console/heard-summary.html", around=around, heard=found, figures=figures
    )


def _given() -> Draft:
    lines = tuple(
        Line(*(" ".join(request.form.get(f"{name}-{place}", "").split()) for name in FIELDS))
        for place in range(LINES_MOST)
    )
    return Draft(
        request.form.get("version", 0, type=int), request.form.get("intro", "").strip(),
        tuple(line for line in lines if not line.is_empty),
    )  # fmt: skip


def _form(
    round_id: str, *, typed: Draft | None = None, is_between: bool = False, wrong: str = ""
) -> ResponseReturnValue:
    with services().sessions.reading() as reading:
        around = round_here(reading, round_id)
        found = heard(reading, round_id)
    draft = typed or found.draft
    lines = (*draft.lines, EMPTY)[:LINES_MOST] if draft.lines else (EMPTY, EMPTY)
    page = render_template(
        "console/heard.html",
        around=around, heard=found, draft=draft, lines=lines, between=found if is_between else None,
        wrong=wrong, version=found.draft.version, is_own=_is_own(found),
    )  # fmt: skip
    return page, 409 if is_between else 422 if wrong else 200


def _is_own(found: Heard) -> bool:
    return found.changed_by == staff_email() and others_than(found.changed_by) > 0


HERE = "/staff/rounds/<round_id>/heard"
MAY = staff(*WRITERS, whole=True)
PAGES = (
    Page(HERE, "heard", heard_form, MAY),
    Page(HERE, "heard_write", heard_write, MAY, ("POST",)),
    Page(f"{HERE}/publish", "heard_publish", heard_publish, MAY, ("POST",)),
    Page(f"{HERE}/summary", "heard_summary", heard_summary, MAY),
)

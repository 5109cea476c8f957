"""How do staff change a report's blocks, without one overwriting another?"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.console.reports import KINDS, MAY, ONE
from feedback.errors import NotFound
from feedback.reports.yearly.chapter import Block, Chapter, chapter, name_of
from feedback.reports.yearly.keeping import (
    CHANGED,
    HEADING_MOST,
    TEXT_MOST,
    Between,
    Edit,
    add,
    edit,
    move,
    remove,
)
from feedback.web.access import staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page


def block_form(report_id: str, block_id: str) -> ResponseReturnValue:
    """One block: what it shows, and the words beside it to be changed."""
    return _form(report_id, block_id)


def block_edit(report_id: str, block_id: str) -> ResponseReturnValue:
    """Keep the words; where somebody else was faster, both are shown and nothing is lost."""
    form = request.form
    to = Edit(form.get("heading", ""), form.get("text", ""), form.get("version", 0, type=int))
    if len(to.text) > TEXT_MOST or len(to.heading) > HEADING_MOST:
        return _form(report_id, block_id, typed=to, wrong=f"At most {TEXT_MOST:,} letters.")
    with services().sessions.writing() as writing:
        between = edit(writing, report_id, block_id, to, by=staff_email(), now=now())
    if between is not None:
        return _form(report_id, block_id, typed=to, between=between)
    flash("Saved.")
    return redirect(url_for("report", report_id=report_id, _anchor=f"block-{block_id}"), 303)


def block_move(report_id: str, block_id: str) -> ResponseReturnValue:
    """One place up or down."""
    with services().sessions.writing() as writing:
        done = move(
            writing, report_id, block_id, up=request.form.get("to") == "up", version=_version(),
            by=staff_email(), now=now(),
        )  # fmt: skip
    return _back(report_id, "Moved." if done else CHANGED, f"block-{block_id}")


def block_add(report_id: str) -> ResponseReturnValue:
    """A new block at the end."""
    with services().sessions.writing() as writing:
        block_id = add(writing, report_id, request.form.get("what", ""), version=_version(),
                       by=staff_email(), now=now())  # fmt: skip
    if not block_id:
        return _back(report_id, CHANGED, "add")
    return redirect(url_for("report_block", report_id=report_id, block_id=block_id), 303)


def block_remove(report_id: str, block_id: str) -> ResponseReturnValue:
    """Take a block out; what its source counts is not touched."""
    with services().sessions.writing() as writing:
        done = remove(writing, report_id, block_id, version=_version(), by=staff_email(),
                      now=now())  # fmt: skip
    return _back(report_id, "Taken out." if done else CHANGED, "blocks")


def _form(
    report_id: str,
    block_id: str,
    *,
    typed: Edit | None = None,
    between: Between | None = None,
    wrong: str = "",
) -> ResponseReturnValue:
    with services().sessions.reading() as reading:
        found = chapter(reading, services().surveys, report_id, now())
    block = _block(found, block_id)
    if typed is None:
        given = Edit(block.heading, block.text, block.version)
    else:
        version = between.version if between else typed.version
        given = Edit(typed.heading, typed.text, version)
    page = render_template(
        "console/report-block.html",
        chapter=found, block=block, given=given, between=between, wrong=wrong, kinds=KINDS,
        name=name_of(block.source), heading_most=HEADING_MOST,
    )  # fmt: skip
    return page, 409 if between else 422 if wrong else 200


def _block(found: Chapter, block_id: str) -> Block:
    for block in found.blocks:
        if block.id == block_id and not found.is_published:
            return block
    raise NotFound


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _back(report_id: str, said: str, anchor: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("report", report_id=report_id, _anchor=anchor), 303)


BLOCK = f"{ONE}/blocks/<block_id>"
PAGES = (
    Page(f"{ONE}/blocks", "report_add", block_add, MAY, ("POST",)),
    Page(BLOCK, "report_block", block_form, MAY),
    Page(BLOCK, "report_edit", block_edit, MAY, ("POST",)),
    Page(f"{BLOCK}/move", "report_move", block_move, MAY, ("POST",)),
    Page(f"{BLOCK}/remove", "report_remove", block_remove, MAY, ("POST",)),
)

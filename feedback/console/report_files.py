"""How do staff take a report with them? The worker makes the file; every download is noted."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from feedback.console.reports import MAY, ONE
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.reports.yearly.filing import WAKE, ask_file, take_file
from feedback.web.access import staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


def file_ask(report_id: str) -> ResponseReturnValue:
    """Ask the worker for a file."""
    ending = request.form.get("ending", "")
    with services().sessions.writing() as writing:
        file_id = ask_file(writing, report_id, ending, by=staff_email(), now=now())
        note(writing, who=staff_email(), what="report_file_asked", about=f"report:{report_id}",
             now=now(), details={"file": ending})  # fmt: skip
    services().queue.wake(WAKE, file_id)
    flash("The file is being made. It takes a few seconds.")
    return redirect(url_for("report", report_id=report_id, _anchor="files"), 303)


def file_take(report_id: str, file_id: str) -> ResponseReturnValue:
    """Download it: for whoever asked for it, for three days."""
    with services().sessions.reading() as reading:
        filed, content = take_file(reading, services().keys, file_id, by=staff_email(), now=now())
    if filed.report_id != report_id:
        raise NotFound
    with services().sessions.writing() as writing:  # before the first byte leaves
        note(writing, who=staff_email(), what="downloaded", about=f"report:{report_id}",
             now=now(), details={"file": filed.ending})  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{filed.name}"'}
    return Response(content, content_type=TYPES[filed.ending], headers=headers)


PAGES = (
    Page(f"{ONE}/files", "report_file_ask", file_ask, MAY, ("POST",)),
    Page(f"{ONE}/files/<file_id>", "report_file", file_take, MAY),
)

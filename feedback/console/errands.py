"""What do analysts do by command, done from a page, and where is what came of it?

The file is sealed at once, the worker does the work, and both are gone after a day.
"""

from __future__ import annotations

import base64
import json

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.csv_file import BYTES_MOST
from feedback.collection.errands import (
    ASSIGN,
    DISCOVER,
    REDACT,
    SCAN,
    SENTIMENT,
    ask_for,
    find_errand,
    made_of,
    my_errands,
    seal_given,
)
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page, Reader

ASKERS = (Role.ANALYST, Role.DUTY_OFFICER)
NAMES = {
    REDACT: "Hide identifying words",
    ASSIGN: "Put answers into the themes of a codebook",
    DISCOVER: "Find themes nobody thought of",
    SENTIMENT: "How people felt, for use in aggregate only",
    SCAN: "Look for worrying words",
}
AUDIENCES = {"child": "Children", "parent": "Parents and carers", "professional": "Professionals"}
BOOKS = {
    "children": "Children",
    "parents": "Parents and carers",
    "professionals": "Professionals",
    "training-needs": "Training needs",
    "training-results": "Training results",
    "re-think": "Re-think",
}
FORM_MOST = 4 * BYTES_MOST
Problem = tuple[str, str]


def errands(problem: Problem | None = None) -> ResponseReturnValue:
    """The form, and what I asked for so far."""
    with services().sessions.reading() as reading:
        mine = my_errands(reading, staff_email())
    return render_template(
        "console/errands.html", names=NAMES, mine=mine, problem=problem, given=request.form,
        audiences=AUDIENCES, books=BOOKS, megabytes=BYTES_MOST // 1024 // 1024,
    ), 422 if problem else 200  # fmt: skip


def errands_ask() -> ResponseReturnValue:
    """Take the file, sealed before it is written anywhere; the worker does the rest."""
    files = {
        name: request.files[name].read() if name in request.files else b""
        for name in ("file", "book", "coded")
    }
    kind, column = request.form.get("kind", ""), request.form.get("column", "").strip()
    problem = _problem(kind, column, files)
    if problem is not None:
        return errands(problem)
    about = {"column": column[:200]} | {
        name: request.form.get(name, "").strip()[:200]
        for name in ("audience", "shipped", "themes", "question")
    }
    given = {name: base64.b64encode(raw).decode() for name, raw in files.items()}
    given["names"] = request.form.get("names", "")
    errand_id, sealed = seal_given(services().keys, json.dumps(given))
    with services().sessions.writing() as writing:
        ask_for(
            writing, kind, about, by=staff_email(), now=now(), errand_id=errand_id, given=sealed
        )
        note(
            writing, who=staff_email(), what="file_uploaded", about=f"errand:{errand_id}",
            now=now(), details={"for": kind, "bytes": str(len(files["file"]))},
        )  # fmt: skip
    return redirect(url_for("errand", errand_id=errand_id), 303)


def errand(errand_id: str) -> ResponseReturnValue:
    """How far it is; only whoever asked sees it."""
    with services().sessions.reading() as reading:
        found = find_errand(reading, errand_id, staff_email())
    if found is None:
        raise NotFound
    return render_template(
        "console/errand.html", errand=found, name=NAMES.get(found.kind, "Finding quotes")
    )


def errand_file(errand_id: str) -> ResponseReturnValue:
    """What was made, to whoever asked; that it left is noted first."""
    with services().sessions.writing() as writing:
        found = find_errand(writing, errand_id, staff_email())
        if found is None or found.expires_at <= now():
            raise NotFound
        made = made_of(writing, services().keys, errand_id, staff_email())
        if made is None:
            abort(404)
        note(writing, who=staff_email(), what="downloaded", about=f"errand:{errand_id}", now=now(),
             details={"file": found.kind})  # fmt: skip
    ending = "json" if found.kind == DISCOVER else "csv"
    kind = "application/json" if ending == "json" else "text/csv; charset=utf-8"
    name = f"{found.kind}-{found.asked_at:%Y-%m-%d-%H%M}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made.encode(), content_type=kind, headers=headers)


def _problem(kind: str, column: str, files: dict[str, bytes]) -> Problem | None:
    if kind not in NAMES:
        return "kind", "Choose what is to be done."
    if not files["file"]:
        return "file", "Choose a file: CSV, or an Excel workbook."
    if sum(map(len, files.values())) > BYTES_MOST:
        return "file", "The files are larger than 5 MB. Split them."
    if not column:
        return "column", "Write the heading of the column with the words."
    return None


def _with_files(reader: Reader) -> Reader:
    """The same readers, with room for whole files in the form."""

    def refuse() -> ResponseReturnValue | None:
        request.max_content_length = request.max_form_memory_size = FORM_MOST
        return reader.refuse()

    return Reader(reader.name, refuse)


PAGES = (
    Page("/staff/errands", "errands", errands, staff(*ASKERS)),
    Page("/staff/errands/ask", "errands_ask", errands_ask, _with_files(staff(*ASKERS)), ("POST",)),
    Page("/staff/errands/<errand_id>", "errand", errand, staff(*ASKERS)),
    Page("/staff/errands/<errand_id>/file", "errand_file", errand_file, staff(*ASKERS)),
)

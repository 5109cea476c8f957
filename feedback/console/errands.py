"""How far is what somebody asked the worker to do, and where is what came of it?"""

from __future__ import annotations

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from feedback.collection.errands import QUOTES, find_errand, made_of
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

ASKERS = (Role.ANALYST, Role.DUTY_OFFICER)
NAMES = {
    QUOTES: "Finding quotes",
    "scan": "Scan for worrying words",
    "redact": "Hide identifying words",
    "assign": "Put answers into themes",
    "discover": "Find new themes",
    "sentiment": "How people felt",
}


def errand(errand_id: str) -> ResponseReturnValue:
    """How far it is; only whoever asked sees it."""
    with services().sessions.reading() as reading:
        found = find_errand(reading, errand_id, staff_email())
    if found is None:
        raise NotFound
    return render_template("console/errand.html", errand=found, names=NAMES)


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
    ending = "json" if found.kind == "discover" else "csv"
    kind = "application/json" if ending == "json" else "text/csv; charset=utf-8"
    name = f"{found.kind}-{found.asked_at:%Y-%m-%d-%H%M}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made.encode(), content_type=kind, headers=headers)


PAGES = (
    Page("/staff/errands/<errand_id>", "errand", errand, staff(*ASKERS)),
    Page("/staff/errands/<errand_id>/file", "errand_file", errand_file, staff(*ASKERS)),
)

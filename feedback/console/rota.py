"""Who is on duty, and where is a gap in the next four weeks?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.calendar import LONDON
from feedback.privacy.audit import note
from feedback.safeguarding.rota import add_turn, gaps, listeners, remove_turn, turns
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

READERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)
NAMES = {
    "duty": "Duty officer", "deputy": "Deputy", "manager": "Manager",
    "on_call": "On call, out of hours", "second": "Second recipient",
}  # fmt: skip
WEEKS_MOST = 26
CLOCK = "%Y-%m-%dT%H:%M"


def rota(problem: tuple[str, str] | None = None) -> ResponseReturnValue:
    """The rota from today on, its gaps in words, and the form to put somebody down."""
    with services().sessions.reading() as reading:
        lines = turns(reading, now())
        people = listeners(reading)
    return render_template(
        "console/rota.html",
        lines=lines, people=people, parts=NAMES, problem=problem, given=request.form,
        gaps=gaps(lines, services().office, now()), london=LONDON, weeks=WEEKS_MOST,
    ), 422 if problem else 200  # fmt: skip


def rota_add() -> ResponseReturnValue:
    """Put somebody down, for one stretch or the same stretch for some weeks."""
    form = request.form
    starts, ends = _instant(form.get("starts", "")), _instant(form.get("ends", ""))
    if starts is None or ends is None:
        field = "starts" if starts is None else "ends"
        return rota((field, "Write the day and the time."))
    with services().sessions.reading() as reading:
        person = next((p for p in listeners(reading) if p.email == form.get("who")), None)
    if person is None:
        return rota(("who", "Choose a colleague."))
    weeks = form.get("weeks", "1").strip() or "1"
    if not (weeks.isascii() and weeks.isdigit() and 1 <= int(weeks) <= WEEKS_MOST):
        return rota(("weeks", f"Write a number of weeks from 1 to {WEEKS_MOST}."))
    with services().sessions.writing() as writing:
        for week in range(int(weeks)):
            wrong = add_turn(
                writing, staff_id=person.staff_id, part=form.get("part", ""),
                starts_at=_later(starts, week), ends_at=_later(ends, week),
                phone=form.get("phone", "").strip(), by=staff_email(), now=now(),
            )  # fmt: skip
            if wrong:
                break
        if not wrong:
            note(writing, who=staff_email(), what="rota_added", about=f"staff:{person.staff_id}",
                 now=now(), details={"part": form.get("part", ""), "weeks": weeks})  # fmt: skip
    if wrong:
        return rota(("part", wrong))
    flash("Put down.")
    return redirect(url_for("rota"), 303)


def rota_remove(turn_id: str) -> ResponseReturnValue:
    """Take one line away."""
    with services().sessions.writing() as writing:
        gone = remove_turn(writing, turn_id)
        note(writing, who=staff_email(), what="rota_removed", about=f"turn:{turn_id}", now=now())
    flash("Taken off the rota." if gone else "It was taken off already.")
    return redirect(url_for("rota"), 303)


def _instant(typed: str) -> datetime | None:
    try:
        return datetime.strptime(typed, CLOCK).replace(tzinfo=LONDON)
    except ValueError:
        return None


def _later(at: datetime, weeks: int) -> datetime:
    """The same time on the wall so many weeks later, whatever the clocks do."""
    return (at + timedelta(weeks=weeks)).astimezone(UTC)


PAGES = (
    Page("/staff/rota", "rota", rota, staff(*READERS)),
    Page("/staff/rota/add", "rota_add", rota_add, staff(*READERS), ("POST",)),
    Page("/staff/rota/<turn_id>/remove", "rota_remove", rota_remove, staff(*READERS), ("POST",)),
)

"""One session: did it run, who came, what hangs on the wall, and which follow-ups arrived?"""

from __future__ import annotations

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.csv_file import BYTES_MOST
from feedback.collection.outbox import delivery_of, troubled
from feedback.collection.round_doors import door_token, set_door
from feedback.console.letters import square_of
from feedback.console.training import LEADS
from feedback.console.training_form import packed, unpacked
from feedback.training.attendance import (
    Arrival,
    Came,
    add_attendances,
    log_rejects,
    rejects_of,
)
from feedback.training.attendance_file import SECTORS, read_attendance, sector_of
from feedback.training.contacts import session_key
from feedback.training.courses import STATUS_NAMES, cancel, find_course, find_session, say_it_ran
from feedback.training.term_dates import term_dates
from feedback.training.waves import open_waves, waves_here
from feedback.web.access import staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page, Reader
from surveys.kirkpatrick import WAVE_NAMES, Wave

FORM_MOST = 4 * BYTES_MOST  # a whole list travels back in the form, in quotes
SHOWN_MOST = 10  # good lines shown, so that somebody sees whether the columns are right
FIGURES = (
    ("due", "waiting"),
    ("retried", "being tried again"),
    ("sent", "sent"),
    ("failed", "not delivered"),
    ("stopped", "stopped"),
)


def session_page(session_id: str) -> ResponseReturnValue:
    """Everything about one session."""
    return _page(session_id)


def set_status(session_id: str) -> ResponseReturnValue:
    """It ran, or it was cancelled and why."""
    _is_there(session_id)
    status = request.form.get("status", "")
    if status not in {"ran", "cancelled"}:
        abort(400)
    why = request.form.get("why", "").strip()
    if status == "cancelled" and not why:
        return make_response(_page(session_id, ("why", "Write why it was cancelled.")), 422)
    with services().sessions.writing() as writing:
        if status == "ran":
            say_it_ran(writing, session_id, by=staff_email(), now=now())
        else:
            cancel(writing, session_id, why, by=staff_email(), now=now())
    flash("Noted: this session ran." if status == "ran" else "Noted: this session was cancelled.")
    return redirect(url_for("training_session", session_id=session_id), 303)


def make_square(session_id: str) -> ResponseReturnValue:
    """Make the link for the wall, or replace it: the old one stops working."""
    served = services()
    with served.sessions.writing() as writing:
        doors = open_waves(writing, served.surveys, session_id, by=staff_email(), now=now())
        day_0 = doors[Wave.DAY_0].instrument_id
        set_door(writing, served.keys, day_0, "open", by=staff_email(), now=now())
    flash("The square for the wall is ready.")
    return redirect(url_for("session_poster", session_id=session_id), 303)


def poster(session_id: str) -> ResponseReturnValue:
    """The square on a sheet of its own, to be printed or put on a screen."""
    with services().sessions.reading() as reading:
        held = find_session(reading, session_id)
        course = find_course(reading, held.course_id)
    link = _link(session_id)
    if link is None:
        return redirect(url_for("training_session", session_id=session_id), 303)
    return render_template(
        "console/session-poster.html", held=held, course=course, link=link, square=square_of(link)
    )


def preview(session_id: str) -> ResponseReturnValue:
    """Read an uploaded list and show what it says. Nothing is kept yet."""
    sent = request.files.get("file")
    raw = b""
    if sent is not None:
        with sent.stream as stream:
            raw = stream.read(BYTES_MOST + 1)
    if not raw:
        return make_response(_page(session_id, ("file", "Choose a file.")), 422)
    told = read_attendance(raw)
    if told.unread:
        return make_response(_page(session_id, ("file", told.unread)), 422)
    with services().sessions.reading() as reading:
        held = find_session(reading, session_id)
    good = [(line, SECTORS[sector_of(line.cells)]) for line in told.good[:SHOWN_MOST]]
    return render_template(
        "console/attendance-preview.html", held=held, told=told, sample=good,
        packed=packed(told.lines),
    )  # fmt: skip


def confirm(session_id: str) -> ResponseReturnValue:
    """Judge the lines again; then add the good ones and log the rest."""
    _is_there(session_id)
    try:
        lines = unpacked(request.form.get("rows", ""))
    except (ValueError, RecursionError):  # brackets in brackets: nobody's browser sends that
        abort(400)
    served, by = services(), staff_email()
    key = served.keys.make(session_key(session_id))
    good = [line for line in lines if line.is_good]
    bad = [line for line in lines if not line.is_good]
    with served.sessions.writing() as writing:
        doors = open_waves(writing, served.surveys, session_id, by=by, now=now())
        arrival = Arrival(
            served.keys, key, doors, term_dates(writing), by, now(), served.settings.can_text
        )
        came = add_attendances(writing, session_id, good, arrival)
        log_rejects(writing, session_id, bad, by=by, now=now())
    flash(_said(came, len(bad)))
    return redirect(url_for("training_session", session_id=session_id), 303)


def delivery(session_id: str) -> ResponseReturnValue:
    """Each wave's messages: due, sent, failed, tried again, opted out."""
    with services().sessions.reading() as reading:
        held = find_session(reading, session_id)
        course = find_course(reading, held.course_id)
        waves = [
            (WAVE_NAMES[wave], door, delivery_of(reading, door.round_id),
             troubled(reading, door.round_id))
            for wave, door in waves_here(reading, session_id).items()
            if wave not in {Wave.DAY_0, Wave.MANAGER}
        ]  # fmt: skip
    waves.sort(key=lambda one: one[1].opens_on)
    return render_template(
        "console/session-delivery.html", held=held, course=course, waves=waves, figures=FIGURES
    )


def _is_there(session_id: str) -> None:
    """Before anything in the form is looked at. Raises NotFound."""
    with services().sessions.reading() as reading:
        find_session(reading, session_id)


def _page(session_id: str, wrong: tuple[str, str] | None = None) -> str:
    with services().sessions.reading() as reading:
        held = find_session(reading, session_id)
        course = find_course(reading, held.course_id)
        rejects = rejects_of(reading, session_id)
        waves = waves_here(reading, session_id)
    return render_template(
        "console/training-session.html", held=held, course=course, rejects=rejects, wrong=wrong,
        link=_link(session_id), waves=waves, statuses=STATUS_NAMES,
    )  # fmt: skip


def _link(session_id: str) -> str | None:
    """What the square on the wall leads to, where one was made."""
    served = services()
    with served.sessions.reading() as reading:
        door = waves_here(reading, session_id).get(Wave.DAY_0)
        token = door_token(reading, served.keys, door.instrument_id, "open") if door else None
    return f"{served.settings.base_url}/o/{token}" if token else None


def _said(came: Came, left_out: int) -> str:
    words = f"{came.people:,} {'attendance was' if came.people == 1 else 'attendances were'} added"
    words += f", and {came.follow_ups:,} follow-ups with them."
    if came.already:
        words += f" {came.already:,} were there already and stay as they were."
    if left_out:
        words += f" {left_out:,} {'line was' if left_out == 1 else 'lines were'} left out."
    return words


def _with_a_file(reader: Reader) -> Reader:
    """The same readers, with room for a whole list in the form."""

    def refuse() -> ResponseReturnValue | None:
        request.max_content_length = request.max_form_memory_size = FORM_MOST
        return reader.refuse()

    return Reader(reader.name, refuse)


HERE = "/staff/training/sessions/<session_id>"
PAGES = (
    Page(HERE, "training_session", session_page, staff(*LEADS)),
    Page(f"{HERE}/status", "session_status", set_status, staff(*LEADS), ("POST",)),
    Page(f"{HERE}/square", "session_square", make_square, staff(*LEADS), ("POST",)),
    Page(f"{HERE}/poster", "session_poster", poster, staff(*LEADS)),
    Page(f"{HERE}/delivery", "session_delivery", delivery, staff(*LEADS)),
    Page(
        f"{HERE}/attendance/preview", "attendance_preview", preview, _with_a_file(staff(*LEADS)),
        ("POST",),
    ),
    Page(
        f"{HERE}/attendance", "attendance_confirm", confirm, _with_a_file(staff(*LEADS)), ("POST",)
    ),
)  # fmt: skip

"""How do staff say which organisations are asked? One by one, or a list with a look before."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.cohorts import round_key
from feedback.collection.csv_file import BYTES_MOST
from feedback.compact.asking import ask_all, open_door
from feedback.compact.cycles import VARIANTS, Asked, find_cycle, keys_asked
from feedback.compact.organisation_file import (
    COLUMNS,
    judge,
    packed,
    read_organisations,
    unpacked,
)
from feedback.console.compact import HERE, KEEPERS, year_page
from feedback.training.attendance_file import SECTORS
from feedback.web.access import staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page, Reader

FORM_MOST = 4 * BYTES_MOST  # a whole list travels back in the form, in quotes
SHOWN_MOST = 10


def ask_one(cycle_id: str) -> ResponseReturnValue:
    """Ask one organisation for its return."""
    there = _there(cycle_id)
    form = request.form
    cells = {name: form.get(name, "").strip() for name in COLUMNS}
    # The form's own lists hold nothing else: nobody's browser sends another.
    if form.get("organisation") and (
        cells["sector"] not in SECTORS or cells["variant"] not in VARIANTS
    ):
        abort(400)
    cells |= {
        "sector": SECTORS.get(cells["sector"], ""), "variant": VARIANTS.get(cells["variant"], ""),
    }  # fmt: skip
    (line,) = judge([(1, cells)], there)
    if not cells["organisation"]:
        return year_page(cycle_id, ("organisation", "Write the name of the organisation."))
    if line.asked is None:
        field = "email" if "e-mail" in line.problems[0] else "organisation"
        return year_page(cycle_id, (field, line.problems[0]))
    _ask(cycle_id, [line.asked])
    flash(f"“{line.asked.organisation}” is asked for its return.")
    return redirect(url_for("compact_year", cycle_id=cycle_id), 303)


def preview(cycle_id: str) -> ResponseReturnValue:
    """Read an uploaded list and show what it says. Nothing is kept yet."""
    there = _there(cycle_id)
    sent = request.files.get("file")
    raw = b""
    if sent is not None:
        with sent.stream as stream:
            raw = stream.read(BYTES_MOST + 1)
    if not raw:
        return year_page(cycle_id, ("file", "Choose a file."))
    told = read_organisations(raw, there)
    if told.unread:
        return year_page(cycle_id, ("file", told.unread))
    with services().sessions.reading() as reading:
        cycle = find_cycle(reading, cycle_id)
    return render_template(
        "console/compact-preview.html", cycle=cycle, told=told, sample=told.good[:SHOWN_MOST],
        packed=packed(told.lines), sectors=SECTORS, variants=VARIANTS,
        without=sum(not line.asked.email for line in told.good if line.asked),
    )  # fmt: skip


def confirm(cycle_id: str) -> ResponseReturnValue:
    """Judge the lines again; then ask the good ones. The others are left out."""
    there = _there(cycle_id)
    try:
        lines = unpacked(request.form.get("rows", ""), there)
    except (ValueError, RecursionError):  # brackets in brackets: nobody's browser sends that
        return make_response(year_page(cycle_id, ("file", "Upload the list again.")), 422)
    good = [line.asked for line in lines if line.asked is not None]
    written = _ask(cycle_id, good) if good else 0
    words = f"{len(good):,} {'organisation is' if len(good) == 1 else 'organisations are'} asked"
    flash(f"{words}, {written:,} by e-mail. {len(lines) - len(good):,} lines were left out.")
    return redirect(url_for("compact_year", cycle_id=cycle_id), 303)


def _there(cycle_id: str) -> frozenset[str]:
    """Who is asked already. Raises NotFound before anything in the form is looked at."""
    with services().sessions.reading() as reading:
        return keys_asked(reading, find_cycle(reading, cycle_id).id)


def _ask(cycle_id: str, everybody: Sequence[Asked]) -> int:
    served, by = services(), staff_email()
    with served.sessions.writing() as writing:
        door = open_door(writing, served.surveys, cycle_id, by=by, now=now())
    served.keys.make(round_key(door.round_id))
    with served.sessions.writing() as writing:
        return ask_all(writing, served.keys, cycle_id, door, everybody, by=by, now=now())


def _with_a_file(reader: Reader) -> Reader:
    """The same readers, with room for a whole list in the form."""

    def refuse() -> ResponseReturnValue | None:
        request.max_content_length = request.max_form_memory_size = FORM_MOST
        return reader.refuse()

    return Reader(reader.name, refuse, is_whole=reader.is_whole)


MAY, POST = staff(*KEEPERS, whole=True), ("POST",)
PAGES = (
    Page(f"{HERE}/<cycle_id>/requests", "compact_ask", ask_one, MAY, POST),
    Page(
        f"{HERE}/<cycle_id>/organisations/preview", "compact_preview", preview, _with_a_file(MAY),
        POST,
    ),
    Page(
        f"{HERE}/<cycle_id>/organisations", "compact_confirm", confirm, _with_a_file(MAY), POST
    ),
)  # fmt: skip

"""How do staff say who is asked? A file, a look at every bad line, then the cohort."""

from __future__ import annotations

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.cohort_file import COLUMNS, Row, read_cohort
from feedback.collection.cohort_views import (
    HOLD_WORDS,
    CohortView,
    cohorts_of,
    find_member,
    log_of,
    page_of_members,
    references_of,
)
from feedback.collection.cohorts import add_people, cohort_for, log_rejects, round_key, set_hold
from feedback.collection.csv_file import BYTES_MOST
from feedback.collection.instruments import AUDIENCE_NAMES
from feedback.collection.round_views import InstrumentView, RoundView
from feedback.console.cohort_form import MENDED_MOST, mended, packed, unpacked
from feedback.web.access import Role, round_here, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page, Reader

MAKERS = (Role.ADMINISTRATOR, Role.ANALYST)
FORM_MOST = 4 * BYTES_MOST  # a whole file travels back in the form, in quotes
SHOWN_MOST = 10  # good lines shown, so that somebody sees whether the columns are right
HEADINGS = dict(
    zip(
        COLUMNS,
        (
            "Reference", "Cohort", "Team", "Age band", "Name", "Address", "E-mail", "Phone",
            "How to contact", "Allocated worker", "Hold",
        ),
        strict=True,
    )
)  # fmt: skip


def cohorts(round_id: str) -> ResponseReturnValue:
    """The round's cohorts, and the form for a file."""
    return _cohorts_page(_round(round_id))


def preview(round_id: str) -> ResponseReturnValue:
    """Read an uploaded file and show what it says. Nothing is kept yet."""
    around = _round(round_id)
    chosen = request.form.get("instrument", "")
    if chosen not in {one.id for one in around.instruments}:
        return make_response(_cohorts_page(around, ("instrument", "Choose a survey.")), 422)
    raw = _sent_file()
    if not raw:
        return make_response(_cohorts_page(around, ("file", "Choose a file."), chosen), 422)
    told = read_cohort(raw)
    if told.unread:
        return make_response(_cohorts_page(around, ("file", told.unread), chosen), 422)
    return _preview_page(around, around.instrument(chosen), told.rows, told.ignored)


def confirm(round_id: str, instrument_id: str) -> ResponseReturnValue:
    """Judge the lines again, mended or not; then add the good ones and log the rest."""
    around = _round(round_id)
    instrument = around.instrument(instrument_id)
    try:
        written = unpacked(request.form.get("rows", ""))
    except (ValueError, RecursionError):  # brackets in brackets: nobody's browser sends that
        abort(400)
    rows, changed = mended(written, request.form.to_dict())
    still_bad = [row for row in rows if not row.is_good and row.line in changed]
    if still_bad or request.form.get("_do") != "add":
        return _preview_page(around, instrument, rows, ())
    served, by = services(), staff_email()
    key = served.keys.make(round_key(round_id))
    with served.sessions.writing() as writing:
        cohort_id = cohort_for(writing, instrument.id, AUDIENCE_NAMES[instrument.audience])
        good = [row for row in rows if row.is_good]
        added = add_people(writing, cohort_id, good, key=key, by=by, now=now())
        bad = [row for row in rows if not row.is_good]
        log_rejects(writing, cohort_id, bad, by=by, now=now())
    flash(_said(added.people, added.already, len(bad)))
    return redirect(url_for("cohorts", round_id=round_id), 303)


def cohort_people(round_id: str, cohort_id: str) -> ResponseReturnValue:
    """The people of one cohort, a hundred a page, without contact details."""
    around = _round(round_id)
    with services().sessions.reading() as reading:
        cohort = _cohort(cohorts_of(reading, round_id), cohort_id)
        shown = page_of_members(reading, cohort_id, request.args.get("page", 1, int))
        log = log_of(reading, cohort_id)
    return render_template(
        "console/cohort.html", around=around, cohort=cohort, shown=shown, log=log,
        holds=HOLD_WORDS,
    )  # fmt: skip


def person(round_id: str, member_id: str) -> ResponseReturnValue:
    """One invited person: put on hold, or take the hold off."""
    around = _round(round_id)
    if request.method == "POST":
        hold = request.form.get("hold", "")
        if hold not in HOLD_WORDS:
            abort(400)
        with services().sessions.writing() as writing:
            member = find_member(writing, round_id, member_id)
            set_hold(writing, member.id, hold, by=staff_email(), now=now())
        flash("The hold is off." if not hold else "This person is on hold. Nothing is sent.")
        return redirect(url_for("cohort_person", round_id=round_id, member_id=member_id), 303)
    with services().sessions.reading() as reading:
        member = find_member(reading, round_id, member_id)
    return render_template(
        "console/cohort-person.html", around=around, member=member, holds=HOLD_WORDS
    )


def _sent_file() -> bytes:
    """The bytes of the file that was chosen, one more than may be at most; none at all for none."""
    sent = request.files.get("file")
    if sent is None:
        return b""
    with sent.stream as stream:
        return stream.read(BYTES_MOST + 1)


def _cohorts_page(around: RoundView, wrong: tuple[str, str] | None = None, chosen: str = "") -> str:
    with services().sessions.reading() as reading:
        found = {one.round_instrument_id: one for one in cohorts_of(reading, around.id)}
    return render_template(
        "console/cohorts.html", around=around, found=found, wrong=wrong, chosen=chosen,
        headings=HEADINGS,
    )  # fmt: skip


def _preview_page(
    around: RoundView, instrument: InstrumentView, rows: tuple[Row, ...], ignored: tuple[str, ...]
) -> str:
    good = [row for row in rows if row.is_good]
    bad = [row for row in rows if not row.is_good]
    with services().sessions.reading() as reading:
        there = references_of(reading, instrument.id)
    already = sum(row.cells["reference"] in there for row in good)
    return render_template(
        "console/cohort-preview.html", around=around, instrument=instrument, packed=packed(rows),
        good=good, sample=good[:SHOWN_MOST], bad=bad, to_mend=bad[:MENDED_MOST], ignored=ignored,
        already=already, headings=HEADINGS,
    )  # fmt: skip


def _said(people: int, already: int, left_out: int) -> str:
    words = f"{people:,} {'person was' if people == 1 else 'people were'} added."
    if already:
        words += f" {already:,} were in the cohort already and stay as they were."
    if left_out:
        words += f" {left_out:,} {'line was' if left_out == 1 else 'lines were'} left out."
    return words


def _cohort(found: tuple[CohortView, ...], cohort_id: str) -> CohortView:
    cohort = next((one for one in found if one.id == cohort_id), None)
    return cohort or abort(404)


def _round(round_id: str) -> RoundView:
    with services().sessions.reading() as reading:
        return round_here(reading, round_id)


def _with_a_file(reader: Reader) -> Reader:
    """The same readers, with room for a whole file in the form."""

    def refuse() -> ResponseReturnValue | None:
        request.max_content_length = request.max_form_memory_size = FORM_MOST
        return reader.refuse()

    return Reader(reader.name, refuse)


HERE = "/staff/rounds/<round_id>/cohorts"
PAGES = (
    Page(HERE, "cohorts", cohorts, staff(*MAKERS)),
    Page(f"{HERE}/preview", "cohort_preview", preview, _with_a_file(staff(*MAKERS)), ("POST",)),
    Page(
        f"{HERE}/surveys/<instrument_id>", "cohort_confirm", confirm,
        _with_a_file(staff(*MAKERS)), ("POST",),
    ),
    Page(f"{HERE}/<cohort_id>", "cohort_people", cohort_people, staff(*MAKERS)),
    Page(
        "/staff/rounds/<round_id>/people/<member_id>", "cohort_person", person,
        staff(*MAKERS), ("GET", "POST"),
    ),
)  # fmt: skip

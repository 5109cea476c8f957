"""How many returned the Compact audit, who is to be chased, and which standards need work?"""

from __future__ import annotations

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.compact import VARIANTS, Asked, ask, chase, make_cycle, to_chase
from feedback.errors import NotFound
from feedback.reports.compact import (
    RETURNS_RULE,
    STANDARDS_RULE,
    Cycle,
    cycles,
    returns_by_sector,
    standard_shares,
)
from feedback.training.attendance_file import SECTORS
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.pages import Page
from surveys.compact import STANDARDS
from surveys.kirkpatrick import financial_year

KEEPERS = (Role.ADMINISTRATOR, Role.ANALYST)
NAME_MOST = 120


def compact() -> ResponseReturnValue:
    """Every year's audit."""
    with services().sessions.reading() as reading:
        every = cycles(reading)
    here = financial_year(today())
    may_begin = here not in {one.year for one in every}
    return render_template(
        "console/compact.html", every=every, rule=RETURNS_RULE, year=here, may_begin=may_begin
    )


def begin() -> ResponseReturnValue:
    """Begin this financial year's audit."""
    year = financial_year(today())
    with services().sessions.writing() as writing:
        found = next((one.id for one in cycles(writing) if one.year == year), None)
        cycle_id = found or make_cycle(writing, year, by=staff_email(), now=now())
    return redirect(url_for("compact_year", cycle_id=cycle_id), 303)


def compact_year(cycle_id: str) -> ResponseReturnValue:
    """One year: returns by sector, the twelve standards, whom to chase; ?sector= for one."""
    return _year_page(cycle_id)


def _year_page(cycle_id: str, wrong: str = "") -> ResponseReturnValue:
    sector = request.args.get("sector") or None
    if sector is not None and sector not in SECTORS:
        abort(404)
    with services().sessions.reading() as reading:
        cycle = _cycle(cycles(reading), cycle_id)
        sectors = returns_by_sector(reading, cycle_id)
        shares = standard_shares(reading, cycle_id, sector)
        waiting = to_chase(reading, cycle_id)
    page = render_template(
        "console/compact-year.html", wrong=wrong, cycle=cycle, course=cycle, sectors=sectors,
        shares=shares,
        waiting=waiting, sector=sector, names=SECTORS, standards=STANDARDS, variants=VARIANTS,
        rules=(RETURNS_RULE, STANDARDS_RULE),
    )  # fmt: skip
    return make_response(page, 422 if wrong else 200)


def ask_one(cycle_id: str) -> ResponseReturnValue:
    """Ask an organisation for its return."""
    form = request.form
    organisation = form.get("organisation", "").strip()[:NAME_MOST]
    sector, variant = form.get("sector", ""), form.get("variant", "")
    with services().sessions.writing() as writing:
        cycle = _cycle(cycles(writing), cycle_id)
        if not organisation:
            return _year_page(cycle_id, "Write the name of the organisation.")
        if sector not in SECTORS or variant not in VARIANTS:
            abort(400)
        ask(writing, cycle.id, Asked(organisation, sector, variant), today())
    flash(f"“{organisation}” is asked for its return.")
    return redirect(url_for("compact_year", cycle_id=cycle_id), 303)


def chase_one(cycle_id: str, request_id: str) -> ResponseReturnValue:
    """Note that an organisation was written to again."""
    with services().sessions.writing() as writing:
        chase(writing, request_id, today())
    flash("Noted: they were written to today.")
    return redirect(url_for("compact_year", cycle_id=cycle_id, _anchor="chase"), 303)


def _cycle(every: tuple[Cycle, ...], cycle_id: str) -> Cycle:
    for one in every:
        if one.id == cycle_id:
            return one
    raise NotFound


HERE = "/staff/compact"
PAGES = (
    Page(HERE, "compact", compact, staff(*KEEPERS, whole=True)),
    Page(HERE, "compact_begin", begin, staff(*KEEPERS, whole=True), ("POST",)),
    Page(f"{HERE}/<cycle_id>", "compact_year", compact_year, staff(*KEEPERS, whole=True)),
    Page(
        f"{HERE}/<cycle_id>/requests", "compact_ask", ask_one, staff(*KEEPERS, whole=True),
        ("POST",),
    ),
    Page(
        f"{HERE}/<cycle_id>/requests/<request_id>/chase", "compact_chase", chase_one,
        staff(*KEEPERS, whole=True), ("POST",),
    ),
)  # fmt: skip

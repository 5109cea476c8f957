"""How many returned the Compact audit, who is to be chased, and which standards need work?"""

from __future__ import annotations

from datetime import timedelta

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.compact.asking import DUE_DAYS, may_write, reached_by, remind
from feedback.compact.cycles import (
    VARIANTS,
    chase,
    find_cycle,
    find_request,
    make_cycle,
    requests_of,
)
from feedback.compact.updates import ask_for_updates
from feedback.console.training_form import day_from
from feedback.errors import NotFound
from feedback.reports.compact import (
    RETURNS_RULE,
    STANDARDS_RULE,
    Cycle,
    cycles,
    returns_by_sector,
    standard_shares,
)
from feedback.reports.compact_quotes import QUOTE_NAMES, QUOTES_RULE, quotes
from feedback.training.attendance_file import SECTORS
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.pages import Page
from surveys.compact import STANDARDS
from surveys.kirkpatrick import financial_year

KEEPERS = (Role.ADMINISTRATOR, Role.ANALYST)


def compact() -> ResponseReturnValue:
    """Every year's audit."""
    return _list_page("")


def begin() -> ResponseReturnValue:
    """Begin this financial year's audit, due on the day that was typed or in eight weeks."""
    year, due_on = financial_year(today()), today() + timedelta(days=DUE_DAYS)
    if any(request.form.get(f"due_on-{part}", "").strip() for part in ("day", "month", "year")):
        typed, problem = day_from(request.form, "due_on", "day returns are due")
        if typed is None or typed < today():
            return _list_page(problem or "Returns must be due today or later.")
        due_on = typed
    with services().sessions.writing() as writing:
        found = next((one.id for one in cycles(writing) if one.year == year), None)
        cycle_id = found or make_cycle(writing, year, by=staff_email(), now=now(), due_on=due_on)
    return redirect(url_for("compact_year", cycle_id=cycle_id), 303)


def compact_year(cycle_id: str) -> ResponseReturnValue:
    """One year: returns by sector, the twelve standards, whom to chase; ?sector= for one."""
    return year_page(cycle_id)


def year_page(cycle_id: str, wrong: tuple[str, str] | None = None) -> ResponseReturnValue:
    """The year's page. `wrong`: the field of its forms that something is wrong with, and what."""
    sector = sector_asked()
    with services().sessions.reading() as reading:
        cycle, view = cycle_of(cycles(reading), cycle_id), find_cycle(reading, cycle_id)
        sectors = returns_by_sector(reading, cycle_id)
        shares = standard_shares(reading, cycle_id, sector)
        everybody = requests_of(reading, cycle_id)
        reached = reached_by(reading, cycle_id)
    page = render_template(
        "console/compact-year.html", wrong=wrong, cycle=cycle, course=cycle, view=view,
        sectors=sectors, shares=shares, reached=reached, given=request.form,
        waiting=[one for one in everybody if one.submitted_on is None],
        back=[one for one in everybody if one.submitted_on is not None],
        reachable=sum(may_write(reached.get(one.member_id or "")) for one in everybody
                      if one.submitted_on is None),
        sector=sector, names=SECTORS, standards=STANDARDS, variants=VARIANTS,
        rules=(RETURNS_RULE, STANDARDS_RULE), today=today(),
    )  # fmt: skip
    return make_response(page, 422 if wrong else 200)


def chase_one(cycle_id: str, request_id: str) -> ResponseReturnValue:
    """Write to an organisation again, or note that somebody did by another way."""
    with services().sessions.writing() as writing:
        if find_request(writing, request_id).cycle_id != cycle_id:
            raise NotFound
        written = 0
        if request.form.get("how") == "email":
            written = remind(writing, cycle_id, [request_id], by=staff_email(), now=now())
        else:
            chase(writing, request_id, today())
    flash("A reminder is on its way." if written else "Noted: they were written to today.")
    return redirect(url_for("compact_year", cycle_id=cycle_id, _anchor="chase"), 303)


def chase_all(cycle_id: str) -> ResponseReturnValue:
    """Write to everybody who returned nothing and can be written to."""
    with services().sessions.writing() as writing:
        everybody = [one.id for one in requests_of(writing, find_cycle(writing, cycle_id).id)]
        written = remind(writing, cycle_id, everybody, by=staff_email(), now=now())
    flash(f"{written:,} {'reminder is' if written == 1 else 'reminders are'} on their way.")
    return redirect(url_for("compact_year", cycle_id=cycle_id, _anchor="chase"), 303)


def ask_updates(cycle_id: str) -> ResponseReturnValue:
    """A year on: ask those who promised an action how it went."""
    with services().sessions.writing() as writing:
        written = ask_for_updates(writing, cycle_id, by=staff_email(), now=now())
    flash(f"{written:,} {'organisation is' if written == 1 else 'organisations are'} asked.")
    return redirect(url_for("compact_year", cycle_id=cycle_id), 303)


def briefing(cycle_id: str) -> ResponseReturnValue:
    """A page to print for one sector, or for all: returns, standards, words."""
    sector = sector_asked()
    served = services()
    with served.sessions.reading() as reading:
        cycle = cycle_of(cycles(reading), cycle_id)
        sectors = returns_by_sector(reading, cycle_id)
        shares = standard_shares(reading, cycle_id, sector)
        said = quotes(reading, served.keys, cycle_id, sector)
    returns = next((one for one in sectors if one.label == sector), cycle.returns)
    return render_template(
        "console/compact-briefing.html", cycle=cycle, course=cycle, sector=sector, names=SECTORS,
        returns=returns, shares=shares, standards=STANDARDS, said=said, kinds=QUOTE_NAMES,
        rules=(RETURNS_RULE, STANDARDS_RULE, QUOTES_RULE), day_now=today(),
    )  # fmt: skip


def sector_asked() -> str | None:
    """The sector in the address; None for all. Anything else is not there."""
    sector = request.args.get("sector") or None
    if sector is not None and sector not in SECTORS:
        abort(404)
    return sector


def cycle_of(every: tuple[Cycle, ...], cycle_id: str) -> Cycle:
    """One year of them. Raises NotFound."""
    for one in every:
        if one.id == cycle_id:
            return one
    raise NotFound


def _list_page(wrong: str) -> ResponseReturnValue:
    with services().sessions.reading() as session:
        every = cycles(session)
    here, due_on = financial_year(today()), today() + timedelta(days=DUE_DAYS)
    usual = {
        "due_on-day": due_on.day, "due_on-month": due_on.month, "due_on-year": due_on.year,
    }  # fmt: skip
    page = render_template(
        "console/compact.html", every=every, rule=RETURNS_RULE, year=here, wrong=wrong,
        given=request.form if wrong else usual, may_begin=here not in {one.year for one in every},
    )  # fmt: skip
    return make_response(page, 422 if wrong else 200)


HERE = "/staff/compact"
MAY, POST = staff(*KEEPERS, whole=True), ("POST",)
PAGES = (
    Page(HERE, "compact", compact, MAY),
    Page(HERE, "compact_begin", begin, MAY, POST),
    Page(f"{HERE}/<cycle_id>", "compact_year", compact_year, MAY),
    Page(f"{HERE}/<cycle_id>/briefing", "compact_briefing", briefing, MAY),
    Page(f"{HERE}/<cycle_id>/chase", "compact_chase_all", chase_all, MAY, POST),
    Page(f"{HERE}/<cycle_id>/updates", "compact_ask_updates", ask_updates, MAY, POST),
    Page(f"{HERE}/<cycle_id>/requests/<request_id>/chase", "compact_chase", chase_one, MAY, POST),
)

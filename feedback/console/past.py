"""Where do figures of earlier years and of other people stand beside ours?"""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.csv_file import SheetUnread
from feedback.reports.figures import REPORT_IDS
from feedback.reports.past import (
    Published,
    drop_table,
    keep_table,
    past_tables,
    trends,
)
from feedback.reports.printed import Printed, read_table
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

KEEPERS = (Role.ADMINISTRATOR, Role.ANALYST)
NAMES = {
    "F1": "Parents who took part",
    "F2": "Children who took part",
    "F3": "Yes: able to talk about what is important",
    "F4": "Yes: a chance to have your say",
}
ASKED = (
    ("title", "What the table shows", 200),
    ("source", "Source", 200),
    ("period", "Period, like 2022-23", 40),
)


def past() -> ResponseReturnValue:
    """Our figures year on year, and every table that was published before."""
    return _page({})


def add() -> ResponseReturnValue:
    """Keep a table: from a CSV file, or typed in."""
    form = request.form
    told = {name: form.get(name, "").strip()[:most] for name, _words, most in ASKED}
    problems = [
        (name, f"Write this: {words.lower()}.") for name, words, _ in ASKED if not told[name]
    ]
    sent = request.files.get("file")
    raw = sent.read() if sent is not None and sent.filename else form.get("lines", "").encode()
    cells: tuple[Printed, ...] = ()
    try:
        cells = read_table(raw)
    except SheetUnread as wrong:
        problems.append(("lines", str(wrong)))
    figure = form.get("figure", "")
    if problems or figure not in {"", *REPORT_IDS.values()}:
        return _page({**form.to_dict(), **told}, problems)
    about = Published("", told["title"], told["source"], told["period"], figure, cells, ())
    with services().sessions.writing() as writing:
        keep_table(
            writing, about, adds_up=form.get("adds_up") == "yes", by=staff_email(), now=now()
        )
    flash(f"“{about.title}” is kept, as it was printed.")
    return redirect(url_for("past"), 303)


def drop(table_id: str) -> ResponseReturnValue:
    """Take a table out again."""
    with services().sessions.writing() as writing:
        drop_table(writing, table_id, by=staff_email(), now=now())
    flash("The table is taken out.")
    return redirect(url_for("past"), 303)


def _page(
    typed: dict[str, str], problems: list[tuple[str, str]] | None = None
) -> ResponseReturnValue:
    with services().sessions.reading() as reading:
        tables = past_tables(reading)
        found = trends(reading, services().surveys, tables, now())
    page = render_template(
        "console/past.html", tables=tables, trends=found, names=NAMES, asked=ASKED, typed=typed,
        problems=problems or [],
    )  # fmt: skip
    return make_response(page, 422 if problems else 200)


HERE = "/staff/past"
PAGES = (
    Page(HERE, "past", past, staff(*KEEPERS, whole=True)),
    Page(HERE, "past_add", add, staff(*KEEPERS, whole=True), ("POST",)),
    Page(f"{HERE}/<table_id>/drop", "past_drop", drop, staff(*KEEPERS, whole=True), ("POST",)),
)

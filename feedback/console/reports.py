"""How do staff write the yearly report, look at it, have it reviewed and publish it?"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.privacy.audit import note
from feedback.reports.past import past_tables
from feedback.reports.yearly.chapter import chapter, name_of
from feedback.reports.yearly.deciding import Decider, publish, review
from feedback.reports.yearly.filing import ENDINGS, files_of
from feedback.reports.yearly.keeping import begin, reports
from feedback.reports.yearly.sources import PRINTED, SOURCES
from feedback.store.reports import Report
from feedback.web.access import Role, staff, staff_email
from feedback.web.accounts import list_staff
from feedback.web.context import now, services, today
from feedback.web.pages import Page
from surveys.kirkpatrick import financial_year, is_financial_year

WRITERS = (Role.ADMINISTRATOR, Role.ANALYST)
YEARS = 4  # this one and those before
STATES = {"draft": "Draft", "reviewed": "Reviewed", "published": "Published"}
KINDS = {
    "section": "A heading",
    "text": "Words",
    "meaning": "What this means",
    "themes": "A list of your own",
    "table": "A table of your own",
}
FORMATS = {"docx": "Word", "pdf": "PDF", "html": "HTML"}


def report_list(wrong: str = "") -> ResponseReturnValue:
    """Every report, and a year to begin."""
    with services().sessions.reading() as reading:
        every = reports(reading)
    first = int(financial_year(today())[:4])
    years = [f"{year}-{(year + 1) % 100:02d}" for year in range(first, first - YEARS, -1)]
    page = render_template(
        "console/reports.html", every=every, years=years, states=STATES, wrong=wrong
    )
    return page, 422 if wrong else 200


def report_begin() -> ResponseReturnValue:
    """Begin a year's report from the partnership's own chapter."""
    year = request.form.get("year", "")
    if not is_financial_year(year):
        return report_list("Choose the year the report is about.")
    with services().sessions.writing() as writing:
        report_id = begin(writing, year, by=staff_email(), now=now())
        _note(writing, "report_begun", report_id)
    return redirect(url_for("report", report_id=report_id), 303)


def report(report_id: str) -> ResponseReturnValue:
    """One report: its blocks in their order, what is missing, who may go on with it."""
    with services().sessions.reading() as reading:
        found = chapter(reading, services().surveys, report_id, now())
        files = files_of(reading, report_id, by=staff_email(), now=now())
        changed_by = reading.get_one(Report, report_id).changed_by
        printed = {f"{PRINTED}{one.id}": f"{one.title}, {one.period}"
                   for one in past_tables(reading)}  # fmt: skip
    is_own = changed_by == staff_email() and bool(others_than(changed_by))
    return render_template(
        "console/report.html",
        chapter=found, files=files, states=STATES, kinds=KINDS, sources=SOURCES, name_of=name_of,
        endings=ENDINGS, formats=FORMATS, is_own=is_own, changed_by=changed_by,
        making=any(one.is_being_made for one in files), printed=printed,
    )  # fmt: skip


def report_preview(report_id: str) -> ResponseReturnValue:
    """The report as a page, as it will be printed."""
    with services().sessions.reading() as reading:
        found = chapter(reading, services().surveys, report_id, now())
    return render_template("console/report-preview.html", chapter=found)


def report_review(report_id: str) -> ResponseReturnValue:
    """A second person has looked at all of it."""
    with services().sessions.writing() as writing:
        found = chapter(writing, services().surveys, report_id, now())
        said = review(writing, found, _decider(writing, report_id), now=now())
        _note(writing, "report_reviewed", report_id, said)
    return _told(report_id, said, "Reviewed. It can be published now.")


def report_publish(report_id: str) -> ResponseReturnValue:
    """Freeze the figures."""
    with services().sessions.writing() as writing:
        found = chapter(writing, services().surveys, report_id, now())
        said = publish(writing, found, _decider(writing, report_id), now=now())
        _note(writing, "report_published", report_id, said)
    return _told(report_id, said, "Published. Its figures stand from now on.")


def _told(report_id: str, refused: str, done: str) -> ResponseReturnValue:
    flash(refused or done)
    return redirect(url_for("report", report_id=report_id), 303)


def _decider(session: Session, report_id: str) -> Decider:
    changed_by = session.get_one(Report, report_id).changed_by
    version = request.form.get("version", 0, type=int)
    return Decider(staff_email(), others_than(changed_by), version, request.form.get("shown", ""))


def others_than(email: str) -> int:
    """How many colleagues of `email` may write reports, and so decide on one."""
    with services().sessions.reading() as reading:
        lines = list_staff(reading)
    may = {role.value for role in WRITERS}
    return sum(1 for one in lines if one.active and may & set(one.roles) and one.email != email)


def _note(session: Session, what: str, report_id: str, refused: str = "") -> None:
    note(session, who=staff_email(), what=what, about=f"report:{report_id}", now=now(),
         details={"refused": refused} if refused else {})  # fmt: skip


HERE = "/staff/reports"
ONE = f"{HERE}/<report_id>"
MAY = staff(*WRITERS, whole=True)
PAGES = (
    Page(HERE, "reports", report_list, MAY),
    Page(HERE, "report_begin", report_begin, MAY, ("POST",)),
    Page(ONE, "report", report, MAY),
    Page(f"{ONE}/preview", "report_preview", report_preview, MAY),
    Page(f"{ONE}/review", "report_review", report_review, MAY, ("POST",)),
    Page(f"{ONE}/publish", "report_publish", report_publish, MAY, ("POST",)),
)

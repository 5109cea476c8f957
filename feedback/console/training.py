"""What has the training team held, and what is there to hold next?"""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.console.training_form import course_from, day_from
from feedback.privacy.small_numbers import Shown, ShownRow
from feedback.reports.charts import BarChart, bar_chart
from feedback.reports.training_counts import (
    CAME_RULE,
    COURSES_RULE,
    came_by_sector,
    year_lines,
)
from feedback.store.sight import TRAINING
from feedback.training.attendance_file import SECTORS
from feedback.training.courses import (
    REACH_NAMES,
    STATUS_NAMES,
    find_course,
    list_courses,
    make_course,
    make_session,
    sessions_of,
)
from feedback.training.term_dates import keep_term_dates, read_term_dates, term_dates
from feedback.web.access import Role, signed_in, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page
from surveys.kirkpatrick import POP_UPS, Occasion

LEADS = (Role.ADMINISTRATOR, Role.ANALYST, Role.TRAINING_LEAD)
HELD_HERE = (Occasion.COURSE, *POP_UPS)


def training() -> ResponseReturnValue:
    """Courses by year, and the list of them."""
    sight = signed_in().sight
    with services().sessions.reading() as reading:
        years = year_lines(reading, sight)
        courses = list_courses(reading, HELD_HERE, sight)
    return render_template(
        "console/training.html", years=years, courses=courses, reaches=REACH_NAMES,
        rules=(COURSES_RULE, CAME_RULE),
    )  # fmt: skip


def year(year: str) -> ResponseReturnValue:
    """One financial year: attendances by sector, for many agencies and for one."""
    sight = signed_in().sight
    with services().sessions.reading() as reading:
        line = next((one for one in year_lines(reading, sight) if one.year == year), None)
        if line is None:
            abort(404)
        sectors = {
            reach: came_by_sector(reading, year, reach, sight) for reach in ("multi", "single")
        }
    shown = [
        (reach, counts.items(), _sector_chart(reach, counts)) for reach, counts in sectors.items()
    ]
    return render_template(
        "console/training-year.html", line=line, names=SECTORS, reaches=REACH_NAMES,
        sectors=shown, rules=(COURSES_RULE, CAME_RULE),
    )  # fmt: skip


def _sector_chart(reach: str, counts: Mapping[str, int]) -> BarChart | None:
    """None where nobody came. Attendances are no respondents: nothing of them is hidden."""
    if not any(counts.values()):
        return None
    cells = tuple(Shown(count, f"{count:,}") for count in counts.values())
    total = sum(counts.values())
    labels = tuple(SECTORS[one] for one in counts)
    row = ShownRow(labels, cells, Shown(total, f"{total:,}"))
    title = f"{REACH_NAMES[reach]}: attendances by sector."
    return bar_chart(f"sectors-{reach}", title, labels, row, counted="Attendances:")


def new_course() -> ResponseReturnValue:
    """Make a course or a workshop."""
    if request.method == "GET":
        return _new_course_page({}, {})
    plan, wrong = course_from(request.form, course_teams())
    if plan is None:
        return make_response(_new_course_page(request.form, wrong), 422)
    with services().sessions.writing() as writing:
        course_id = make_course(writing, plan, by=staff_email(), now=now())
    flash(f"“{plan.title}” is made. Now add its first session.")
    return redirect(url_for("course", course_id=course_id), 303)


def course(course_id: str) -> ResponseReturnValue:
    """One course and its sessions; a form for the next one."""
    return _course_page(course_id, {}, {})


def new_session(course_id: str) -> ResponseReturnValue:
    """Add a session to a course."""
    given = request.form
    held_on, problem = day_from(given, "held_on", "day of the session")
    if held_on is None:
        return make_response(_course_page(course_id, given, {"held_on": problem}), 422)
    with services().sessions.writing() as writing:
        session_id = make_session(
            writing, course_id, held_on, place=given.get("place", ""),
            trainer=given.get("trainer", ""),
        )  # fmt: skip
    flash("The session is added.")
    return redirect(url_for("training_session", session_id=session_id), 303)


def school_holidays() -> ResponseReturnValue:
    """The calendar that messages of some courses wait for."""
    served, typed, wrong = services(), "", ""
    with served.sessions.reading() as reading:
        kept = term_dates(reading)
    if request.method == "POST":
        typed = request.form.get("days", "")
        told = read_term_dates(typed)
        if isinstance(told, str):
            wrong = told
        else:
            with served.sessions.writing() as writing:
                keep_term_dates(writing, told, by=staff_email(), now=now())
            flash("The school holidays are kept. Messages planned from now on heed them.")
            return redirect(url_for("school_holidays"), 303)
    lines = typed or "\n".join(f"{first} to {last}" for first, last in kept.holidays)
    page = render_template("console/school-holidays.html", lines=lines, wrong=wrong)
    return make_response(page, 422 if wrong else 200)


def _course_page(course_id: str, given: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    with services().sessions.reading() as reading:
        found = find_course(reading, course_id)
        held = sessions_of(reading, course_id)
    return render_template(
        "console/course.html", course=found, held=held, given=given, wrong=wrong,
        reaches=REACH_NAMES, statuses=STATUS_NAMES,
    )  # fmt: skip


def _new_course_page(given: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    teams = course_teams()
    return render_template(
        "console/new-course.html", given=given, wrong=wrong, reaches=REACH_NAMES, teams=teams,
        team_choices=[(one, one) for one in teams or ()],
    )  # fmt: skip


def course_teams() -> tuple[str, ...] | None:
    """The teams whose courses this person may make; None: any, and those of everybody."""
    teams = signed_in().sight.teams(TRAINING)
    return None if teams is None else tuple(sorted(teams))


HERE = "/staff/training"
PAGES = (
    Page(HERE, "training", training, staff(*LEADS)),
    Page(f"{HERE}/years/<year>", "training_year", year, staff(*LEADS)),
    Page(f"{HERE}/courses/new", "new_course", new_course, staff(*LEADS), ("GET", "POST")),
    Page(f"{HERE}/courses/<course_id>", "course", course, staff(*LEADS)),
    Page(
        f"{HERE}/courses/<course_id>/sessions", "new_session", new_session, staff(*LEADS), ("POST",)
    ),
    Page(
        f"{HERE}/school-holidays", "school_holidays", school_holidays, staff(*LEADS),
        ("GET", "POST"),
    ),
)  # fmt: skip

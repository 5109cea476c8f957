"""What came of the training? The lead's page, level by level, for one course or for all."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from feedback.console.training import LEADS
from feedback.reports.training_answers import Looked, instruments_of, sent_to
from feedback.reports.training_change import CHANGE_RULE, MEAN_RULE, skill_lines
from feedback.reports.training_counts import year_lines
from feedback.reports.training_levels import level_by_level
from feedback.reports.training_rates import RATE_RULE, wave_rates
from feedback.training.courses import find_course
from feedback.web.access import signed_in, staff
from feedback.web.context import now, services
from feedback.web.pages import Page
from surveys.kirkpatrick import (
    ASKS,
    LEVEL_NAMES,
    WAVE_NAMES,
    Occasion,
    Wave,
    is_financial_year,
    waves_of,
)


def every_course() -> ResponseReturnValue:
    """All courses together; ?year= keeps to one financial year."""
    return _results(None)


def one_course(course_id: str) -> ResponseReturnValue:
    """One course alone."""
    return _results(course_id)


def _results(course_id: str | None) -> ResponseReturnValue:
    year = request.args.get("year") or None
    if year is not None and (course_id is not None or not is_financial_year(year)):
        abort(404)  # a year of one course: its small groups would show beside the years of all
    sight = signed_in().sight
    with services().sessions.reading() as reading:
        years = [one.year for one in year_lines(reading, sight)]
        course = find_course(reading, course_id) if course_id else None
        occasion = course.occasion if course else Occasion.COURSE
        looked = Looked(occasion, course_id, year, sight)
        sent = {
            wave: sent_to(reading, instruments_of(reading, looked, wave))
            for wave in waves_of(occasion)
        }
        levels = level_by_level(reading, looked)
        is_course = occasion is Occasion.COURSE
        lines = skill_lines(reading, looked, now()) if is_course and sent[Wave.DAY_0] else ()
        rates = wave_rates(reading, looked, now())
    return render_template(
        "console/training-results.html", course=course, year=year, years=years, levels=levels,
        lines=lines, rates=rates, asks=ASKS, names=LEVEL_NAMES, waves=WAVE_NAMES,
        rules=(CHANGE_RULE, RATE_RULE, MEAN_RULE), is_empty=not any(sent.values()),
    )  # fmt: skip


PAGES = (
    Page("/staff/training/results", "training_results", every_course, staff(*LEADS)),
    Page(
        "/staff/training/courses/<course_id>/results", "course_results", one_course, staff(*LEADS)
    ),
)

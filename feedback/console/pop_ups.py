"""How is any session asked about within two minutes? One form, and the square is on the wall."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.collection.round_doors import set_door
from feedback.console.training import LEADS, course_teams
from feedback.console.training_form import course_from, day_from
from feedback.training.courses import CoursePlan, list_courses, make_course, make_session
from feedback.training.waves import instrument_of, open_waves
from feedback.web.access import signed_in, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.pages import Page
from surveys.kirkpatrick import LEVEL_NAMES, POP_UPS, Level, Occasion, Wave

TEMPLATES = {
    Occasion.WORKSHOP: "A workshop or briefing",
    Occasion.TWO_DAYS: "A course of two days that is not followed up",
    Occasion.PLAN: "The Safer Me Plan, asked of professionals who use it",
}


def pop_up() -> ResponseReturnValue:
    """The form; then the square, ready to be shown."""
    if request.method == "GET":
        day = today()
        return _page(
            {"held_on-day": day.day, "held_on-month": day.month, "held_on-year": day.year}, {}
        )
    given = request.form
    plan, wrong = course_from({**given, "reach": "multi"}, course_teams(), POP_UPS)
    held_on, problem = day_from(given, "held_on", "day it is held")
    if problem:
        wrong["held_on"] = problem
    if plan is None or held_on is None:
        return make_response(_page(given, wrong), 422)
    served, by = services(), staff_email()
    with served.sessions.writing() as writing:
        course_id = _course_of(writing, plan, by)
        session_id = make_session(writing, course_id, held_on, place=given.get("place", ""))
        doors = open_waves(writing, served.surveys, session_id, by=by, now=now())
        instrument_id = doors[Wave.DAY_0].instrument_id
        set_door(writing, served.keys, instrument_id, "open", by=by, now=now())
    flash("The square is ready.")
    return redirect(url_for("session_poster", session_id=session_id), 303)


def _course_of(session: Session, plan: CoursePlan, by: str) -> str:
    """What is held again keeps its place, so that its answers are read together."""
    for one in list_courses(session, (plan.occasion,), signed_in().sight):
        if (one.title.casefold(), one.team) == (plan.title.casefold(), plan.team):
            return one.id
    return make_course(session, plan, by=by, now=now())


def _page(given: Mapping[str, object], wrong: Mapping[str, str]) -> str:
    return render_template(
        "console/pop-up.html", given=given, wrong=wrong, teams=course_teams(),
        templates=[(one.value, words, _asked(one)) for one, words in TEMPLATES.items()],
    )  # fmt: skip


def _asked(occasion: Occasion) -> str:
    """What a template asks, in short: "8 questions: Reaction, Learning"."""
    questions = instrument_of(occasion, Wave.DAY_0).questions
    levels = sorted({one.level for one in questions if one.level is not None})
    return f"{len(questions)} questions: {', '.join(LEVEL_NAMES[Level(one)] for one in levels)}"


PAGES = (Page("/staff/training/pop-up", "pop_up", pop_up, staff(*LEADS), ("GET", "POST")),)

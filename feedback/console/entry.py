"""How do staff type in an answer that came on paper or by telephone?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.entry import (
    CHANNELS,
    Person,
    enter,
    entry_problem,
    find_person,
    prepare_entry,
    read_form,
)
from feedback.collection.links import new_capability
from feedback.collection.round_views import InstrumentView, RoundView
from feedback.collection.rounds import FormProblem
from feedback.safeguarding.concerns import Screener
from feedback.web.access import Role, round_here, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.forms import Field, field_of
from feedback.web.pages import Page
from surveys.answers import Answers, Problem
from surveys.definition import Survey
from surveys.piping import fill

TYPISTS = (Role.ADMINISTRATOR, Role.ANALYST)
Raw = Mapping[str, Sequence[str]]


def entry(round_id: str) -> ResponseReturnValue:
    """Choose the survey, and say whose answer it is. A reference never stands in an address."""
    around = _round(round_id)
    closed = entry_problem(around, today())
    if request.method == "GET" or closed:
        return _choose_page(around, closed)
    instrument = around.instrument(request.form.get("instrument", ""))
    person = _person(instrument)
    if isinstance(person, FormProblem):
        return make_response(_choose_page(around, "", person), 422)
    return _form_page(around, instrument, person, new_capability(), {}, ())


def enter_answers(round_id: str, instrument_id: str) -> ResponseReturnValue:
    """Store and send what was typed, through the same use-cases as a person's own answers."""
    around = _round(round_id)
    instrument = around.instrument(instrument_id)
    closed = entry_problem(around, today())
    person = _person(instrument)
    if closed or isinstance(person, FormProblem):
        wrong = person if isinstance(person, FormProblem) else None
        return make_response(_choose_page(around, closed, wrong), 422)
    capability = request.form.get("_c") or new_capability()
    raw = request.form.to_dict(flat=False)
    survey = _survey(instrument)
    answers, problems = read_form(survey, raw)
    if problems:
        page = _form_page(around, instrument, person, capability, raw, problems)
        return make_response(page, 422)
    _store(around, instrument, survey, person, capability, answers)
    flash("The answer is stored and sent. You can type in the next one.")
    return redirect(url_for("entry", round_id=round_id), 303)


def _store(
    around: RoundView,
    instrument: InstrumentView,
    survey: Survey,
    person: Person,
    capability: str,
    answers: Answers,
) -> None:
    served = services()
    screener = Screener(
        served.scanner, served.clock.monotonic, served.settings.scan_budget_ms / 1000
    )
    prepared = prepare_entry(
        served.keys, screener, survey, answers, capability=capability, instrument_id=instrument.id
    )
    with served.sessions.writing() as writing:
        enter(
            writing,
            served.keys,
            around,
            instrument.id,
            survey,
            prepared,
            person=person,
            channel=_channel(),
            by=staff_email(),
            now=now(),
            today=today(),
        )


def _round(round_id: str) -> RoundView:
    with services().sessions.reading() as reading:
        return round_here(reading, round_id)


def _survey(instrument: InstrumentView) -> Survey:
    with services().sessions.reading() as reading:
        return services().surveys.get(reading, instrument.version_id)


def _person(instrument: InstrumentView) -> Person | FormProblem:
    with services().sessions.reading() as reading:
        return find_person(reading, instrument.id, request.form.get("reference", ""))


def _channel() -> str:
    asked = request.form.get("channel", "")
    return asked if asked in CHANNELS else CHANNELS[0]


def _choose_page(around: RoundView, closed: str, problem: FormProblem | None = None) -> str:
    return render_template(
        "console/entry.html",
        around=around,
        closed=closed,
        problem=problem,
        given=request.form,
        channel=_channel(),
    )


def _form_page(
    around: RoundView,
    instrument: InstrumentView,
    person: Person,
    capability: str,
    raw: Raw,
    problems: Sequence[Problem],
) -> str:
    survey = _survey(instrument)
    wrong = {problem.question_key: problem.message for problem in problems}
    sections: list[tuple[str, list[Field]]] = [
        (
            section.title,
            [
                field_of(
                    question,
                    None,
                    lambda words: fill(words, lambda _key: ""),
                    error=wrong.get(question.key),
                    raw=raw if problems else None,
                )
                for question in section.questions
                if not question.is_info
            ],
        )
        for section in survey.sections
    ]
    return render_template(
        "console/entry-form.html",
        around=around,
        instrument=instrument,
        person=person,
        reference=request.form.get("reference", "").strip(),
        channel=_channel(),
        capability=capability,
        sections=sections,
        problems=problems,
    )


PAGES = (
    Page("/staff/rounds/<round_id>/entry", "entry", entry, staff(*TYPISTS), ("GET", "POST")),
    Page(
        "/staff/rounds/<round_id>/entry/<instrument_id>",
        "enter_answers",
        enter_answers,
        staff(*TYPISTS),
        ("POST",),
    ),
)

"""How do staff make a round, and see what it is made of?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.instruments import AUDIENCE_NAMES, Mode, february_instruments
from feedback.collection.round_doors import door_token, set_door
from feedback.collection.rounds import FormProblem, Plan, close_round, make_round, problems_with
from feedback.console.menu import round_sections
from feedback.web.access import Role, round_here, rounds_here, signed_in, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.pages import Page
from surveys.answers import Problem, read
from surveys.definition import Kind, Question, Survey

MAKERS = (Role.ADMINISTRATOR, Role.ANALYST)
READERS = (*MAKERS, Role.DUTY_OFFICER)
FIELDS = ("name", "opens_on", "closes_on", "instruments")  # as they stand on the page
DOOR_PATHS = {"open": "o", "kiosk": "k"}


def rounds() -> ResponseReturnValue:
    """All rounds."""
    with services().sessions.reading() as reading:
        every = rounds_here(reading)
    return render_template("console/rounds.html", rounds=every, may_make=_may_make())


def new_round() -> ResponseReturnValue:
    """Make a round from the library's instruments."""
    if request.method == "GET":
        return _new_round_page({})
    given = request.form.to_dict()
    problems: list[FormProblem] = []
    opens_on = _day(given, "opens_on", "opening day", problems)
    closes_on = _day(given, "closes_on", "closing day", problems)
    plan = Plan(
        given.get("name", ""), opens_on or today(), closes_on or opens_on or today(), _chosen()
    )
    told = {problem.field for problem in problems}
    problems += [one for one in problems_with(plan, today()) if one.field not in told]
    if problems:
        problems.sort(
            key=lambda one: FIELDS.index(one.field) if one.field in FIELDS else len(FIELDS)
        )
        return make_response(_new_round_page(given, problems), 422)
    with services().sessions.writing() as writing:
        round_id = make_round(writing, services().surveys, plan, by=staff_email(), now=now())
    flash(f"“{plan.name.strip()}” is made. Now say who is asked, and go through the checks.")
    return redirect(url_for("round", round_id=round_id), 303)


def round_page(round_id: str) -> ResponseReturnValue:
    """One round: its window, its surveys and their links."""
    served = services()
    with served.sessions.reading() as reading:
        around = round_here(reading, round_id)
        links = {
            one.id: {
                kind: _address(kind, token)
                for kind in DOOR_PATHS
                if (token := door_token(reading, served.keys, one.id, kind)) is not None
            }
            for one in around.instruments
        }
    return render_template(
        "console/round.html",
        around=around,
        links=links,
        may_make=_may_make(),
        more_links=round_sections(signed_in(), round_id),
    )


def make_door(round_id: str, instrument_id: str) -> ResponseReturnValue:
    """Make an open link or a kiosk link, or replace it: the old one stops working."""
    kind = request.form.get("kind", "")
    if kind not in DOOR_PATHS:
        abort(404)
    with services().sessions.writing() as writing:
        instrument = round_here(writing, round_id).instrument(instrument_id)
        set_door(writing, services().keys, instrument.id, kind, by=staff_email(), now=now())
    flash(f"The {kind} link for {AUDIENCE_NAMES[instrument.audience].lower()} is ready.")
    return redirect(url_for("round", round_id=round_id, _anchor=instrument_id), 303)


def close_now(round_id: str) -> ResponseReturnValue:
    """Close a round before its last day."""
    if request.form.get("sure") != "yes":
        return render_template("console/close-round.html", around=_found(round_id))
    with services().sessions.writing() as writing:
        closed = close_round(writing, round_id, by=staff_email(), now=now())
    flash("The round is closed. Nobody can answer any more." if closed else "It was not open.")
    return redirect(url_for("round", round_id=round_id), 303)


def _found(round_id: str) -> object:
    with services().sessions.reading() as reading:
        return round_here(reading, round_id)


def _new_round_page(given: Mapping[str, str], problems: list[FormProblem] | None = None) -> str:
    chosen = request.form.getlist("instruments") if request.method == "POST" else None
    return render_template(
        "console/new-round.html",
        instruments=february_instruments(),
        given=given,
        chosen=chosen,
        problems=problems or [],
        wrong={problem.field: problem.message for problem in problems or []},
    )


def _chosen() -> tuple[tuple[Survey, Mode], ...]:
    wanted = set(request.form.getlist("instruments"))
    chosen: list[tuple[Survey, Mode]] = []
    for one in february_instruments():
        if one.key in wanted:
            asked = request.form.get(f"mode-{one.key}", one.modes[0].value)
            mode = next((mode for mode in one.modes if mode.value == asked), one.modes[0])
            chosen.append((one.survey, mode))
    return tuple(chosen)


def _day(
    given: Mapping[str, str], field: str, what: str, problems: list[FormProblem]
) -> date | None:
    """A date typed in three boxes, read just as a respondent's date is."""
    question = Question(key=field, kind=Kind.DATE, ask=what)
    value = read(question, {name: [typed] for name, typed in given.items()})
    if isinstance(value, Problem):
        problems.append(FormProblem(field, value.message))
        return None
    if value.day is None:
        problems.append(FormProblem(field, f"Write the {what}."))
        return None
    return value.day


def _address(kind: str, token: str) -> str:
    return f"{services().settings.base_url}/{DOOR_PATHS[kind]}/{token}"


def _may_make() -> bool:
    here = signed_in()
    return here.sight.is_whole and bool(here.roles.intersection(MAKERS))


PAGES = (
    Page("/staff/rounds", "rounds", rounds, staff(*READERS)),
    Page("/staff/rounds/new", "new_round", new_round, staff(*MAKERS, whole=True), ("GET", "POST")),
    Page("/staff/rounds/<round_id>", "round", round_page, staff(*READERS)),
    Page(
        "/staff/rounds/<round_id>/surveys/<instrument_id>/link",
        "make_door",
        make_door,
        staff(*MAKERS),
        ("POST",),
    ),
    Page(
        "/staff/rounds/<round_id>/close",
        "close_round",
        close_now,
        staff(*MAKERS, whole=True),
        ("POST",),
    ),
)

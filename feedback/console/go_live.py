"""Is this round fit to open? Green and red, printable for the scrutineer."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.go_live import (
    SIGN_OFF,
    go_live_checks,
    may_open,
    note_fact,
    open_if_green,
    sign_off_anonymous,
)
from feedback.collection.round_views import find_round
from feedback.collection.rounds import FormProblem, NotReady
from feedback.web.access import Role, signed_in, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.pages import Page

MAKERS = (Role.ADMINISTRATOR, Role.ANALYST)
CHECKERS = (*MAKERS, Role.DUTY_OFFICER)


def go_live(round_id: str) -> ResponseReturnValue:
    """The checks of one round."""
    return _page(round_id)


def note_check(round_id: str) -> ResponseReturnValue:
    """Note what makes one check green."""
    key, value = request.form.get("check", ""), request.form.get("value", "")
    with services().sessions.writing() as writing:
        around = find_round(writing, round_id, now())
        problem = note_fact(writing, around, key, value, by=staff_email(), now=now())
    if problem:
        return make_response(_page(round_id, problem, value), 422)
    return redirect(url_for("go_live", round_id=round_id, _anchor=key), 303)


def sign_off(round_id: str, instrument_id: str) -> ResponseReturnValue:
    """A duty officer agrees to an anonymous survey for children."""
    with services().sessions.writing() as writing:
        around = find_round(writing, round_id, now())
        sign_off_anonymous(writing, around, instrument_id, by=staff_email(), now=now())
    return redirect(url_for("go_live", round_id=round_id), 303)


def open_round(round_id: str) -> ResponseReturnValue:
    """Open the round; from now on its window decides."""
    try:
        with services().sessions.writing() as writing:
            around = find_round(writing, round_id, now())
            open_if_green(writing, around, by=staff_email(), now=now())
    except NotReady as story:
        flash(story.message)
        return redirect(url_for("go_live", round_id=round_id), 303)
    flash(f"“{around.name}” is open from {around.opens_on:%-d %B %Y}. It closes by itself.")
    return redirect(url_for("round", round_id=round_id), 303)


def _page(round_id: str, problem: FormProblem | None = None, typed: str = "") -> str:
    with services().sessions.reading() as reading:
        around = find_round(reading, round_id, now())
        checks = go_live_checks(reading, around, now())
    roles = signed_in().roles
    return render_template(
        "console/go-live.html",
        around=around,
        checks=checks,
        is_green=may_open(checks),
        red=sum(not check.is_green and check.must_be for check in checks),
        problem=problem,
        typed=typed,
        may_open=bool(roles.intersection(MAKERS)),
        may_sign_off=Role.DUTY_OFFICER in roles,
        sign_off_key=SIGN_OFF,
        seen_on=today(),
    )


PAGES = (
    Page("/staff/rounds/<round_id>/go-live", "go_live", go_live, staff(*CHECKERS, whole=True)),
    Page(
        "/staff/rounds/<round_id>/go-live/note",
        "note_check",
        note_check,
        staff(*CHECKERS, whole=True),
        ("POST",),
    ),
    Page(
        "/staff/rounds/<round_id>/go-live/sign-off/<instrument_id>",
        "sign_off",
        sign_off,
        staff(Role.DUTY_OFFICER, whole=True),
        ("POST",),
    ),
    Page(
        "/staff/rounds/<round_id>/open",
        "open_round",
        open_round,
        staff(*MAKERS, whole=True),
        ("POST",),
    ),
)

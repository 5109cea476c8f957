"""Are the numbers we give people right? A person rings each at least every 90 days."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.privacy.audit import note
from feedback.safeguarding.help_numbers import keep_shipped
from feedback.safeguarding.number_checks import checked_lines, number_problem, verify_number
from feedback.settings import VERIFIED_FOR_DAYS
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.pages import Page

CHECKERS = (Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER)


def help_numbers() -> ResponseReturnValue:
    """The list of numbers, with the day each was checked."""
    return _page()


def seed_numbers() -> ResponseReturnValue:
    """Put in the numbers we ship; each still has to be rung."""
    with services().sessions.writing() as writing:
        keep_shipped(writing)
    return redirect(url_for("help_numbers"), 303)


def number_checked(key: str) -> ResponseReturnValue:
    """Somebody rang this number and it is right."""
    number = request.form.get("number", "")
    problem = number_problem(number)
    if problem:
        return make_response(_page(wrong=key, problem=problem, typed=number), 422)
    with services().sessions.writing() as writing:
        was, kept = verify_number(writing, key, number, by=staff_email(), today=today())
        note(
            writing,
            who=staff_email(),
            what="help_number_verified",
            about=f"help_number:{key}",
            now=now(),
            details={"was": was, "is": kept},
        )
    flash("Noted: this number was checked today.")
    return redirect(url_for("help_numbers", _anchor=key), 303)


def _page(*, wrong: str = "", problem: str = "", typed: str = "") -> str:
    with services().sessions.reading() as reading:
        numbers = checked_lines(reading, today())
    return render_template(
        "console/help-numbers.html",
        numbers=numbers,
        days=VERIFIED_FOR_DAYS,
        wrong=wrong,
        problem=problem,
        typed=typed,
    )


PAGES = (
    Page("/staff/help-numbers", "help_numbers", help_numbers, staff(*CHECKERS)),
    Page("/staff/help-numbers/seed", "seed_numbers", seed_numbers, staff(*CHECKERS), ("POST",)),
    Page(
        "/staff/help-numbers/number/<key>",
        "verify_number",
        number_checked,
        staff(*CHECKERS),
        ("POST",),
    ),
)

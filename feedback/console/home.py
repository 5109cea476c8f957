"""What needs doing next?"""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.collection.doors import Standing
from feedback.collection.go_live import go_live_checks, may_open
from feedback.collection.quarantine import count_unread
from feedback.collection.round_views import RoundView
from feedback.console.menu import MAKERS, ROUNDS, round_sections
from feedback.safeguarding.concern_list import count_new
from feedback.safeguarding.number_checks import checked_lines
from feedback.web.access import Role, StaffHere, rounds_here, signed_in, staff
from feedback.web.context import now, services, today
from feedback.web.pages import Page

LISTENERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do; `is_urgent` stands first and in red."""

    what: str
    why: str
    link: str
    is_urgent: bool = False


def home() -> ResponseReturnValue:
    """The first page after sign-in."""
    here = signed_in()
    with services().sessions.reading() as reading:
        rounds = rounds_here(reading)
        to_do = [*_to_hear(reading, here), *_to_prepare(reading, here, rounds)]
    running = [one for one in rounds if one.standing is Standing.OPEN]
    return render_template(
        "console/home.html",
        to_do=to_do,
        running=running,
        sections={one.id: round_sections(here, one.id) for one in rounds},
        may_open_rounds=bool(here.roles & ROUNDS),
        rounds=rounds,
        may_make=bool(here.roles.intersection(MAKERS)),
    )


def to_home() -> ResponseReturnValue:
    """/staff without its slash."""
    return redirect(url_for("home"), 308)


def _to_hear(session: Session, here: StaffHere) -> list[ToDo]:
    if not here.roles.intersection(LISTENERS):
        return []
    found: list[ToDo] = []
    concerns = count_new(session, here.id, here.sight)
    if concerns:
        what = "Look at 1 concern" if concerns == 1 else f"Look at {concerns} concerns"
        why = "Somebody may have told us that they are not safe."
        found.append(ToDo(what, why, url_for("desk"), is_urgent=True))
    unread = count_unread(session, here.sight)
    if unread:
        what = "Read 1 text kept aside" if unread == 1 else f"Read {unread} texts kept aside"
        why = "These words could not be taken as an answer. Nobody has read them yet."
        found.append(ToDo(what, why, url_for("quarantine"), is_urgent=True))
    return found


def _to_prepare(session: Session, here: StaffHere, rounds: tuple[RoundView, ...]) -> list[ToDo]:
    found: list[ToDo] = []
    may_check = here.roles & ROUNDS
    if may_check and here.sight.is_whole:
        for one in rounds:
            if one.state == "draft":
                found += _draft(session, one)
        numbers = checked_lines(session, today())
        red = sum(not number.is_green for number in numbers)
        if red and any(one.state != "closed" for one in rounds):
            why = "A round with children waits until each number was rung in the last 90 days."
            what = f"Check {red} help {'number' if red == 1 else 'numbers'}"
            found.append(ToDo(what, why, url_for("help_numbers")))
    may_make = here.roles.intersection(MAKERS) and here.sight.is_whole
    if may_make and not any(one.state != "closed" for one in rounds):
        why = "Choose the surveys, the opening day and the closing day."
        found.append(ToDo("Make the next round", why, url_for("new_round")))
    return found


def _draft(session: Session, one: RoundView) -> list[ToDo]:
    checks = go_live_checks(session, one, now())
    link = url_for("go_live", round_id=one.id)
    if may_open(checks):
        return [ToDo(f"Open “{one.name}”", "Every check is green.", link)]
    red = sum(not check.is_green and check.must_be for check in checks)
    what = f"Finish {red} {'check' if red == 1 else 'checks'} for “{one.name}”"
    return [ToDo(what, f"It is due to open on {one.opens_on:%-d %B %Y}.", link)]


PAGES = (
    Page("/staff/", "home", home, staff()),
    Page("/staff", "to_home", to_home, staff()),
)

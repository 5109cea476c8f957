"""What can a member of staff do about their own account?"""

from __future__ import annotations

from datetime import datetime

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.calendar import LONDON
from feedback.console.second_factor import recovery_codes_page
from feedback.privacy.audit import note
from feedback.web import sign_in as doors
from feedback.web.access import REFERENCE, signed_in, staff
from feedback.web.accounts import hash_password, password_problem, set_password
from feedback.web.context import now, services
from feedback.web.pages import Page
from feedback.web.roles import ROLE_NAMES
from feedback.web.second_factor import (
    new_recovery_codes,
    recovery_codes_left,
    reset_second_factor,
)
from feedback.web.staff_sessions import end_all, end_one, sessions_of

WRONG = "The password is wrong."
LOCKED = "There were too many tries. Wait five minutes, then try again."


def my_account() -> ResponseReturnValue:
    """Who I am here, where I am signed in, and how to change that."""
    return _page()


def change_password() -> ResponseReturnValue:
    """Choose a new password; every other browser of mine is signed out."""
    here = signed_in()
    wrong = _password_wrong()
    if wrong:
        return _page({"password": wrong})
    new = request.form.get("new", "")
    problem = password_problem(new, here.email)
    if problem:
        return _page({"new": problem})
    if new != request.form.get("again", ""):
        return _page({"again": "The two passwords are not the same."})
    hashed = hash_password(new)
    with services().sessions.writing() as writing:
        set_password(writing, here.id, hashed)
        end_all(writing, here.id)
        note(writing, who=here.email, what="password_changed", about=f"staff:{here.id}", now=now())
    doors.let_in(here.id, second_factor_at=here.second_factor_at)
    flash("Your password is changed. You are signed out everywhere else.")
    return redirect(url_for("my_account"), 303)


def end_my_session() -> ResponseReturnValue:
    """Sign one of my other browsers out."""
    here = signed_in()
    with services().sessions.writing() as writing:
        ended = end_one(writing, here.id, request.form.get("session", ""))
        if ended:
            about = f"staff:{here.id}"
            note(writing, who=here.email, what="session_ended", about=about, now=now())
    flash("That browser is signed out." if ended else "That browser was signed out already.")
    return redirect(url_for("my_account"), 303)


def make_recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes; the old ones stop working."""
    here = signed_in()
    if not here.has_second_factor:
        return redirect(url_for("second_factor"), 303)
    wrong = _password_wrong()
    if wrong:
        return _page({"codes_password": wrong})
    with services().sessions.writing() as writing:
        codes = new_recovery_codes(writing, here.id)
        about = f"staff:{here.id}"
        note(writing, who=here.email, what="recovery_codes_made", about=about, now=now())
    return recovery_codes_page(codes, url_for("my_account"))


def change_phone() -> ResponseReturnValue:
    """Forget my phone; the next thing asked of me is to set up another one."""
    here = signed_in()
    wrong = _password_wrong()
    if wrong:
        return _page({"phone_password": wrong})
    with services().sessions.writing() as writing:
        reset_second_factor(writing, here.id)
        about = f"staff:{here.id}"
        note(writing, who=here.email, what="second_factor_reset", about=about, now=now())
    doors.let_in(here.id)
    return redirect(url_for("second_factor"), 303)


def _password_wrong() -> str:
    """Why the password typed beside this will not do; "" when it is right."""
    typed = request.form.get("password", "")
    if not typed:
        return "Type your password."
    try:
        return "" if doors.right_password(signed_in().email, typed) else WRONG
    except doors.LockedOut:
        return LOCKED


def _page(wrong: dict[str, str] | None = None) -> ResponseReturnValue:
    here = signed_in()
    with services().sessions.reading() as reading:
        browsers = sessions_of(reading, here.id, str(session.get(REFERENCE)), now())
        codes_left = recovery_codes_left(reading, here.id)
    page = render_template(
        "console/my-account.html",
        me=here,
        role_names=[ROLE_NAMES[role] for role in sorted(here.roles)],
        browsers=browsers,
        codes_left=codes_left,
        wrong=wrong or {},
        when=_when,
    )
    return make_response(page, 422 if wrong else 200)


def _when(instant: datetime) -> str:
    local = instant.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}, {local:%H:%M}"


_ACCOUNT = "/staff/account"

PAGES = (
    Page(_ACCOUNT, "my_account", my_account, staff()),
    Page(f"{_ACCOUNT}/password", "change_password", change_password, staff(), ("POST",)),
    Page(f"{_ACCOUNT}/session", "end_my_session", end_my_session, staff(), ("POST",)),
    Page(f"{_ACCOUNT}/codes", "make_recovery_codes", make_recovery_codes, staff(), ("POST",)),
    Page(f"{_ACCOUNT}/phone", "change_phone", change_phone, staff(), ("POST",)),
)

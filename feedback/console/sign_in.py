"""How do staff come in, go out, and choose a password?"""

from __future__ import annotations

import structlog
from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from feedback.console.second_factor import is_story
from feedback.ports import DeliveryFailed, Letter
from feedback.privacy.audit import note
from feedback.store.base import new_id
from feedback.web import sign_in as doors
from feedback.web.access import ANYONE, refuse_foreign_posts, safe_path, signed_in, who_is_here
from feedback.web.accounts import (
    choose_password,
    find_account,
    hash_password,
    link_is_for,
    make_link,
    password_problem,
)
from feedback.web.context import now, services
from feedback.web.council import is_on
from feedback.web.pages import Page
from feedback.web.security import CLEAR_SITE_DATA
from feedback.web.tries import may_try

log = structlog.get_logger(__name__)

WRONG = "The e-mail address or password is wrong."
LOCKED = "There were too many tries. Wait five minutes, then try again."
STALE = "This page was open for a long time. Please try again."


def sign_in() -> ResponseReturnValue:
    """Sign in with an e-mail address and a password."""
    to = safe_path(request.values.get("to", ""))
    if request.method == "GET":
        if who_is_here() is not None:
            return redirect(url_for("home"), 303)
        return _sign_in_page(to)
    email = request.form.get("email", "")
    if not _is_our_form():
        return _sign_in_page(to, email=email, problem=STALE, status=422)
    try:
        account = doors.sign_in(email, request.form.get("password", ""))
    except doors.LockedOut:
        return _sign_in_page(to, email=email, problem=LOCKED, status=429)
    if account is None:
        return _sign_in_page(to, email=email, problem=WRONG, status=422)
    here = signed_in()
    if not here.is_in:
        step = "code" if here.has_second_factor else "second_factor"
        return redirect(url_for(step, to=to), 303)
    with services().sessions.writing() as writing:
        note(writing, who=account.email, what="signed_in", about=f"staff:{account.id}", now=now())
    return redirect(to, 303)


def sign_out() -> ResponseReturnValue:
    """Sign out, and ask the browser to forget what it saw."""
    refuse_foreign_posts()
    if not _is_our_form():
        return redirect(url_for("home"), 303)
    doors.sign_out()
    response = make_response(render_template("console/signed-out.html"))
    if request.is_secure:
        response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return response


def forgotten_password() -> ResponseReturnValue:
    """Ask for a link by e-mail; the reply is the same whether or not we know the address."""
    if request.method == "GET":
        return render_template("console/forgotten-password.html", sent=False, problem="")
    refuse_foreign_posts()
    if not _is_our_form():
        return _page("console/forgotten-password.html", 422, sent=False, problem=STALE)
    response = _page("console/forgotten-password.html", 200, sent=True, problem="")
    letter = _reset_letter(request.form.get("email", ""))
    if letter is not None:
        _send_after(response, letter)
    return response


def set_up(token: str) -> ResponseReturnValue:
    """Choose a password by a one-time link. Looking at the page does not use the link."""
    with services().sessions.reading() as reading:
        email = link_is_for(reading, token, now())
    if email is None:
        return _page("console/link-spent.html", 410)
    if request.method == "GET":
        return _page("console/set-up.html", 200, email=email, problem="")
    refuse_foreign_posts()
    password = request.form.get("password", "")
    problem = password_problem(password, email) if _is_our_form() else STALE
    if not problem and password != request.form.get("again", ""):
        problem = "The two passwords are not the same."
    if problem:
        return _page("console/set-up.html", 422, email=email, problem=problem)
    hashed = hash_password(password)
    with services().sessions.writing() as writing:
        if not choose_password(writing, token, hashed, now()):
            return _page("console/link-spent.html", 410)
        note(writing, who=email, what="password_chosen", about=f"staff:{email}", now=now())
    session.clear()
    return redirect(url_for("sign_in"), 303)


def _sign_in_page(to: str, *, email: str = "", problem: str = "", status: int = 200) -> Response:
    return _page(
        "console/sign-in.html",
        status,
        to=to,
        email=email,
        problem=problem,
        is_story=is_story(),
        has_council=is_on(),
    )


def _page(template: str, status: int, **given: object) -> Response:
    return make_response(render_template(template, **given), status)


def _is_our_form() -> bool:
    refuse_foreign_posts()
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _reset_letter(email: str) -> Letter | None:
    """The letter for a known address. Unknown ones take the same way up to here."""
    with services().sessions.writing() as writing:
        # Counted like passwords, so that nobody can flood a colleague with letters.
        if not may_try(writing, doors.account_hash("reset", email), now()):
            return None
        account = find_account(writing, email)
        if account is None or not account.active:
            return None
        token = make_link(writing, account.id, "reset", now())
    address = services().settings.staff_base_url + url_for("set_up", token=token)
    return Letter(
        to=account.email,
        subject="Choose a new password",
        text=(
            "Somebody, we hope you, asked for a new password.\n\n"
            f"Choose one here within 24 hours: {address}\n\n"
            "If it was not you, do nothing: your password stays as it is.\n"
        ),
        reference=f"reset-{new_id()}",
    )


def _send_after(response: Response, letter: Letter) -> None:
    """Send once the reply has gone, so that its time does not tell whether we know the address."""
    postman = services().postman

    def send() -> None:
        try:
            postman.send(letter)
        except DeliveryFailed as failure:
            log.error("password letter not sent", permanent=failure.permanent)

    response.call_on_close(send)


PAGES = (
    Page("/staff/sign-in", "sign_in", sign_in, ANYONE, ("GET", "POST")),
    Page("/staff/sign-out", "sign_out", sign_out, ANYONE, ("POST",)),
    Page(
        "/staff/forgotten-password",
        "forgotten_password",
        forgotten_password,
        ANYONE,
        ("GET", "POST"),
    ),
    Page("/staff/set-up/<token>", "set_up", set_up, ANYONE, ("GET", "POST")),
)

"""How does a person prove that it is them, and not only their password?"""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.console.letters import square_of
from feedback.privacy.audit import note
from feedback.settings import Environment
from feedback.web import sign_in as doors
from feedback.web.access import by_password, safe_path, signed_in
from feedback.web.context import now, services
from feedback.web.pages import Page
from feedback.web.second_factor import (
    RECOVERY,
    WRONG,
    address_of,
    new_key,
    recovery_codes_left,
    set_up,
)

WRONG_CODE = "That code is wrong, or it was used already. Wait for the next one, then try again."
LOCKED = "There were too many tries. Wait five minutes, then try again."
STALE = "This page was open for a long time. Please scan the new square."
PENDING = "to be set up by "  # what a key in a form is closed for, before it is kept


def code() -> ResponseReturnValue:
    """Ask for a code from the phone, or a recovery code."""
    here, to = signed_in(), safe_path(request.values.get("to", ""))
    if here.second_factor_at is not None:
        return redirect(to, 303)
    if not here.has_second_factor:
        return redirect(url_for("second_factor", to=to), 303)
    if request.method == "GET":
        return _code_page(to)
    try:
        kind = doors.give_code(here, request.form.get("code", ""))
    except doors.LockedOut:
        return _code_page(to, LOCKED, 429)
    if kind == WRONG:
        return _code_page(to, WRONG_CODE, 422)
    with services().sessions.writing() as writing:
        details = {"second_factor": kind}
        if kind == RECOVERY:
            details["codes_left"] = str(recovery_codes_left(writing, here.id))
        about = f"staff:{here.id}"
        note(writing, who=here.email, what="signed_in", about=about, now=now(), details=details)
    return redirect(url_for("my_account") if kind == RECOVERY else to, 303)


def second_factor() -> ResponseReturnValue:
    """Set up a phone: a square to scan, then a code that shows that it works."""
    here, to = signed_in(), safe_path(request.values.get("to", ""))
    if here.has_second_factor:
        return redirect(to if here.is_in else url_for("code", to=to), 303)
    if request.method == "GET":
        return _set_up_page(to, new_key())
    key = doors.seal().open(request.form.get("key", ""), PENDING + here.id)
    if key is None:
        return _set_up_page(to, new_key(), STALE, 422)
    with services().sessions.writing() as writing:
        codes = set_up(writing, doors.seal(), here.id, key=key, code=_digits(), now=now())
        if codes is not None:
            about = f"staff:{here.id}"
            note(writing, who=here.email, what="second_factor_set_up", about=about, now=now())
    if codes is None:
        return _set_up_page(to, key, WRONG_CODE, 422)
    doors.let_in(here.id, second_factor_at=now())
    return recovery_codes_page(codes, to)


def recovery_codes_page(codes: tuple[str, ...], to: str) -> ResponseReturnValue:
    """The ten codes, this once."""
    return render_template("console/recovery-codes.html", codes=codes, to=to)


def _digits() -> str:
    return "".join(request.form.get("code", "").split())


def _code_page(to: str, problem: str = "", status: int = 200) -> Response:
    page = render_template(
        "console/code.html", to=to, problem=problem, email=signed_in().email, is_story=is_story()
    )
    return make_response(page, status)


def _set_up_page(to: str, key: str, problem: str = "", status: int = 200) -> Response:
    here = signed_in()
    address = address_of(key, here.email, services().settings.partnership)
    page = render_template(
        "console/second-factor.html",
        to=to,
        problem=problem,
        square=square_of(address),
        letters=" ".join(key[at : at + 4] for at in range(0, len(key), 4)),
        closed=doors.seal().close(key, PENDING + here.id),
        must=here.needs_second_factor,
    )
    return make_response(page, status)


def is_story() -> bool:
    """Whether this is a demonstration on somebody's own machine."""
    return services().settings.env is Environment.DEVELOPMENT


PAGES = (
    Page("/staff/code", "code", code, by_password(), ("GET", "POST")),
    Page("/staff/second-factor", "second_factor", second_factor, by_password(), ("GET", "POST")),
)

"""Who may read a page of the console? Asked anew at every request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol, TypeVar, cast
from urllib.parse import urlsplit

from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import Session

from feedback.collection.round_views import RoundView, find_round, list_rounds
from feedback.web.context import now, services
from feedback.web.objects import may_open
from feedback.web.pages import ANYONE, Reader
from feedback.web.roles import Role
from feedback.web.staff_sessions import StaffHere, touch, who_is

__all__ = ["ANYONE", "EVERY_ROLE", "Role", "StaffHere", "signed_in", "staff", "staff_email"]

REFERENCE = "staff"  # where the cookie holds the session's reference
EVERY_ROLE = tuple(Role)
Thing = TypeVar("Thing", bound="_HasId")
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}

csrf = CSRFProtect()


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def staff(*roles: Role, whole: bool = False) -> Reader:
    """Only staff with one of these roles; no role named means anybody who is signed in.

    Signed in means with a second factor where one is needed; and what the address names must be
    of a survey and team this person may see: to them, the rest does not exist. `whole`: only
    those who may see every survey and team, for pages that cannot be divided.
    """
    allowed = frozenset(roles or EVERY_ROLE)

    def refuse() -> ResponseReturnValue | None:
        here = who_is_here()
        if here is None:
            return redirect(url_for("sign_in", to=_come_back()), 303)
        if not here.is_in:
            step = "code" if here.has_second_factor else "second_factor"
            return redirect(url_for(step, to=_come_back()), 303)
        if not here.roles & allowed or (whole and not here.sight.is_whole):
            abort(403)
        _refuse_forgeries()
        if not here.sight.is_whole:
            with services().sessions.reading() as reading:
                if not may_open(reading, here.sight, request.view_args or {}):
                    abort(404)
        return None

    return Reader(" or ".join(sorted(allowed)), refuse, is_whole=whole)


def by_password() -> Reader:
    """Anybody on the staff who gave their password, and perhaps no code yet."""

    def refuse() -> ResponseReturnValue | None:
        if who_is_here() is None:
            return redirect(url_for("sign_in"), 303)
        _refuse_forgeries()
        return None

    return Reader(" or ".join(sorted(EVERY_ROLE)), refuse, is_half=True)


def who_is_here() -> StaffHere | None:
    """The member of staff of this request, read from the store once."""
    if "staff" not in g:
        g.staff = _look_up()
    return cast("StaffHere | None", g.staff)


def signed_in() -> StaffHere:
    """The member of staff of this request, on a page only staff may read."""
    here = who_is_here()
    if here is None:
        abort(403)
    return here


def round_here(session: Session, round_id: str) -> RoundView:
    """A round as this member of staff may see it: the other surveys are not in it.

    Raises NotFound.
    """
    return _seen(find_round(session, round_id, now()))


def rounds_here(session: Session) -> tuple[RoundView, ...]:
    """All rounds with something in them for this member of staff."""
    every = list_rounds(session, now())
    if signed_in().sight.is_whole:
        return every
    return tuple(seen for one in every if (seen := _seen(one)).instruments or not one.instruments)


def of_mine(session: Session, named: str, things: Iterable[Thing]) -> tuple[Thing, ...]:
    """Those of a list that this person could open by an address that names them so."""
    sight = signed_in().sight
    return tuple(one for one in things if may_open(session, sight, {named: one.id}))


def _seen(around: RoundView) -> RoundView:
    sight = signed_in().sight
    kept = tuple(one for one in around.instruments if sight.may_see(one.survey_key))
    return replace(around, instruments=kept)


def staff_email() -> str:
    """Who is doing this: for the audit."""
    return signed_in().email


def _refuse_forgeries() -> None:
    if request.method in UNSAFE:
        refuse_foreign_posts()
        csrf.protect()


def refuse_foreign_posts() -> None:
    """A form sent from another site is refused, whatever it carries (T7)."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def safe_path(path: str) -> str:
    """A path of ours to go on to after sign-in; the console's home for anything else."""
    parts = urlsplit(path)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/staff/")
    return path if is_ours and "\\" not in path else url_for("home")


def _come_back() -> str | None:
    return request.path if request.method == "GET" and request.path != "/staff/" else None


def _look_up() -> StaffHere | None:
    reference = session.get(REFERENCE)
    if not isinstance(reference, str):
        return None
    with services().sessions.reading() as reading:
        found = who_is(reading, reference, now())
    if found is None:
        session.clear()
        return None
    here, touch_is_due = found
    if touch_is_due:
        with services().sessions.writing() as writing:
            touch(writing, reference, now())
    return here

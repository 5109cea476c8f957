"""How does a browser come to stand for a member of staff? Nobody else pays for it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from flask import Flask, current_app, g, has_request_context, request, session
from flask_security import RoleMixin, Security, UserMixin, login_user, logout_user, verify_password
from flask_security.datastore import SQLAlchemySessionUserDatastore
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session, scoped_session

from feedback.settings import Environment, Settings
from feedback.store.staff import Staff, StaffRole
from feedback.web.access import REFERENCE, csrf
from feedback.web.accounts import Account, find_account, hash_password, normal_email
from feedback.web.context import now, services
from feedback.web.errors import error_page
from feedback.web.second_factor import WRONG, Seal, check
from feedback.web.staff_sessions import StaffHere, end_session, start_session
from feedback.web.tries import forget_tries, may_try

STAFF_PATHS = "/staff"
NOBODY = hash_password("a password nobody has, so that an unknown address takes as long")


class StaffUser(Staff, UserMixin):  # type: ignore[misc]  # the library's mixin is untyped here
    """A member of staff as Flask-Security sees one; the same row."""

    roles: list[RoleMixin] = []  # noqa: RUF012 - access reads roles itself, at every request


class StaffUserRole(StaffRole, RoleMixin):
    """A role as Flask-Security sees one."""


class LockedOut(Exception):  # noqa: N818 - a story
    """Ten passwords, or ten codes, were tried for this address within five minutes."""


def set_up_sign_in(app: Flask, settings: Settings) -> None:
    """Give the app staff sessions, CSRF protection and Flask-Security's password checks."""
    is_production = settings.env is Environment.PRODUCTION
    app.secret_key = settings.secret_key.get_secret_value()
    app.config.update(
        SESSION_COOKIE_NAME="__Host-staff" if is_production else "staff",
        SESSION_COOKIE_SECURE=is_production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_CHECK_DEFAULT=False,  # access asks for it on staff pages; nobody else has it
        WTF_CSRF_TIME_LIMIT=None,  # the session's own end is the limit
        WTF_CSRF_SSL_STRICT=False,  # access compares Origin instead: some hide the referrer
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - a scheme, not a password
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},
        SECURITY_REGISTERABLE=False,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_FLASH_MESSAGES=False,
        REMEMBER_COOKIE_REFRESH_EACH_REQUEST=False,
    )
    security = Security(app, _Datastore(app), register_blueprint=False)
    security.login_manager._request_callback = None  # no tokens in addresses or headers
    csrf.init_app(app)
    _only_for_staff(app)
    app.register_error_handler(CSRFError, lambda _error: error_page(403))


def sign_in(email: str, password: str) -> Account | None:
    """Check a password and sign the browser in; None: the address or password is wrong.

    Raises LockedOut. Known and unknown addresses take the same steps and the same time.
    """
    account = right_password(email, password)
    if account is not None:
        let_in(account.id)
    return account


def right_password(email: str, password: str) -> Account | None:
    """The account this password opens; None: there is none. Raises LockedOut."""
    tried = account_hash("sign-in", email)
    _count_try(tried)
    with services().sessions.reading() as reading:
        account = find_account(reading, email)
    held = account.password if account is not None and account.active else None
    is_right = verify_password(password, held or NOBODY)
    if account is None or held is None or not is_right:
        return None
    with services().sessions.writing() as writing:
        forget_tries(writing, tried)
    return account


def give_code(here: StaffHere, typed: str) -> str:
    """Check a code from the phone, or a recovery code: which it was, "" when wrong.

    Raises LockedOut. The browser gets a new reference: the one from before was worth less.
    """
    tried = account_hash("code", here.email)
    _count_try(tried)
    with services().sessions.writing() as writing:
        kind = check(writing, seal(), here.id, typed, now())
        if kind != WRONG:
            forget_tries(writing, tried)
    if kind != WRONG:
        let_in(here.id, second_factor_at=now())
    return kind


def let_in(staff_id: str, *, second_factor_at: datetime | None = None) -> None:
    """Start a session of this person in this browser; the one from before ends."""
    before = session.get(REFERENCE)
    with services().sessions.writing() as writing:
        if isinstance(before, str):
            end_session(writing, before)
        reference = start_session(writing, staff_id, now(), second_factor_at=second_factor_at)
    session.clear()  # nothing set before sign-in lives on (T7)
    session[REFERENCE] = reference
    g.pop("staff", None)
    login_user(current_app.extensions["security"].datastore.find_user(id=staff_id))


def seal() -> Seal:
    """What closes phone keys here."""
    return Seal(services().settings.secret_key.get_secret_value())


def sign_out() -> None:
    """Sign this browser out; the reference is worth nothing from now on."""
    reference = session.get(REFERENCE)
    if isinstance(reference, str):
        with services().sessions.writing() as writing:
            end_session(writing, reference)
    logout_user()
    session.clear()
    g.pop("staff", None)


def account_hash(what: str, email: str) -> str:
    """An address, known or not, as tries at `what` are counted: 64 hex digits."""
    secret = str(current_app.secret_key).encode()
    told = f"{what}:{normal_email(email)}".encode()
    return hmac.new(secret, told, hashlib.sha256).hexdigest()


def _count_try(tried: str) -> None:
    """Count first, in a transaction of its own. Raises LockedOut."""
    with services().sessions.writing() as writing:
        if not may_try(writing, tried, now()):
            raise LockedOut


class _Datastore(SQLAlchemySessionUserDatastore):
    """Flask-Security's view of our store: it reads; our own use-cases write."""

    def __init__(self, app: Flask) -> None:
        super().__init__(
            cast("scoped_session[Session]", _RequestSession()), StaffUser, StaffUserRole
        )
        app.teardown_appcontext(_close_session)


class _RequestSession:
    """Looks like a session; opens one of the request's own when first asked."""

    def __getattr__(self, name: str) -> Any:
        if "security_session" not in g:
            g.security_session = Session(services().sessions.engine, expire_on_commit=False)
        return getattr(g.security_session, name)


def _close_session(_error: BaseException | None) -> None:
    held = g.pop("security_session", None)
    if held is not None:
        held.close()


def _only_for_staff(app: Flask) -> None:
    """Let what the libraries hooked in run on staff pages only: participants must not pay."""
    libraries = ("flask_security", "flask_login", "flask_principal", "flask_wtf")
    every: tuple[tuple[Any, Callable[..., Any]], ...] = (
        (app.before_request_funcs, _nothing),
        (app.after_request_funcs, _same),
        (app.template_context_processors, _no_words),
    )
    for hooks, otherwise in every:
        hooks[None] = [
            _guarded(hook, otherwise) if _module(hook).startswith(libraries) else hook
            for hook in hooks.get(None, ())
        ]


def _module(hook: Callable[..., Any]) -> str:
    return getattr(hook, "__module__", "") or ""


def _guarded(hook: Callable[..., Any], otherwise: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*given: Any) -> Any:
        act = hook if has_request_context() and request.path.startswith(STAFF_PATHS) else otherwise
        return act(*given)

    return guarded


def _nothing() -> None:
    return None


def _same(response: Any) -> Any:
    return response


def _no_words() -> dict[str, Any]:
    return {}

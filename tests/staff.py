"""Staff for tests: let in by their password and, where one is asked, a code from their phone."""

from __future__ import annotations

import re

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from feedback.services import Services
from feedback.store.staff import Staff
from feedback.web.accounts import add_staff, find_account, set_password
from feedback.web.roles import NEED_SECOND_FACTOR, Role
from feedback.web.second_factor import Seal, keep_key, next_code

PASSWORD = "green tractor window"
# Argon2id as the app has it, at the least cost it allows: slow on purpose is for real passwords.
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
PHONE_KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def seal_of(services: Services) -> Seal:
    """What closes phone keys in this world."""
    return Seal(services.settings.secret_key.get_secret_value())


def employ(
    services: Services,
    email: str,
    *roles: Role,
    team: str = "",
    hashed: str = HASHED,
    phone: bool | None = None,
) -> str:
    """A member of staff with a password, and with a phone set up where their roles need one."""
    has_phone = bool(NEED_SECOND_FACTOR.intersection(roles)) if phone is None else phone
    with services.sessions.writing() as session:
        for role in roles:
            staff_id = add_staff(
                session, email=email, role=role, team=team, by="test", now=services.clock.now()
            )
        set_password(session, staff_id, hashed)
        if has_phone:
            keep_key(session, seal_of(services), staff_id, PHONE_KEY)
    return staff_id


def code_for(services: Services, email: str) -> str:
    """A code that is taken now: as if half a minute had passed since the last one was used."""
    with services.sessions.writing() as session:
        account = find_account(session, email)
        assert account is not None
        session.execute(update(Staff).where(Staff.id == account.id).values(totp_step=0))
        code = next_code(session, seal_of(services), account.email, services.clock.now())
    assert code is not None
    return code


def sign_in(
    client: FlaskClient, services: Services, email: str, password: str = PASSWORD, **more: str
) -> TestResponse:
    """By the forms: the password, then a code if one is asked for. The last reply."""
    form = {"csrf_token": token(client), "email": email, "password": password, **more}
    reply = client.post("/staff/sign-in", data=form)
    if reply.status_code != 303 or not reply.location.startswith("/staff/code"):
        return reply
    page = client.get(reply.location)
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return client.post("/staff/code", data=found | {"code": code_for(services, email)})


def token(client: FlaskClient, path: str = "/staff/sign-in") -> str:
    """The token of a page's form."""
    found = TOKEN.search(client.get(path, follow_redirects=True).text)
    return found[1] if found else ""

"""Do the council's own accounts open the door to those on the list, and to nobody else?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from feedback.app import create_app
from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.store.staff import Staff
from feedback.web.accounts import disable_staff
from feedback.web.roles import Role
from tests.factories import DURING, make_services
from tests.provider import CLIENT_ID, CLIENT_SECRET, Provider, provider_here
from tests.staff import code_for, employ, token

ANN = "ann@council.example"
IS_ANN = {"sub": "4711", "email": "Ann@Council.example", "email_verified": True}


@pytest.fixture
def provider() -> Iterator[Provider]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with provider_here() as made:
        made.person = dict(IS_ANN)
        yield made


def world(folder: Path, provider: Provider, **settings: object) -> Services:
    given: dict[str, Any] = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
    }
    return make_services(folder, **(given | settings))


@pytest.fixture
def services(tmp_path: Path, provider: Provider) -> Services:
    return world(tmp_path, provider)


def come_in(client: FlaskClient, provider: Provider, to: str = "") -> TestResponse:
    """Follow the link, agree, come back."""
    sent = client.get("/staff/council", query_string={"to": to})
    assert sent.status_code == 302
    return client.get(provider.agree(sent.location))


def audited(services: Services, what: str) -> list[AuditEntry]:
    with services.sessions.reading() as session:
        query = select(AuditEntry).where(AuditEntry.what == what)
        return list(session.scalars(query))


def test_staff_on_the_list_come_in_and_are_linked(services: Services, provider: Provider) -> None:
    employ(services, ANN, Role.TEAM_VIEWER, team="North")
    client = create_app(services=services).test_client()
    assert come_in(client, provider).location == "/staff/"
    assert client.get("/staff/").status_code == 200
    (asked,) = provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/staff/council/back"
    assert len(audited(services, "council_account_linked")) == 1
    provider.person["email"] = "ann.married@council.example"
    assert come_in(client, provider).location == "/staff/", "known by the link from now on"
    assert len(audited(services, "council_account_linked")) == 1


def test_who_can_see_words_is_asked_for_a_code_too(services: Services, provider: Provider) -> None:
    provider.person["amr"] = ["pwd", "mfa"]
    employ(services, ANN, Role.DUTY_OFFICER)
    client = create_app(services=services).test_client()
    reply = come_in(client, provider, to="/staff/reading")
    assert reply.location == "/staff/code?to=/staff/reading"
    assert client.get("/staff/reading").status_code == 303
    form = {"csrf_token": token(client, "/staff/code"), "code": code_for(services, ANN)}
    assert client.post("/staff/code", data=form).status_code == 303
    assert client.get("/staff/reading").status_code == 200


@pytest.mark.parametrize(
    ("amr", "is_in"), [(["pwd", "mfa"], True), (["pwd"], False), ("mfa", False)]
)
def test_a_trusted_second_factor_counts(
    tmp_path: Path, provider: Provider, amr: object, is_in: bool
) -> None:
    services = world(tmp_path, provider, oidc_trusts_mfa=True)
    provider.person["amr"] = amr
    employ(services, ANN, Role.DUTY_OFFICER)
    client = create_app(services=services).test_client()
    reply = come_in(client, provider)
    if amr == "mfa":
        assert reply.status_code == 400, "not as the standard has it"
    else:
        assert reply.location == ("/staff/" if is_in else "/staff/code?to=/staff/")
    assert client.get("/staff/").status_code == (200 if is_in else 303)


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "1", "email": "stranger@council.example", "email_verified": True},
        {"sub": "1", "email": ANN, "email_verified": False},
        {"sub": "1", "email": ANN},
        {"sub": "1", "email": ANN, "email_verified": "true"},
        {"sub": "1"},
        {"sub": "1", "email": "leaver@council.example", "email_verified": True},
        {"sub": "other", "email": "linked@council.example", "email_verified": True},
    ],
)
def test_nobody_else_comes_in_and_all_are_told_the_same(
    services: Services, provider: Provider, person: dict[str, object]
) -> None:
    employ(services, ANN, Role.TEAM_VIEWER, team="North")
    employ(services, "leaver@council.example", Role.TEAM_VIEWER, team="North")
    linked = employ(services, "linked@council.example", Role.TEAM_VIEWER, team="North")
    with services.sessions.writing() as session:
        disable_staff(session, email="leaver@council.example", now=DURING)
        held = session.get(Staff, linked)
        assert held is not None
        held.oidc_subject = "0" * 64
        before = len(session.scalars(select(Staff.id)).all())
    provider.person = person
    client = create_app(services=services).test_client()
    reply = come_in(client, provider)
    assert reply.status_code == 403
    assert "Ask your administrator to let you in" in reply.text
    assert client.get("/staff/").status_code == 303
    with services.sessions.reading() as session:
        assert len(session.scalars(select(Staff.id)).all()) == before
    assert audited(services, "council_account_linked") == []


def test_a_linked_person_who_was_shut_out_stays_out(services: Services, provider: Provider) -> None:
    employ(services, ANN, Role.TEAM_VIEWER, team="North")
    client = create_app(services=services).test_client()
    come_in(client, provider)
    with services.sessions.writing() as session:
        disable_staff(session, email=ANN, now=DURING)
    assert client.get("/staff/").status_code == 303
    assert come_in(client, provider).status_code == 403


@pytest.mark.parametrize(
    ("signs", "twist"),
    [
        ("none", {}),
        ("HS256", {}),
        ("stranger", {}),
        ("RS256", {"nonce": "another"}),
        ("RS256", {"nonce": None}),
        ("RS256", {"exp": 1_000_000_000}),
        ("RS256", {"exp": "soon"}),
        ("RS256", {"iss": "https://evil.example"}),
        ("RS256", {"aud": "another client"}),
        ("RS256", {"sub": ""}),
        ("RS256", {"sub": None}),
        ("RS256", {"amr": 5}),
    ],
)
def test_a_forged_or_stale_answer_gives_a_plain_page(
    services: Services, provider: Provider, signs: str, twist: dict[str, object]
) -> None:
    employ(services, ANN, Role.TEAM_VIEWER, team="North")
    provider.signs, provider.twist = signs, twist
    client = create_app(services=services).test_client()
    reply = come_in(client, provider)
    assert reply.status_code == 400
    assert "Please start again" in reply.text
    assert client.get("/staff/").status_code == 303


def test_an_answer_nobody_asked_for_gives_a_plain_page(
    services: Services, provider: Provider
) -> None:
    employ(services, ANN, Role.TEAM_VIEWER, team="North")
    app = create_app(services=services)
    asker, other = app.test_client(), app.test_client()
    back = provider.agree(asker.get("/staff/council").location)
    assert other.get(back).status_code == 400, "the state is another browser's"
    for query in ("", "?code=x", "?state=x", "?error=access_denied", "?code=code-1&state=forged"):
        assert asker.get(f"/staff/council/back{query}").status_code == 400
    assert asker.get(back).location == "/staff/"
    assert other.get(back).status_code == 400, "a code and a state work once"


def test_a_provider_that_is_down_gives_a_plain_page(services: Services, provider: Provider) -> None:
    employ(services, ANN, Role.TEAM_VIEWER, team="North")
    client = create_app(services=services).test_client()
    provider.is_broken = True
    assert client.get("/staff/council").status_code == 503
    provider.is_broken = False
    back = provider.agree(client.get("/staff/council").location)
    provider.is_broken = True
    assert client.get(back).status_code == 503


def test_another_issuers_description_is_not_believed(tmp_path: Path, provider: Provider) -> None:
    services = world(tmp_path, provider, oidc_issuer=provider.issuer + "/")
    client = create_app(services=services).test_client()
    assert client.get("/staff/council").status_code == 503


def test_without_the_setting_there_is_no_such_door(tmp_path: Path) -> None:
    client = create_app(services=make_services(tmp_path)).test_client()
    assert "council account" not in client.get("/staff/sign-in").text
    assert client.get("/staff/council").status_code == 404
    assert client.get("/staff/council/back?code=x&state=y").status_code == 404


def test_with_it_the_sign_in_page_leads_there(services: Services) -> None:
    page = create_app(services=services).test_client().get("/staff/sign-in")
    assert 'href="/staff/council?to=/staff/"' in page.text

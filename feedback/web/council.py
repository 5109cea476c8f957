"""May the council's own accounts open the console? OpenID Connect; off unless it is set up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, session
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.settings import Settings
from feedback.store.staff import Staff
from feedback.web.accounts import normal_email

NAME = "council"
# Signed with a key that only the provider has: never "none", never a shared secret.
BELIEVED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
WAIT_SECONDS = 10
LEEWAY_SECONDS = 60  # between the provider's clock and ours


class Away(Exception):  # noqa: N818 - a story
    """The council's sign-in did not answer, or not with what the standard asks."""


class NotBelieved(Exception):  # noqa: N818 - a story
    """What came back is forged, too old, or an answer to another question."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Who the provider says this is."""

    subject: str  # 64 hex digits of issuer and subject: what the store keeps
    email: str  # "" unless the provider verified it
    with_second_factor: bool


def set_up_council(app: Flask, settings: Settings) -> None:
    """Get ready to ask the provider; nothing is asked of it before somebody wants in."""
    if not settings.oidc_issuer:
        return
    # Imported here: most of a second and 20 MB that an installation without it should not pay.
    from authlib.integrations.flask_client import OAuth

    app.extensions[NAME] = OAuth(app).register(
        NAME,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        server_metadata_url=settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": WAIT_SECONDS,
        },
    )


def is_on() -> bool:
    """Whether staff may sign in with the council's accounts."""
    return NAME in current_app.extensions


def send_there(back: str) -> ResponseReturnValue:
    """To the provider, with a fresh state, nonce and PKCE challenge. Raises Away."""
    for key in [key for key in session if key.startswith(f"_state_{NAME}_")]:
        session.pop(key)  # one question at a time: the cookie must not grow
    try:
        client = _client()
        sent: ResponseReturnValue = client.authorize_redirect(back)
    except (RequestException, RuntimeError, ValueError) as error:
        raise Away from error
    return sent


def read_answer(settings: Settings) -> Shown:
    """Who came back, from this request's address. Raises NotBelieved, Away."""
    from authlib.common.errors import AuthlibBaseError  # as in set_up_council

    try:
        token = _client().authorize_access_token(
            claims_options={
                "iss": {"essential": True, "value": settings.oidc_issuer},
                "aud": {"essential": True, "value": settings.oidc_client_id},
            },
            leeway=LEEWAY_SECONDS,
        )
    except RequestException as error:
        raise Away from error
    except (AuthlibBaseError, JoseError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise NotBelieved from error
    return _shown(token.get("userinfo") or {}, settings)


def find_by_council(session: Session, shown: Shown) -> tuple[str, bool] | None:
    """The active member of staff this is, and whether they were linked just now; None: nobody.

    By the link that was made; the first time by the address the provider verified. No account is
    ever made, and nobody who is linked already is linked to somebody else.
    """
    linked = session.scalar(
        select(Staff.id).where(Staff.oidc_subject == shown.subject, Staff.active)
    )
    if linked is not None:
        return linked, False
    taken = session.scalar(select(Staff.id).where(Staff.oidc_subject == shown.subject))
    if taken is not None or not shown.email:
        return None
    found = session.scalar(
        update(Staff)
        .where(Staff.email == normal_email(shown.email), Staff.active, Staff.oidc_subject.is_(None))
        .values(oidc_subject=shown.subject)
        .returning(Staff.id)
    )
    return None if found is None else (found, True)


def _client() -> Any:
    """The client, with its provider's description read and checked. Raises ValueError."""
    client = current_app.extensions[NAME]
    metadata = client.load_server_metadata()
    issuer = current_app.extensions["feedback"].settings.oidc_issuer
    if metadata.get("issuer") != issuer:
        raise ValueError("the description is somebody else's")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [
        one for one in offered if one in BELIEVED
    ] or ["RS256"]
    return client


def _shown(claims: dict[str, Any], settings: Settings) -> Shown:
    subject, email, ways = claims.get("sub"), claims.get("email"), claims.get("amr")
    if not isinstance(subject, str) or not subject:
        raise NotBelieved
    told = f"{settings.oidc_issuer}\n{subject}".encode()
    is_verified = claims.get("email_verified") is True and isinstance(email, str)
    return Shown(
        subject=hashlib.sha256(told).hexdigest(),
        email=str(email) if is_verified else "",
        with_second_factor=isinstance(ways, list) and "mfa" in ways and settings.oidc_trusts_mfa,
    )

"""A council's sign-in for tests: OpenID Connect over real HTTP on loopback, signed with RS256."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwk, jwt
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT_ID, CLIENT_SECRET = "feedback", "a secret of the provider's"


@dataclass
class Provider:
    """Answers honestly, unless `twist` changes the claims or `signs` the way they are signed."""

    issuer: str = ""
    key: jwk.RSAKey = field(default_factory=lambda: jwk.RSAKey.generate_key(2048, {"kid": "one"}))
    person: dict[str, Any] = field(default_factory=dict)
    twist: dict[str, Any] = field(default_factory=dict)
    signs: str = "RS256"
    is_broken: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    questions: dict[str, dict[str, str]] = field(default_factory=dict)

    def __call__(self, environ: Any, start: Any) -> Any:
        request = Request(environ)
        if self.is_broken:
            return Response("out of order", 500)(environ, start)
        answer = {
            "/.well-known/openid-configuration": self._description,
            "/keys": lambda _request: {"keys": [self.key.as_dict(private=False)]},
            "/token": self._token,
        }[request.path](request)
        status = 400 if "error" in answer else 200
        reply = Response(json.dumps(answer), status, content_type="application/json")
        return reply(environ, start)

    def agree(self, location: str) -> str:
        """The person agrees at the address they were sent to; the path they come back by."""
        asked = {name: one[0] for name, one in parse_qs(urlsplit(location).query).items()}
        self.asked.append(asked)
        code = f"code-{len(self.asked)}"
        self.questions[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': asked['state']})}"

    def _description(self, _request: Request) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def _token(self, request: Request) -> dict[str, Any]:
        asked = self.questions.pop(request.form.get("code", ""), None)
        verifier = request.form.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode()
        if asked is None or challenge.rstrip("=") != asked["code_challenge"]:
            return {"error": "invalid_grant"}
        told = {
            "iss": self.issuer, "aud": CLIENT_ID, "nonce": asked["nonce"],
            "iat": int(time.time()), "exp": int(time.time()) + 300,
            **self.person, **self.twist,
        }  # fmt: skip
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": self._signed(told)}

    def _signed(self, told: dict[str, Any]) -> str:
        if self.signs == "none":
            return f"{_part({'alg': 'none'})}.{_part(told)}."
        if self.signs == "HS256":  # the public key as a shared secret: the classic confusion
            signed = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(told)}"
            mark = hmac.digest(self.key.as_pem(private=False), signed.encode(), "sha256")
            return f"{signed}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"
        key = self.key
        if self.signs == "stranger":
            key = jwk.RSAKey.generate_key(2048, {"kid": "one"})
        return jwt.encode({"alg": "RS256", "kid": "one"}, told, key)


def _part(told: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


@contextmanager
def provider_here() -> Iterator[Provider]:
    """A provider on a port of its own."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield provider
    server.shutdown()
    server.server_close()

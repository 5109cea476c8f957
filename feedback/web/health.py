"""Is this process alive, and can it take answers?"""

from __future__ import annotations

from flask import Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from feedback.store.migrating import head_is
from feedback.web.context import services
from feedback.web.pages import ANYONE, Page


def alive() -> Response:
    """GET /healthz: the process answers."""
    return jsonify(alive=True)


def ready() -> tuple[Response, int]:
    """GET /readyz: the store answers, its tables are this version's, and keys can be made."""
    served = services()
    checks = {"store": False, "migrated": False, "keys": False}
    try:
        with served.sessions.reading() as session:
            session.execute(text("SELECT 1"))
        checks["store"] = True
        checks["migrated"] = head_is(served.sessions)
        checks["keys"] = served.keys.answers()
    except DBAPIError:
        pass
    ok = all(checks.values())
    return jsonify(ready=ok, **checks), 200 if ok else 503


PAGES: tuple[Page, ...] = (
    Page("/healthz", "healthz", alive, ANYONE),
    Page("/readyz", "readyz", ready, ANYONE),
)

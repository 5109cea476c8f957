"""An audit that has begun: on SQLite, and on either database where a test says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import make_services, postgres_store
from tests.feedback.compact.world import Audit


@pytest.fixture
def audit(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Audit]:
    url = ""
    if getattr(request, "param", "sqlite") == "postgresql":
        found = postgres_store()
        if found is None:
            pytest.skip("PostgreSQL is not installed")
        url = found
    services = make_services(tmp_path, url=url)
    yield Audit(services).begins()
    services.sessions.close()

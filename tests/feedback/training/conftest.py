"""A world of courses on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import make_services
from tests.feedback.training.world import Training
from tests.postgres import postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def training(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Training]:
    """Courses on SQLite and on PostgreSQL."""
    url = ""
    if request.param == "postgresql":
        found = postgres_url()
        if found is None:
            pytest.skip("PostgreSQL is not installed")
        url = found
    services = make_services(tmp_path, url=url)
    yield Training(services)
    services.sessions.close()

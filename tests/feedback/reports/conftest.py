"""What do tests of reports share: the same world on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback.services import Services
from tests.factories import make_services
from tests.postgres import drop_database, postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def each_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    """A fresh world on each kind of database; PostgreSQL where it is installed."""
    if request.param == "sqlite":
        yield make_services(tmp_path)
        return
    url = postgres_url()
    if url is None:
        pytest.skip("PostgreSQL's programs are not installed")
    made = make_services(tmp_path, url=url)
    yield made
    made.sessions.close()
    drop_database(url)

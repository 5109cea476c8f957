"""Do the migrations make exactly the tables the models describe?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from feedback.store.database import Database
from feedback.store.migrating import downgrade, head_is, migrate
from feedback.store.tables import metadata
from tests.postgres import postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    if request.param == "postgresql":
        found = postgres_url()
        if found is None:
            pytest.skip("PostgreSQL is not installed")
        url = found
    database = Database(url)
    yield database
    database.close()


def test_migrations_make_the_tables_the_models_describe(empty: Database) -> None:
    applied = migrate(empty)
    assert applied
    assert head_is(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    migrate(empty)
    assert migrate(empty) == []


def test_an_empty_store_is_not_at_head(empty: Database) -> None:
    assert not head_is(empty)


def test_every_migration_can_be_undone(empty: Database) -> None:
    migrate(empty)
    downgrade(empty, "base")
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}


def test_rows_that_tell_no_order_have_no_row_number(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    migrate(database)
    people = ("response", "answer", "capability", "participation", "cohort_member")
    delegates = ("attendance", "delegate_contact", "follow_up")
    with database.engine.connect() as connection:
        for table in (*people, *delegates):
            told = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
            ).scalar_one()
            assert "WITHOUT ROWID" in told, table
    database.close()

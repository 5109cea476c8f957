"""Do the tables match this version of the platform, and how are they brought there?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from feedback.store.database import Database
from feedback.store.turns import take_turn

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class RowsWithoutParent(Exception):  # noqa: N818 - a story
    """A migration left rows that point to nothing; it was undone."""


def migrate(database: Database, to: str = "head", scripts: Path = MIGRATIONS) -> list[str]:
    """Bring the tables to `to` in one transaction; the revisions applied, oldest first.

    Killed on the way, the store is as before: both databases roll tables back. Several
    processes may start it at once: they take turns. Raises RowsWithoutParent.
    """
    config = _config(scripts)
    with database.migrating() as connection:
        take_turn(Session(connection), "migration")
        before = MigrationContext.configure(connection).get_current_revision()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        _refuse_orphans(connection)
        after = MigrationContext.configure(connection).get_current_revision()
    walked = ScriptDirectory.from_config(config).iterate_revisions(after, before)
    return [script.revision for script in walked][::-1]


def downgrade(database: Database, to: str, scripts: Path = MIGRATIONS) -> None:
    """Take the tables back to an earlier revision (tests; an upgrade that must be undone)."""
    config = _config(scripts)
    with database.migrating() as connection:
        take_turn(Session(connection), "migration")
        config.attributes["connection"] = connection
        command.downgrade(config, to)
        _refuse_orphans(connection)


def head_is(database: Database) -> bool:
    """Whether the tables are this version's."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == _head()


@cache
def _head() -> str | None:
    return ScriptDirectory.from_config(_config(MIGRATIONS)).get_current_head()


def _refuse_orphans(connection: Connection) -> None:
    """SQLite does not check foreign keys while tables are rebuilt; so they are checked here."""
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = ", ".join(sorted({row[0] for row in orphans}))
        raise RowsWithoutParent(f"{len(orphans)} rows would point to nothing, in: {tables}")


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config

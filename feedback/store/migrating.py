"""Do the tables match this version of the platform, and how are they brought there?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from feedback.store.database import Database

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def migrate(database: Database, to: str = "head") -> list[str]:
    """Bring the tables to `to` in one transaction; the revisions applied, oldest first.

    Killed on the way, the store is as before: both databases roll tables back.
    """
    before = _revision(database)
    with database.migrating() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    after = _revision(database)
    applied: list[str] = []
    for script in _scripts().walk_revisions("base", "head"):
        if script.revision == before:
            break
        if after is not None and script.revision <= after:
            applied.append(script.revision)
    return list(reversed(applied))


def downgrade(database: Database, to: str) -> None:
    """Take the tables back to an earlier revision (tests; an upgrade that must be undone)."""
    with database.migrating() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def head_is(database: Database) -> bool:
    """Whether the tables are this version's."""
    return _revision(database) == _head()


@cache
def _head() -> str | None:
    return _scripts().get_current_head()


def _revision(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config

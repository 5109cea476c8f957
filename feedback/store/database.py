"""How do we read and write so that nothing acknowledged is ever lost?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_MS = 10_000  # longer than any write here; a writer waits rather than fails


class Sessions(Protocol):
    """Gives sessions to the use-cases; the one who opens it commits, never the use-case."""

    def reading(self) -> AbstractContextManager[Session]:
        """A session for reading only; ends without a commit."""
        ...

    def writing(self) -> AbstractContextManager[Session]:
        """A session that commits at the end of the block, or leaves no trace on an exception."""
        ...


class Database:
    """The store by URL: SQLite (WAL, synchronous=FULL, BEGIN IMMEDIATE) or PostgreSQL."""

    def __init__(self, url: str, *, synchronous: str = "FULL") -> None:
        """`synchronous` is there so that a test can show that NORMAL loses answers."""
        self.engine = _engine(url, synchronous)
        self._writer = self.engine.execution_options(feedback_writes=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only."""
        with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction, committed when the block ends well."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection in one transaction with foreign keys unchecked while tables are rebuilt."""
        with self._writer.connect() as connection:
            if connection.dialect.name == "sqlite":
                raw: Any = connection.connection.driver_connection
                raw.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.invalidate()  # the next use gets a connection with keys checked

    def forget_log(self) -> None:
        """Clear what was deleted from SQLite's log too, where it would stay for a while."""
        if self.engine.dialect.name != "sqlite":
            return
        with self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _engine(url: str, synchronous: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions on its own: it would begin them DEFERRED,
        # and 1,050 of 1,200 concurrent read-then-write transactions failed so (measured).
        raw: Any = connection
        raw.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("feedback_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine

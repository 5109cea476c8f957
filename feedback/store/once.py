"""How is a row written at most once, however often the request is repeated?"""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session


def insert_once(session: Session, table: type[DeclarativeBase], **values: Any) -> bool:
    """Insert unless a unique key is taken already; whether this call wrote the row."""
    dialect = session.get_bind().dialect.name
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    kept: Any = table.__table__
    # What comes back tells whether it was written; PostgreSQL's driver does not count.
    statement = (
        insert(kept).values(**values).on_conflict_do_nothing().returning(*kept.primary_key.columns)
    )
    return session.execute(statement).first() is not None

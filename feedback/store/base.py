"""What do all tables share: names of constraints, kinds of columns, times in UTC."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import DateTime, LargeBinary, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Rows that must not betray the order in which they came: SQLite keeps them by their random key.
UNORDERED = {"sqlite_with_rowid": False}


class UtcTime(TypeDecorator[datetime]):
    """An aware instant; kept as UTC without zone in SQLite, which has none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: nobody knows what they mean. Raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time reached the store; pass an aware one")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give back an aware UTC time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    """A random 128-bit id as 32 hex digits; tells nothing of order or time."""
    return secrets.token_hex(16)


Id = Annotated[str, mapped_column(String(32), primary_key=True, default=new_id)]
Key = Annotated[str, mapped_column(String(80))]
Words = Annotated[str, mapped_column(Text)]  # staff's own words, never a respondent's
Sealed = Annotated[bytes, mapped_column(LargeBinary)]  # closed by feedback.sealing
Instant = Annotated[datetime, mapped_column(UtcTime())]


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: dict[Any, Any] = {}  # noqa: RUF012 - the library's own protocol

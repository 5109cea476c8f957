"""How do writers that must not overtake each other take turns?"""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def take_turn(session: Session, what: str) -> None:
    """Wait until no other transaction has its turn at `what`; held until this one ends.

    SQLite's writers take turns anyway (BEGIN IMMEDIATE). PostgreSQL's do not: two that read
    the same count, or the same last place, would both act on it.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
    session.execute(select(func.pg_advisory_xact_lock(number)))

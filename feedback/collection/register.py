"""How do we keep the register from telling, by its order, whose answers came when?

In SQLite rows stand by their random key. PostgreSQL puts a changed row behind the others and
notes the transaction that wrote it, so somebody with the database open could lay the register of
an anonymous survey beside its responses. Every night all rows are written anew in one
transaction, then laid by their random key.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def lay_anew(session: Session) -> bool:
    """Take order and time out of the register's rows; whether this database needed it.

    A tick that comes meanwhile waits for the lock and is not lost.
    """
    if session.get_bind().dialect.name != "postgresql":
        return False
    session.execute(text("LOCK TABLE participation IN ACCESS EXCLUSIVE MODE"))
    session.execute(text("UPDATE participation SET member_id = member_id"))
    session.execute(text("CLUSTER participation USING pk_participation"))
    return True

"""How is somebody stopped who guesses? Tries are counted before they are looked at."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from feedback.store.base import new_id
from feedback.store.staff import SignInTry
from feedback.store.turns import take_turn

TRIES_MOST = 10  # passwords or codes put to the test in TRIES_WITHIN for one address (T31)
TRIES_WITHIN = timedelta(minutes=5)


def may_try(session: Session, account: str, now: datetime) -> bool:
    """Count one try for `account` (a keyed hash) before it is evaluated; False: locked out.

    Counted first, so that a thousand tries at once are not all evaluated.
    """
    take_turn(session, f"sign-in:{account}")
    session.execute(delete(SignInTry).where(SignInTry.at <= now - TRIES_WITHIN))
    tried = session.scalar(
        select(func.count()).select_from(SignInTry).where(SignInTry.account == account)
    )
    if (tried or 0) >= TRIES_MOST:
        return False
    session.execute(insert(SignInTry).values(id=new_id(), account=account, at=now))
    return True


def forget_tries(session: Session, account: str) -> None:
    """A right one ends the count."""
    session.execute(delete(SignInTry).where(SignInTry.account == account))

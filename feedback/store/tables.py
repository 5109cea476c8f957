"""Which tables are there? One import that knows them all, for migrations and tests."""

from __future__ import annotations

from feedback.store import (
    compact,
    concerns,
    duty,
    errands,
    exports,
    figures,
    forgetting,
    outbox,
    quotes,
    reading,
    reports,
    responses,
    rounds,
    staff,
    talking,
    themes,
    training,
)
from feedback.store.base import Base

__all__ = [
    "Base",
    "compact",
    "concerns",
    "duty",
    "exports",
    "figures",
    "errands",
    "forgetting",
    "outbox",
    "quotes",
    "reading",
    "reports",
    "responses",
    "rounds",
    "staff",
    "talking",
    "themes",
    "training",
]

metadata = Base.metadata

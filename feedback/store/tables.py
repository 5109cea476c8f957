"""Which tables are there? One import that knows them all, for migrations and tests."""

from __future__ import annotations

from feedback.store import (
    compact,
    concerns,
    duty,
    forgetting,
    outbox,
    reading,
    responses,
    rounds,
    staff,
    talking,
    training,
)
from feedback.store.base import Base

__all__ = [
    "Base",
    "compact",
    "concerns",
    "duty",
    "forgetting",
    "outbox",
    "reading",
    "responses",
    "rounds",
    "staff",
    "talking",
    "training",
]

metadata = Base.metadata

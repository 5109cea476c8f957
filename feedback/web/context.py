"""What does a view need to know of the world around this request?"""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from flask import current_app, g

from feedback.collection.calendar import local_day
from feedback.services import Services


def services() -> Services:
    """The outer world as this app was given it."""
    return cast(Services, current_app.extensions["feedback"])


def now() -> datetime:
    """The instant of this request, the same however often it is asked for."""
    if "now" not in g:
        g.now = services().clock.now()
    return cast(datetime, g.now)


def today() -> date:
    """The day in London."""
    return local_day(now())

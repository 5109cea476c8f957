"""How well does the safety net hold? Figures for those who keep it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from feedback.collection.calendar import LONDON, local_day
from feedback.safeguarding.rota import hours_uncovered, turns
from feedback.safeguarding.weekly import real_worries, sample, weeks
from feedback.web.access import Role, staff
from feedback.web.context import now, services
from feedback.web.pages import Page


def weekly() -> ResponseReturnValue:
    """Alerts, minutes to acknowledge, false alarms, cover by week; what the blind samples say."""
    begins = _monday(now())
    with services().sessions.reading() as reading:
        lines = weeks(reading, now(), local_day)
        found = sample(reading, flagged_worries=real_worries(reading))
        rota = turns(reading, begins - timedelta(weeks=len(lines)))
    office = services().office
    uncovered = [
        hours_uncovered(rota, office, begins - timedelta(weeks=back)) for back in range(len(lines))
    ]
    return render_template("console/weekly.html", weeks=lines, sample=found, uncovered=uncovered)


def _monday(at: datetime) -> datetime:
    """Midnight in London at the start of the week."""
    day = local_day(at)
    return datetime.combine(day - timedelta(days=day.weekday()), time(0), LONDON).astimezone(UTC)


PAGES = (Page("/staff/weekly", "weekly", weekly, staff(Role.ADMINISTRATOR, Role.DUTY_OFFICER)),)

"""How well does the safety net hold? Figures for those who keep it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from feedback.collection.calendar import local_day
from feedback.safeguarding.weekly import real_worries, sample, weeks
from feedback.web.access import Role, staff
from feedback.web.context import now, services
from feedback.web.pages import Page


def weekly() -> ResponseReturnValue:
    """Alerts, minutes to acknowledge, false alarms by week; what the blind samples say."""
    with services().sessions.reading() as reading:
        lines = weeks(reading, now(), local_day)
        found = sample(reading, flagged_worries=real_worries(reading))
    return render_template("console/weekly.html", weeks=lines, sample=found)


PAGES = (Page("/staff/weekly", "weekly", weekly, staff(Role.ADMINISTRATOR, Role.DUTY_OFFICER)),)

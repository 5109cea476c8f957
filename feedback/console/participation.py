"""Who has taken part so far, by cohort and by team?"""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from feedback.collection.participation import taking_part
from feedback.web.access import Role, round_here, signed_in, staff
from feedback.web.context import services
from feedback.web.pages import Page

READERS = (Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER, Role.TEAM_VIEWER)
RULE = (
    "Sent out of invited. Invited are the people on the list when the round opened, without those "
    "on hold. Each person is counted once, at the furthest they got. Numbers of 1 to 4 people, "
    "and those that would give them away, are not shown."
)


def participation(round_id: str) -> ResponseReturnValue:
    """The register in tables, one survey after the other."""
    sight = signed_in().sight
    with services().sessions.reading() as reading:
        around = round_here(reading, round_id)
        tables = [
            (one, [taking_part(reading, one.id, by, teams) for by in ("kind", "team")])
            for one in around.instruments
            for teams in [sight.teams(one.survey_key)]
        ]
    return render_template("console/participation.html", around=around, tables=tables, rule=RULE)


PAGES = (
    Page("/staff/rounds/<round_id>/participation", "participation", participation, staff(*READERS)),
)

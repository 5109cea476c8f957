"""Who has taken part so far, by cohort and by team?"""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from feedback.collection.participation import taking_part
from feedback.collection.round_views import find_round
from feedback.web.access import Role, signed_in, staff
from feedback.web.context import now, services
from feedback.web.pages import Page

READERS = (Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER, Role.TEAM_VIEWER)
RULE = (
    "Sent out of invited. Invited are the people on the list when the round opened, without those "
    "on hold. Each person is counted once, at the furthest they got. Numbers of 1 to 4 people, "
    "and those that would give them away, are not shown."
)


def participation(round_id: str) -> ResponseReturnValue:
    """The register in tables, one survey after the other."""
    here = signed_in()
    only_team = here.team if here.roles == frozenset({Role.TEAM_VIEWER}) else ""
    with services().sessions.reading() as reading:
        around = find_round(reading, round_id, now())
        tables = [
            (one, [taking_part(reading, one.id, by, only_team) for by in ("kind", "team")])
            for one in around.instruments
        ]
    return render_template("console/participation.html", around=around, tables=tables, rule=RULE)


PAGES = (
    Page("/staff/rounds/<round_id>/participation", "participation", participation, staff(*READERS)),
)

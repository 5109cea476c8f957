"""Who has taken part so far, by cohort and by team?"""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from feedback.collection.participation import taking_part
from feedback.collection.round_views import find_round
from feedback.web.access import Role, StaffHere, signed_in, staff
from feedback.web.context import now, services
from feedback.web.pages import Page

SEE_ALL = (Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER)
READERS = (*SEE_ALL, Role.TEAM_VIEWER)
RULE = (
    "Sent out of invited. Invited are the people on the list when the round opened, without those "
    "on hold. Each person is counted once, at the furthest they got. Numbers of 1 to 4 people, "
    "and those that would give them away, are not shown."
)


def participation(round_id: str) -> ResponseReturnValue:
    """The register in tables, one survey after the other."""
    only_team = _only_team(signed_in())
    with services().sessions.reading() as reading:
        around = find_round(reading, round_id, now())
        tables = [
            (one, [taking_part(reading, one.id, by, only_team) for by in ("kind", "team")])
            for one in around.instruments
        ]
    return render_template("console/participation.html", around=around, tables=tables, rule=RULE)


def _only_team(here: StaffHere) -> str | None:
    """The one team a team viewer may see; None for those who may see all."""
    if here.roles.intersection(SEE_ALL):
        return None
    return here.team or abort(403)


PAGES = (
    Page("/staff/rounds/<round_id>/participation", "participation", participation, staff(*READERS)),
)

"""What must every safeguarding user see on every page, even with mail and worker dead?"""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.safeguarding.alarms import overdue, stuck
from feedback.safeguarding.incidents import incidents
from feedback.web.access import StaffHere
from feedback.web.context import now


def alarm_lines(session: Session, here: StaffHere) -> tuple[str, ...]:
    """A sentence for each thing that is wrong now; nothing where all is well."""
    said: list[str] = []
    late = overdue(session, here.id)
    if late:
        said.append(
            "1 alert has waited too long. Take it on now."
            if late == 1
            else f"{late} alerts have waited too long. Take them on now."
        )
    held_up = len(stuck(session, now()))
    if held_up:
        said.append(
            f"{held_up} {'message has' if held_up == 1 else 'messages have'} not left: "
            "look at the desk yourself until messages arrive again."
        )
    said += dict.fromkeys(one.what for one in incidents(session, open_only=True))
    return tuple(said)

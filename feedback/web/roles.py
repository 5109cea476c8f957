"""What may a member of staff do, and who of them can see a child's words?"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff may do."""

    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    DUTY_OFFICER = "duty_officer"
    TRAINING_LEAD = "training_lead"
    TEAM_VIEWER = "team_viewer"


ROLE_NAMES = {
    Role.ADMINISTRATOR: "Administrator",
    Role.ANALYST: "Partnership analyst",
    Role.DUTY_OFFICER: "Duty officer",
    Role.TRAINING_LEAD: "Training lead",
    Role.TEAM_VIEWER: "Team viewer",
}
# These can see a child's words: a stolen password alone must not open them.
NEED_SECOND_FACTOR = frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER})

"""Does a scope let through what it says, and nothing else?"""

from __future__ import annotations

import pytest

from feedback.services import Services
from feedback.store.sight import EVERYTHING, NOTHING, Sight, sight_of
from feedback.store.staff import StaffScope
from feedback.web.roles import Role
from tests.staff import employ

COURSES = Sight(frozenset({("training", ""), ("rethink", "")}))
PAIRS = Sight(frozenset({("children", "North"), ("children", "East"), ("parents", "")}))


@pytest.mark.parametrize(
    ("survey", "team", "is_seen"),
    [
        ("children", None, True),
        ("children", "North", True),
        ("children", "South", False),
        ("children", "", False),
        ("parents", "South", True),
        ("parents", "", True),
        ("professionals", None, False),
        ("professionals", "North", False),
        ("", "North", False),
    ],
)
def test_a_pair_lets_its_survey_and_team_through(
    survey: str, team: str | None, is_seen: bool
) -> None:
    assert PAIRS.may_see(survey, team) is is_seen
    assert EVERYTHING.may_see(survey, team)
    assert not NOTHING.may_see(survey, team)


def test_teams_are_told_by_survey() -> None:
    assert PAIRS.teams("children") == frozenset({"North", "East"})
    assert PAIRS.teams("parents") is None
    assert PAIRS.teams("professionals") == frozenset()
    assert Sight(frozenset({("", "")})).is_whole


@pytest.mark.parametrize(
    ("role", "team", "pairs", "sight"),
    [
        (Role.ANALYST, "", [], EVERYTHING),
        (Role.ANALYST, "North", [], EVERYTHING),
        (Role.ANALYST, "", [("children", "")], Sight(frozenset({("children", "")}))),
        (Role.TEAM_VIEWER, "North", [], Sight(frozenset({("", "North")}))),
        (Role.TEAM_VIEWER, "", [], NOTHING),
        (Role.TEAM_VIEWER, "", [("children", "")], NOTHING),
        (Role.TEAM_VIEWER, "North", [("parents", "")], Sight(frozenset({("parents", "North")}))),
        (Role.TRAINING_LEAD, "", [], COURSES),
        (Role.TRAINING_LEAD, "", [("children", "")], COURSES),
        (Role.TRAINING_LEAD, "", [("training", "")], Sight(frozenset({("training", "")}))),
        (Role.TRAINING_LEAD, "North", [], Sight(frozenset({("", "North")}))),
    ],
)
def test_rows_and_roles_make_a_sight(
    services: Services, role: Role, team: str, pairs: list[tuple[str, str]], sight: Sight
) -> None:
    staff_id = employ(services, "ann@partnership.example", role, team=team)
    with services.sessions.writing() as session:
        for survey, one in pairs:
            session.add(StaffScope(staff_id=staff_id, survey_key=survey, team=one))
        session.flush()
        assert sight_of(session, staff_id) == sight

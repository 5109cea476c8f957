"""Can an analyst explore, and does the address hold all they asked for?"""

from __future__ import annotations

import pytest

from feedback.services import Services
from feedback.web.roles import Role
from tests.feedback.console.conftest import SeatAt
from tests.feedback.reports.test_explore import HAVE_SAY, world_of_two_teams
from tests.feedback.reports.test_fixing import a_round


def test_the_address_alone_gives_the_table_its_base_and_its_rule(
    services: Services, seat: SeatAt
) -> None:
    world_of_two_teams(services)
    page = seat(Role.ANALYST).get(
        f"/staff/explore?question={HAVE_SAY}&by=team&band=young_person&team=any"
    )
    assert page.status_code == 200
    assert 'value="team" selected' in page.text
    assert 'value="young_person" selected' in page.text
    assert "35 or more" in page.text
    assert "rounded down to the nearest 5" in page.text
    assert page.text.count("<svg") == 3  # everyone chosen, North, South


def test_a_round_that_just_closed_is_fixed_first(services: Services, seat: SeatAt) -> None:
    world = a_round(services)
    desk = seat(Role.ANALYST)
    assert "Fix them now" in desk.get("/staff/explore").text
    reply = desk.post(f"/staff/rounds/{world.round_id}/fix", page="/staff/explore")
    assert reply.status_code == 303
    page = desk.get("/staff/explore").text
    assert "Fix them now" not in page
    assert "My social worker listens to me." in page


@pytest.mark.parametrize("path", ["?question=children.none", f"?question={HAVE_SAY}&by=x"])
def test_what_is_not_there_is_a_friendly_404(services: Services, seat: SeatAt, path: str) -> None:
    world_of_two_teams(services)
    assert seat(Role.ANALYST).get(f"/staff/explore{path}").status_code == 404

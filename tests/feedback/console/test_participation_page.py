"""Does the page of who took part count right, and give nobody away?"""

from __future__ import annotations

import pytest
from sqlalchemy import update

from feedback.collection.cohort_views import members_of
from feedback.collection.cohorts import set_hold
from feedback.collection.participation import Taking, taking_part
from feedback.services import Services
from feedback.store.rounds import CohortMember, Participation
from feedback.web.accounts import Role
from tests.factories import DURING, Asked, ask
from tests.feedback.collection.test_rounds import survey_for
from tests.feedback.console.conftest import SeatAt

DAY = DURING.date()


def world(services: Services, people: int = 250, sent: int = 105) -> Asked:
    """Two teams turn about; the first `sent` people have sent, then 20 declined, 10 started."""
    asked = ask(services, survey_for("parent"), people=people, kind="CIN")
    with services.sessions.writing() as session:
        for n, member in enumerate(asked.member_ids):
            column = "sent_on" if n < sent else "declined_on" if n < sent + 20 else "started_on"
            if n < sent + 30:
                session.execute(
                    update(Participation)
                    .where(Participation.member_id == member)
                    .values({column: DAY})
                )
            session.execute(
                update(CohortMember)
                .where(CohortMember.id == member)
                .values(team="North" if n % 2 else "South")
            )
    return asked


def told(services: Services, asked: Asked, by: str = "kind", team: str | None = None) -> Taking:
    teams = frozenset({team}) if team else None
    with services.sessions.reading() as session:
        return taking_part(session, asked.instrument_id, by, teams)


def test_the_rate_is_sent_out_of_invited(services: Services) -> None:
    taking = told(services, world(services))
    line, stages = taking.everybody, {name: shown.value for name, shown in taking.stages}
    assert (line.sent.value, line.invited.value, line.rate) == (105, 250, "42%")
    assert (stages["declined"], stages["started"], stages["not_reached"]) == (20, 10, 115)
    assert sum(value or 0 for value in stages.values()) == 250


@pytest.mark.parametrize("by", ["kind", "team"])
def test_lines_add_up_to_everybody(services: Services, by: str) -> None:
    taking = told(services, world(services), by)
    assert sum(line.sent.value or 0 for line in taking.lines) == 105
    assert sum(line.invited.value or 0 for line in taking.lines) == 250


def test_small_numbers_are_hidden_and_nothing_else_tells_them(services: Services) -> None:
    asked = world(services, people=40, sent=3)
    taking = told(services, asked)
    assert taking.everybody.sent.text == "fewer than 5"
    assert taking.everybody.rate == "not shown"
    assert taking.everybody.not_sent.is_hidden
    assert taking.stages == ()  # they would add up to the number that is hidden
    with services.sessions.writing() as session:
        for member in members_of(session, asked.cohort_id)[:2]:
            set_hold(session, member.id, "moved", by="me", now=DURING)
    assert told(services, asked).on_hold.text == "fewer than 5"


def test_a_small_stage_hides_another_stage_but_never_who_sent(services: Services) -> None:
    asked = world(services, people=80, sent=40)
    with services.sessions.writing() as session:
        session.execute(
            update(Participation)
            .where(Participation.member_id.in_(asked.member_ids[-3:]))
            .values(undelivered_on=DAY)
        )
    taking = told(services, asked)
    hidden = [name for name, shown in taking.stages if shown.is_hidden]
    assert "undelivered" in hidden
    assert len(hidden) > 1
    assert "sent" not in hidden


def test_a_rate_of_a_half_is_rounded_up(services: Services) -> None:
    assert told(services, world(services, people=200, sent=77)).everybody.rate == "39%"


def test_the_page_gives_numerator_denominator_and_rule(services: Services, seat: SeatAt) -> None:
    asked = world(services)
    page = seat(Role.ANALYST).get(f"/staff/rounds/{asked.round_id}/participation").text
    assert "<strong>42%</strong> have sent their answers: 105 of 250 invited." in page
    assert "Sent out of invited." in page
    assert "North" in page


@pytest.mark.parametrize("also", [(), (Role.TRAINING_LEAD,)])
def test_a_team_viewer_sees_their_own_team_only(
    services: Services, seat: SeatAt, also: tuple[Role, ...]
) -> None:
    asked = world(services)
    desk = seat(Role.TEAM_VIEWER, *also, team="North")
    page = desk.get(f"/staff/rounds/{asked.round_id}/participation").text
    assert "of 125 invited" in page
    assert "South" not in page


def test_a_team_viewer_without_a_team_sees_nothing(services: Services, seat: SeatAt) -> None:
    asked = world(services, people=10, sent=1)
    reply = seat(Role.TEAM_VIEWER).get(f"/staff/rounds/{asked.round_id}/participation")
    assert reply.status_code == 404

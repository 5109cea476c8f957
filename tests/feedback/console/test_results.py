"""What does each role see of a round's results, and what can it take away?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.web.accounts import Role
from tests.feedback.reports.world import YOUNG_PERSON, Instrument, add_round


@dataclass
class Place:
    """A closed round with one survey, and its addresses."""

    round_id: str
    instrument: Instrument

    @property
    def results(self) -> str:
        return f"/staff/rounds/{self.round_id}/results"

    @property
    def survey(self) -> str:
        return f"{self.results}/{self.instrument.id}"

    @property
    def words(self) -> str:
        return f"{self.survey}/words/good"


def fill(services: Services, writers: int = 12, *, team: str = "North") -> Place:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for n, member in enumerate(world.people(young, 50, team=team)[:20]):
            given = {
                "have_say": "yes" if n < 14 else "no",
                "listen": "always" if n < 17 else "never",
            }
            words = {"good": f"=1+1 <b>kind</b> {n}"} if n < writers else None
            world.answer(young, member, given, words=words)
    return Place(world.round_id, young)


def audited(services: Services) -> list[tuple[str, str, dict[str, str]]]:
    with services.sessions.reading() as session:
        entries = session.execute(
            select(AuditEntry.who, AuditEntry.what, AuditEntry.details).order_by(AuditEntry.place)
        )
        return [(who, what, details) for who, what, details in entries]


class Desk(Protocol):
    """A browser of one member of staff: see conftest."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse: ...

    def post(self, path: str, *, page: str, **form: object) -> TestResponse: ...


Seat = Callable[..., Desk]


def test_the_round_shows_each_figure_with_counts_and_rule(services: Services, seat: Seat) -> None:
    page = seat(Role.ANALYST).get(fill(services).results)
    assert page.status_code == 200
    for words in ("40%", "20 of 50", "70%", "14 of 20", "How we counted", "child protection plan"):
        assert words in page.text


def test_a_survey_shows_charts_tables_and_no_small_number(services: Services, seat: Seat) -> None:
    page = seat(Role.ANALYST).get(fill(services).survey)
    assert page.status_code == 200
    assert "<svg" in page.text
    assert "Answered by 20." in page.text
    assert "fewer than 5" in page.text
    assert "85% (17)" in page.text or "not shown" in page.text
    assert "style=" not in page.text


def test_by_cohort_is_a_table(services: Services, seat: Seat) -> None:
    page = seat(Role.ANALYST).get(fill(services).survey + "?by=kind")
    assert (
        '<th scope="col" class="govuk-table__header govuk-table__header--numeric">CP' in page.text
    )


def test_words_are_escaped_and_the_look_is_noted(services: Services, seat: Seat) -> None:
    desk = seat(Role.ANALYST)
    page = desk.get(fill(services).words)
    assert page.text.count("<bdi") == 12
    assert "&lt;b&gt;kind" in page.text
    assert audited(services)[-1][1] == "words_viewed"


@pytest.mark.parametrize(
    ("role", "figures", "words", "download"),
    [
        (Role.ADMINISTRATOR, 200, 403, 200),
        (Role.ANALYST, 200, 200, 200),
        (Role.DUTY_OFFICER, 200, 200, 403),
        (Role.TEAM_VIEWER, 200, 403, 403),
        (Role.TRAINING_LEAD, 403, 403, 403),
    ],
)
def test_each_role_sees_its_part(
    services: Services, seat: Seat, role: Role, figures: int, words: int, download: int
) -> None:
    place = fill(services)
    desk = seat(role, team="North")
    files = f"/staff/files?instrument={place.instrument.id}"
    asked = [place.results, place.survey, place.words, files]
    got = [desk.get(path).status_code for path in asked]
    assert got == [figures, figures, words, download]


def test_nobody_signed_out_sees_anything(services: Services, seat: Seat) -> None:
    place = fill(services)
    fresh = seat(Role.ANALYST).client.application.test_client()
    for path in (place.results, place.survey, place.words, "/staff/files"):
        assert fresh.get(path).status_code == 303


def test_a_team_viewer_sees_the_own_team_only(services: Services, seat: Seat) -> None:
    place = fill(services, team="North")
    south = seat(Role.TEAM_VIEWER, team="South").get(place.survey)
    assert "Responses sent: 0" in south.text
    assert "Read what people wrote" not in south.text
    nobody = seat(Role.TEAM_VIEWER, email="x@partnership.example")
    assert nobody.get(place.results).status_code == 404


def test_few_words_are_opened_by_a_duty_officer_with_a_reason(
    services: Services, seat: Seat
) -> None:
    place = fill(services, writers=6)
    analyst = seat(Role.ANALYST)
    assert "kind" not in analyst.get(place.words).text
    refused = analyst.post(place.words, page=place.words, reason="I am curious")
    assert "kind" not in refused.text
    officer = seat(Role.DUTY_OFFICER)
    assert "kind" not in officer.get(place.words).text
    empty: TestResponse = officer.post(place.words, page=place.words, reason=" ")
    assert "Write why you need" in empty.text
    assert "kind" not in empty.text
    opened = officer.post(place.words, page=place.words, reason="A parent called about it")
    assert opened.text.count("<bdi") == 6
    assert audited(services)[-1][2]["reason"] == "A parent called about it"


def test_few_responses_are_not_offered_one_by_one(services: Services, seat: Seat) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for member in world.people(young, 5):
            world.answer(young, member, {"listen": "most"})
    page = seat(Role.ANALYST).get(Place(world.round_id, young).survey).text
    assert "Ask for a file of this survey" in page
    assert "one row for each response without names" not in page
    assert "once 10 people have answered" in page


def test_what_is_not_there_is_not_found(services: Services, seat: Seat) -> None:
    place = fill(services)
    desk = seat(Role.ANALYST)
    for path in (
        "/staff/rounds/none/results",
        f"{place.results}/none",
        f"{place.survey}/words/none",
        f"{place.survey}/answers.exe",
    ):
        assert desk.get(path).status_code == 404


def test_a_round_without_answers_says_what_to_do_first(services: Services, seat: Seat) -> None:
    with services.sessions.writing() as session:
        world, (_young,) = add_round(
            services, session, (YOUNG_PERSON, "confidential"), state="draft"
        )
    page = seat(Role.ANALYST).get(f"/staff/rounds/{world.round_id}/results")
    assert "Go through the checks" in page.text

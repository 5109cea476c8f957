"""Is a round made as asked, opened once by a person, and closed by the calendar?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from feedback.collection.doors import Standing, find_door
from feedback.collection.instruments import Mode, modes_for
from feedback.collection.round_doors import door_token, set_door
from feedback.collection.round_views import RoundView, find_round, list_rounds
from feedback.collection.rounds import (
    NotReady,
    Plan,
    close_due,
    close_round,
    make_round,
    open_round,
    problems_with,
)
from feedback.errors import NotFound
from feedback.services import Services
from surveys.definition import Audience, Survey
from tests.factories import CLOSES, DURING, OPENS, survey

TODAY = date(2024, 1, 15)
BY = "officer@partnership.example"


def survey_for(audience: str, key: str = "") -> Survey:
    return survey(
        f"""
key: {key or audience.replace("_", "-")}
version: 1
title: Your views
audience: {audience}
language: en
start: {{who_asks: [We ask.], who_sees: [We see.]}}
thanks: [Thank you.]
sections:
  - key: one
    title: One
    questions:
      - {{key: listen, kind: yes_no, ask: Do people listen to you?, options: YN}}
      - {{key: more, kind: long_text, ask: What else?}}
"""
    )


def plan(
    *chosen: tuple[Survey, Mode],
    name: str = "February",
    opens: date = OPENS,
    closes: date = CLOSES,
) -> Plan:
    return Plan(name, opens, closes, chosen)


PARENT = (survey_for("parent"), Mode.CONFIDENTIAL)
CHILD = (survey_for("young_person"), Mode.CONFIDENTIAL)


def made(services: Services, *chosen: tuple[Survey, Mode]) -> RoundView:
    with services.sessions.writing() as session:
        round_id = make_round(
            session, services.surveys, plan(*(chosen or (PARENT,))), by=BY, now=DURING
        )
        return find_round(session, round_id, DURING)


def test_a_round_is_made_as_a_draft_with_its_surveys(services: Services) -> None:
    around = made(services, CHILD, PARENT)
    assert (around.state, around.standing) == ("draft", Standing.NOT_YET)
    assert [(one.audience, one.mode) for one in around.instruments] == [
        (Audience.YOUNG_PERSON, Mode.CONFIDENTIAL),
        (Audience.PARENT, Mode.CONFIDENTIAL),
    ]
    assert around.asks_children


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (plan(PARENT, name="  "), "name"),
        (plan(PARENT, name="x" * 101), "name"),
        (plan(PARENT, opens=date(2024, 2, 2), closes=date(2024, 2, 1)), "closes_on"),
        (plan(PARENT, opens=date(2023, 2, 1), closes=date(2023, 2, 28)), "closes_on"),
        (plan(PARENT, opens=TODAY, closes=date(2025, 6, 1)), "closes_on"),
        (plan(), "instruments"),
        (plan((survey_for("parent"), Mode.NAMED)), "mode-parent"),
        (plan((survey_for("professional"), Mode.ANONYMOUS)), "mode-professional"),
        (plan((survey_for("child_8_11"), Mode.NAMED)), "mode-child-8-11"),
    ],
)
def test_a_plan_that_will_not_do_is_told_field_by_field(wanted: Plan, field: str) -> None:
    assert [problem.field for problem in problems_with(wanted, TODAY)] == [field]


def test_a_good_plan_has_no_problem() -> None:
    assert problems_with(plan(PARENT, CHILD), TODAY) == ()


@pytest.mark.parametrize(
    ("audience", "modes"),
    [
        (Audience.CHILD_5_8, ("confidential", "anonymous")),
        (Audience.YOUNG_PERSON, ("confidential", "anonymous")),
        (Audience.PARENT, ("confidential", "anonymous")),
        (Audience.PROFESSIONAL, ("named",)),
        (Audience.DELEGATE, ("confidential",)),
    ],
)
def test_each_audience_has_its_modes_the_usual_first(
    audience: Audience, modes: tuple[str, ...]
) -> None:
    assert modes_for(audience) == modes


def test_a_forbidden_mode_makes_no_round(services: Services) -> None:
    with (
        pytest.raises(ValueError, match="may not be named"),
        services.sessions.writing() as session,
    ):
        make_round(
            session,
            services.surveys,
            plan((survey_for("parent"), Mode.NAMED)),
            by=BY,
            now=DURING,
        )
    with services.sessions.reading() as session:
        assert list_rounds(session, DURING) == ()


@pytest.mark.parametrize(("kind", "path"), [("open", "o"), ("kiosk", "k")])
def test_a_link_can_be_shown_again_and_leads_to_its_survey(
    services: Services, kind: str, path: str
) -> None:
    one = made(services).instruments[0]
    with services.sessions.writing() as session:
        token = set_door(session, services.keys, one.id, kind, by=BY, now=DURING)
    with services.sessions.reading() as session:
        assert door_token(session, services.keys, one.id, kind) == token
        door = find_door(session, path, token, DURING)
    assert door is not None
    assert door.round_instrument_id == one.id


def test_replacing_a_link_kills_the_old_one(services: Services) -> None:
    one = made(services).instruments[0]
    with services.sessions.writing() as session:
        old = set_door(session, services.keys, one.id, "open", by=BY, now=DURING)
        new = set_door(session, services.keys, one.id, "open", by=BY, now=DURING)
        assert find_door(session, "o", old, DURING) is None
        assert find_door(session, "o", new, DURING) is not None


def test_an_instrument_without_links_has_no_token(services: Services) -> None:
    one = made(services).instruments[0]
    with services.sessions.writing() as session:
        assert door_token(session, services.keys, one.id, "open") is None
        with pytest.raises(NotFound):
            set_door(session, services.keys, "0" * 32, "open", by=BY, now=DURING)


def test_an_opened_round_takes_answers_only_inside_its_window(services: Services) -> None:
    around = made(services)
    with services.sessions.writing() as session:
        open_round(session, around.id, by=BY, now=DURING)
    seen = []
    for instant in (
        datetime(2024, 1, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2024, 2, 1, 0, 0, tzinfo=UTC),
        datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC),
        datetime(2024, 3, 1, 0, 0, tzinfo=UTC),
    ):
        with services.sessions.reading() as session:
            seen.append(find_round(session, around.id, instant).standing)
    assert seen == [Standing.NOT_YET, Standing.OPEN, Standing.OPEN, Standing.CLOSED]


def test_a_round_is_opened_once(services: Services) -> None:
    around = made(services)
    with services.sessions.writing() as session:
        open_round(session, around.id, by=BY, now=DURING)
    with pytest.raises(NotReady), services.sessions.writing() as session:
        open_round(session, around.id, by=BY, now=DURING)


def test_a_closed_round_is_never_open_again(services: Services) -> None:
    around = made(services)
    with services.sessions.writing() as session:
        assert not close_round(session, around.id, by=BY, now=DURING), "a draft cannot close"
        open_round(session, around.id, by=BY, now=DURING)
        assert close_round(session, around.id, by=BY, now=DURING)
        assert not close_round(session, around.id, by=BY, now=DURING)
        assert find_round(session, around.id, DURING).standing is Standing.CLOSED
        with pytest.raises(NotReady):
            open_round(session, around.id, by=BY, now=DURING)


def test_the_calendar_closes_what_is_over(services: Services) -> None:
    around = made(services)
    with services.sessions.writing() as session:
        open_round(session, around.id, by=BY, now=DURING)
        assert close_due(session, datetime(2024, 2, 29, 23, 59, tzinfo=UTC)) == 0
        assert close_due(session, datetime(2024, 3, 1, 0, 0, tzinfo=UTC)) == 1
        assert close_due(session, datetime(2024, 3, 1, 0, 5, tzinfo=UTC)) == 0
    with services.sessions.reading() as session:
        assert find_round(session, around.id, DURING).state == "closed"


def test_an_unknown_round_is_not_found(services: Services) -> None:
    with services.sessions.reading() as session, pytest.raises(NotFound):
        find_round(session, "nothing", DURING)

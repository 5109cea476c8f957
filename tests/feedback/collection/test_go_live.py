"""Does a round with children wait until every check is green?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.collection.go_live import (
    FACTS,
    Check,
    go_live_checks,
    may_open,
    note_fact,
    open_if_green,
    sign_off_anonymous,
)
from feedback.collection.instruments import Mode
from feedback.collection.round_doors import set_door
from feedback.collection.round_views import RoundView, find_round
from feedback.collection.rounds import NotReady
from feedback.safeguarding.help_numbers import keep_shipped
from feedback.safeguarding.number_checks import checked_lines, number_problem, verify_number
from feedback.services import Services
from tests.factories import DURING
from tests.feedback.collection.test_rounds import BY, CHILD, PARENT, made, survey_for

FILLED = {
    "duty_officer": "Ann Example, 023 0000 0001",
    "deputy": "Ben Example, 023 0000 0002",
    "out_of_hours": "023 0000 0003",
    "privacy_notice": "version 3, January 2024",
    "parents_notice": "5 January; reply slip or e-mail to opt out",
    "dpia_reference": "DPIA-2024-01",
    "hold_list": "Ann Example, against the case system",
}
YOUNG = (survey_for("child_8_11"), Mode.CONFIDENTIAL)
ANONYMOUS = (survey_for("young_person"), Mode.ANONYMOUS)
TODAY = DURING.date()


def fill(session: Session, around: RoundView, *, but: str = "") -> None:
    for key, value in FILLED.items():
        if key != but:
            assert note_fact(session, around, key, value, by=BY, now=DURING) is None


def ring_every_number(session: Session) -> None:
    keep_shipped(session)
    for one in checked_lines(session, TODAY):
        kept = one.line.number
        number = "023 0000 0009" if number_problem(kept) else kept
        verify_number(session, one.line.key, number, by=BY, today=TODAY)


def prepare(services: Services, session: Session, around: RoundView, *, but: str = "") -> RoundView:
    fill(session, around, but=but)
    if but != "help_numbers":
        ring_every_number(session)
    if but != "people":
        for one in around.instruments:
            set_door(session, services.keys, one.id, "open", by=BY, now=DURING)
    return find_round(session, around.id, DURING)


def red(checks: tuple[Check, ...]) -> set[str]:
    return {check.key for check in checks if check.must_be and not check.is_green}


def test_a_round_with_everything_noted_is_green_and_opens(services: Services) -> None:
    around = made(services, YOUNG, PARENT)
    with services.sessions.writing() as session:
        around = prepare(services, session, around)
        assert red(go_live_checks(session, around, DURING)) == set()
        open_if_green(session, around, by=BY, now=DURING)
        assert find_round(session, around.id, DURING).state == "open"


@pytest.mark.parametrize("missing", [*FILLED, "help_numbers", "people"])
def test_one_missing_check_keeps_a_round_with_children_shut(
    services: Services, missing: str
) -> None:
    around = made(services, YOUNG)
    with services.sessions.writing() as session:
        around = prepare(services, session, around, but=missing)
        assert red(go_live_checks(session, around, DURING)) == {missing}
        with pytest.raises(NotReady):
            open_if_green(session, around, by=BY, now=DURING)
        assert find_round(session, around.id, DURING).state == "draft"


def test_every_fact_has_a_check(services: Services) -> None:
    assert set(FACTS) == set(FILLED)


def test_only_a_round_with_under_elevens_needs_the_parents_notice(services: Services) -> None:
    with services.sessions.writing() as session:
        keys = [
            {check.key for check in go_live_checks(session, around, DURING)}
            for around in (made(services, YOUNG), made(services, CHILD))
        ]
    assert ["parents_notice" in each for each in keys] == [True, False]


def test_a_round_without_children_waits_only_for_people_and_the_notice(
    services: Services,
) -> None:
    around = made(services, PARENT)
    with services.sessions.reading() as session:
        assert red(go_live_checks(session, around, DURING)) == {"people", "privacy_notice"}


def test_a_number_is_green_for_ninety_days(services: Services) -> None:
    around = made(services, CHILD)
    with services.sessions.writing() as session:
        around = prepare(services, session, around)
        green = [
            next(
                check.is_green
                for check in go_live_checks(session, around, DURING + timedelta(days=days))
                if check.key == "help_numbers"
            )
            for days in (90, 91)
        ]
    assert green == [True, False]


def test_a_hold_list_read_eight_days_ago_is_red(services: Services) -> None:
    around = made(services, CHILD)
    with services.sessions.writing() as session:
        around = prepare(services, session, around)
        later = DURING + timedelta(days=7, minutes=1)
        assert "hold_list" in red(go_live_checks(session, around, later))


def test_the_deputy_is_somebody_else(services: Services) -> None:
    around = made(services, CHILD)
    with services.sessions.writing() as session:
        around = prepare(services, session, around)
        note_fact(session, around, "deputy", FILLED["duty_officer"].upper(), by=BY, now=DURING)
        assert red(go_live_checks(session, around, DURING)) == {"deputy"}


def test_an_anonymous_survey_for_children_waits_for_a_duty_officer(services: Services) -> None:
    around = made(services, ANONYMOUS)
    with services.sessions.writing() as session:
        around = prepare(services, session, around)
        one = around.instruments[0]
        assert red(go_live_checks(session, around, DURING)) == {f"anonymous_sign_off:{one.id}"}
        sign_off_anonymous(session, around, one.id, by="duty@partnership.example", now=DURING)
        checks = go_live_checks(session, around, DURING)
        assert may_open(checks)
        assert checks[-1].noted_by == "duty@partnership.example"


def test_an_anonymous_survey_for_parents_needs_no_sign_off(services: Services) -> None:
    around = made(services, (survey_for("parent"), Mode.ANONYMOUS))
    with services.sessions.reading() as session:
        assert not any("sign_off" in check.key for check in go_live_checks(session, around, DURING))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("dpia_reference", "   "),
        ("dpia_reference", "x" * 501),
        ("out_of_hours", "ask the desk"),
        ("something_else", "yes"),
        ("anonymous_sign_off:1", "yes"),
        ("open_link:1", "aaaa"),
    ],
)
def test_a_fact_that_will_not_do_is_not_noted(services: Services, key: str, value: str) -> None:
    around = made(services, CHILD)
    with services.sessions.writing() as session:
        problem = note_fact(session, around, key, value, by=BY, now=DURING)
    assert problem is not None
    assert problem.field == key


def test_a_round_whose_window_is_over_does_not_open(services: Services) -> None:
    around = made(services, PARENT)
    with services.sessions.writing() as session:
        around = prepare(services, session, around)
        late = DURING + timedelta(days=30)
        assert red(go_live_checks(session, around, late)) == {"window"}

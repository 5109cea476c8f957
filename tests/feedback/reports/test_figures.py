"""Do the figures count exactly those whom their rule names?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from feedback.reports.figures import Figure, round_figures, share, whole
from feedback.reports.groups import groups_of_round
from feedback.reports.published import item_tables
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.rounds import CohortMember, Invitation, Participation
from feedback.store.sight import EVERYTHING, Sight
from surveys.kirkpatrick import financial_year
from tests.factories import DURING, OPENS
from tests.feedback.reports.world import CHILD, PARENT, YOUNG_PERSON, Instrument, World, add_round


def figures_of(services: Services, round_id: str, team: str | None = None) -> dict[str, Figure]:
    sight = Sight(frozenset({("", team)})) if team else EVERYTHING
    with services.sessions.reading() as session:
        groups = groups_of_round(session, services.surveys, round_id, sight)
        tables = [table for group in groups for table in item_tables(session, group)]
        return {one.id: one for one in round_figures(session, groups, tables, DURING)}


def fill_the_report(services: Services) -> str:
    """The round of the published report, with everything in it that must not count."""
    with services.sessions.writing() as session:
        world, (young, child, parent) = add_round(
            services,
            session,
            (YOUNG_PERSON, "confidential"),
            (CHILD, "confidential"),
            (PARENT, "confidential"),
        )
        _parents(world, parent)
        _children(world, young, child)
        return world.round_id


def _parents(world: World, parent: Instrument) -> None:
    members = world.people(parent, 250, "parent")
    for n, member in enumerate(members[:105]):
        world.answer(parent, member, {"svc_rating": "good" if n % 2 else "ok"})
    world.answer(parent, members[0], {"svc_rating": "poor"}, state="superseded")
    world.answer(parent, members[200], {"svc_rating": None})  # all skipped
    world.answer(parent, members[201], {}, state="declined")
    world.answer(parent, members[202], {"svc_rating": "good"}, state="open")
    world.answer(parent, members[203], {}, state="withdrawn")
    world.answer(parent, None, {"svc_rating": "good"})  # by an open link
    held = update(CohortMember).values(hold="unsafe")
    on_hold = world.people(parent, 9, "parent")
    world.session.execute(held.where(CohortMember.id.in_(on_hold)))  # never sent anything
    world.session.add(
        Invitation(member_id=members[249], token_hash=new_id(), by="letter", made_on=OPENS)
    )
    world.session.flush()
    world.session.execute(held.where(CohortMember.id == members[249]))  # was: stays in the base


def _children(world: World, young: Instrument, child: Instrument) -> None:
    older = world.people(young, 100, "CIN") + world.people(young, 80, "CP")
    younger = world.people(child, 70, "CP")
    looked_after = world.people(young, 40, "CLA")
    for n, member in enumerate(older[:65]):
        talk = "yes" if n < 59 else "no" if n < 64 else "not_sure"
        say = "yes" if n < 61 else "no" if n < 63 else "not_sure"
        world.answer(young, member, {"talk_important": talk, "have_say": say})
    for n, member in enumerate(younger[:30]):
        talk = "yes" if n < 28 else "a_bit"
        say = "yes" if n < 28 else "a_bit"
        world.answer(child, member, {"talk_important": talk, "have_say": say})
    for member in looked_after[:20]:
        world.answer(young, member, {"talk_important": "no", "have_say": "no"})
    world.answer(young, older[70], {"talk_important": None}, withheld=("have_say",))
    world.answer(young, older[71], {"presence": "alone", "quote_ok": "no"})
    world.answer(young, older[72], {"talk_important": "no"}, state="superseded")


@pytest.mark.parametrize(
    ("key", "text", "counts", "value"),
    [
        ("F1", "42%", "105 of 250", "42.00"),
        ("F2", "38%", "95 of 250", "38.00"),
        ("F3", "92%", "87 of 95", "91.58"),
        ("F4", "94%", "89 of 95", "93.68"),
    ],
)
def test_the_figures_are_those_the_report_printed(
    each_store: Services, key: str, text: str, counts: str, value: str
) -> None:
    figure = figures_of(each_store, fill_the_report(each_store))[key]
    assert (figure.text, figure.counts, figure.value) == (text, counts, Decimal(value))
    assert figure.period == "February 2024, financial year 2023-24"
    assert figure.rule
    assert not figure.suppressed


def test_the_rule_says_whose_answers_count_and_what_is_in_the_base(services: Services) -> None:
    figures = figures_of(services, fill_the_report(services))
    assert "child protection plan" in figures["F3"].cohort
    assert "“Not sure”" in figures["F3"].rule
    assert "“A bit”" in figures["F3"].rule
    assert "by an open link" in figures["F3"].rule
    assert figures["F3"].sentence.startswith("92% said yes: “Do you feel able to talk to")


def test_a_person_in_two_cohorts_is_one_person(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young, child) = add_round(
            services, session, (YOUNG_PERSON, "confidential"), (CHILD, "confidential")
        )
        twice = [
            member
            for instrument in (young, child)
            for member in world.people(instrument, 20, "CIN")
        ]
        from_both = twice[:20]
        for place, member in enumerate(twice[20:]):
            _rename(world, member, like=from_both[place])
        for instrument, member in [(young, one) for one in twice[:10]] + [(child, twice[20])]:
            world.answer(instrument, member, {"have_say": "yes"})
    figure = figures_of(services, world.round_id)["F2"]
    assert figure.counts == "10 of 20"


def _rename(world: World, member: str, *, like: str) -> None:
    reference = world.session.scalar(select(CohortMember.reference).where(CohortMember.id == like))
    world.session.execute(
        update(CohortMember).where(CohortMember.id == member).values(reference=reference)
    )


def test_an_anonymous_round_counts_who_took_part_from_the_register(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "anonymous"))
        members = world.people(young, 30, "CP")
        session.execute(
            update(Participation)
            .where(Participation.member_id.in_(members[:12]))
            .values(sent_on=date(2024, 2, 6))
        )
        for _ in range(12):
            world.answer(young, None, {"have_say": "yes"})
    figures = figures_of(services, world.round_id)
    assert figures["F2"].counts == "12 of 30"
    assert "register" in figures["F2"].rule
    assert figures["F4"].counts == "12 of 12"
    assert "nobody can tell whose they are" in figures["F4"].rule


def test_a_figure_of_few_people_is_hidden_with_its_numbers(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for member in world.people(young, 30, "CP")[:3]:
            world.answer(young, member, {"have_say": "yes"})
    figures = figures_of(services, world.round_id)
    for key in ("F2", "F4"):
        one = figures[key]
        assert (one.value, one.numerator, one.base) == (None, None, None)
        assert one.suppressed
        assert one.text == "not shown"


def test_a_round_nobody_answered_says_so(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        world.people(young, 30, "CP")
    figures = figures_of(services, world.round_id)
    assert figures["F2"].text == "0%"
    assert figures["F4"].text == "no answers yet"


def test_a_team_viewer_gets_the_figures_of_one_team(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for team in ("North", "South"):
            for member in world.people(young, 40, "CP", team)[:20]:
                world.answer(young, member, {"have_say": "yes" if team == "North" else "no"})
    assert figures_of(services, world.round_id, "North")["F4"].counts == "20 of 20"
    assert figures_of(services, world.round_id, "North")["F2"].counts == "20 of 40"
    assert figures_of(services, world.round_id)["F4"].counts == "20 of 40"


def test_the_hash_changes_with_the_figure_and_only_then(services: Services) -> None:
    round_id = fill_the_report(services)
    before, again = figures_of(services, round_id), figures_of(services, round_id)
    assert {k: v.computed_from for k, v in before.items()} == {
        k: v.computed_from for k, v in again.items()
    }
    assert before["F3"].computed_from != before["F4"].computed_from


@pytest.mark.parametrize(
    ("part", "base", "stored", "shown"),
    [(87, 95, "91.58", 92), (1, 8, "12.50", 13), (1, 200, "0.50", 1), (9149, 10000, "91.49", 91),
     (91496, 100000, "91.50", 91), (0, 3, "0.00", 0)],
)  # fmt: skip
def test_shares_round_half_up_and_only_once(part: int, base: int, stored: str, shown: int) -> None:
    assert share(part, base) == Decimal(stored)
    assert whole(part, base) == shown


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2024, 2, 1), "2023-24"),
        (date(2024, 3, 31), "2023-24"),
        (date(2024, 4, 1), "2024-25"),
        (date(1999, 12, 31), "1999-00"),
    ],
)
def test_a_day_falls_in_a_financial_year(day: date, year: str) -> None:
    assert financial_year(day) == year

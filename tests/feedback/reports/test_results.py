"""Does each question show what may be shown, the same everywhere?"""

from __future__ import annotations

from feedback.reports.groups import group_of, groups_of_round
from feedback.reports.published import item_tables
from feedback.reports.results import (
    ByKind,
    InstrumentResults,
    QuestionResult,
    instrument_results,
    results_by_kind,
)
from feedback.services import Services
from feedback.store.sight import EVERYTHING, Sight
from tests.feedback.reports.world import CHILD, YOUNG_PERSON, Instrument, World, add_round

FEW, HIDDEN = "fewer than 5", "not shown"


def results_of(
    services: Services, world: World, instrument: Instrument, team: str | None = None
) -> InstrumentResults:
    sight = Sight(frozenset({("", team)})) if team else EVERYTHING
    with services.sessions.reading() as session:
        groups = groups_of_round(session, services.surveys, world.round_id, sight)
        group, asked = group_of(groups, instrument.id)
        return instrument_results(session, group, asked, item_tables(session, group))


def question(results: InstrumentResults, key: str) -> QuestionResult:
    return next(one for one in results.questions if one.key == key)


def counts(result: QuestionResult) -> list[str]:
    return [line.count.text for line in result.lines]


def test_a_question_shows_its_counts_shares_base_and_what_was_left_out(
    each_store: Services,
) -> None:
    with each_store.sessions.writing() as session:
        world, (young,) = add_round(each_store, session, (YOUNG_PERSON, "confidential"))
        members = world.people(young, 40)
        for n, member in enumerate(members[:20]):
            world.answer(young, member, {"listen": "always" if n < 12 else "never"})
        for member in members[20:26]:
            world.answer(young, member, {"listen": None})
        world.answer(young, members[30], {"listen": "most"}, state="superseded")
    found = question(results_of(each_store, world, young), "listen")
    assert counts(found) == ["12", "0", "0", "8", "0"]
    assert [line.share for line in found.lines] == ["60%", "0%", "0%", "40%", "0%"]
    assert found.base.text == "20"
    assert found.left_out == ("Skipped: 6", "Not asked (privacy): 0")
    assert found.chart is not None
    assert "Answered by 20." in found.chart.title
    assert "Always: 60% (12)" in found.chart.description


def test_the_chart_says_the_same_as_the_table_where_counts_are_hidden(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for n, member in enumerate(world.people(young, 40)):
            world.answer(young, member, {"listen": "always" if n < 30 else "most" if n < 37
                                         else "never"})  # fmt: skip
    found = question(results_of(services, world, young), "listen")
    assert counts(found) == ["30", "7", FEW, FEW, FEW]
    assert [line.share for line in found.lines][2:] == [HIDDEN] * 3
    assert found.chart is not None
    assert "3" not in found.chart.description.replace("30", "")
    hidden = [bar for bar in found.chart.bars if bar.is_hidden]
    assert len(hidden) == 3
    assert len({bar.width for bar in hidden}) == 1


def test_a_home_safety_question_hides_its_zeros_too(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for n, member in enumerate(world.people(young, 40)):
            world.answer(young, member, {"safe_home": "always" if n < 30 else "most"})
    found = question(results_of(services, world, young), "safe_home")
    assert counts(found)[2:] == [FEW] * 3
    assert "even a 0 is hidden" in found.rule


def test_many_choices_have_one_base_and_numbers_a_mean(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for n, member in enumerate(world.people(young, 20)):
            chosen = ("time", "trust") if n < 8 else ("time",) if n < 12 else ("none",)
            world.answer(young, member, {"why_hard": chosen, "visits": n})
    results = results_of(services, world, young)
    many = question(results, "why_hard")
    assert counts(many) == ["12", "8", "0", "8"]
    assert many.base.text == "20"
    assert "more than 100%" in many.rule
    assert question(results, "visits").mean == "9.5"


def test_why_few_left_a_question_out_is_not_told_apart(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        members = world.people(young, 40)
        for member in members[:20]:
            world.answer(young, member, {"listen": "always"})
        for member in members[20:28]:
            world.answer(young, member, {"listen": None})
        world.answer(young, members[30], {}, withheld=("listen",))
    found = question(results_of(services, world, young), "listen")
    assert found.left_out == ("Skipped or not asked (privacy): 9",)


def test_a_published_item_counts_the_reported_children_and_shows_others_apart(
    services: Services,
) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for member in world.people(young, 20, "CIN"):
            world.answer(young, member, {"have_say": "yes"})
        for member in world.people(young, 10, "CLA"):
            world.answer(young, member, {"have_say": "no"})
    both = [one for one in results_of(services, world, young).questions if one.key == "have_say"]
    assert [counts(one) for one in both] == [["20", "0", "0"], ["0", "10", "0"]]
    assert "child protection plan" in both[0].of_whom
    assert "not in the report" in both[1].of_whom


def test_a_page_cannot_be_subtracted_from_the_figure(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young, child) = add_round(
            services, session, (YOUNG_PERSON, "confidential"), (CHILD, "confidential")
        )
        for n, member in enumerate(world.people(young, 40)):
            world.answer(young, member, {"have_say": "yes" if n < 30 else "no"})
        for n, member in enumerate(world.people(child, 12)):
            world.answer(child, member, {"have_say": "yes" if n < 9 else "no"})
    older = counts(question(results_of(services, world, young), "have_say"))
    younger = counts(question(results_of(services, world, child), "have_say"))
    # 39 yes and 13 no in all are printed: 10 no on one page would give the other's 3 away.
    assert younger[2] == FEW
    assert HIDDEN in older or older[1] == FEW


def test_the_cohorts_add_up_to_everyone_and_hide_small_groups(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for kind, count in (("CIN", 30), ("CP", 20), ("CLA", 3)):
            for n, member in enumerate(world.people(young, count, kind)):
                world.answer(young, member, {"listen": "always" if n % 2 else "never"})
    with services.sessions.reading() as session:
        groups = groups_of_round(session, services.surveys, world.round_id)
        tables = results_by_kind(session, *group_of(groups, young.id))
    listen: ByKind = next(one for one in tables if one.key == "listen")
    assert listen.kinds == ("CIN", "CLA", "CP")
    small = listen.kinds.index("CLA")
    assert listen.bases[small].text == FEW
    assert [row[small].text for row in listen.cells] == [FEW, "0", "0", FEW, "0"]
    assert "have_say" not in {one.key for one in tables}
    whole = question(results_of(services, world, young), "listen")
    assert [one.text for one in listen.row_totals] == counts(whole)


def test_a_team_viewer_of_a_small_team_sees_nothing_to_count(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for member in world.people(young, 3, team="North") + world.people(young, 30, team="South"):
            world.answer(young, member, {"listen": "always"})
    found = results_of(services, world, young, "North")
    assert found.sent.text == FEW
    assert set(counts(question(found, "listen"))) == {FEW}

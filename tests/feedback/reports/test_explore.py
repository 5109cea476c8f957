"""Does Explore count whom it says, and show only what nobody can be picked out by?"""

from __future__ import annotations

import pytest

from feedback.errors import NotFound
from feedback.reports.explore import Crosstab, Inquiry, crosstab, questions
from feedback.reports.fixing import fix_round
from feedback.reports.ranges import base_words, count_words, release_chart, share_words
from feedback.services import Services
from tests.factories import DURING
from tests.feedback.reports.world import CHILD, YOUNG_PERSON, World, add_round

HAVE_SAY = "children.have_say"


def world_of_two_teams(services: Services, few_in_south: int = 0) -> World:
    """Young people: 40 in North (30 yes), 30 in South; children of North: 20, 10 yes."""
    with services.sessions.writing() as session:
        world, (young, child) = add_round(
            services, session, (YOUNG_PERSON, "confidential"), (CHILD, "confidential")
        )
        for n, member in enumerate(world.people(young, 40, "CIN", "North")):
            world.answer(young, member, {"have_say": "yes" if n < 27 else "no"})
        for n, member in enumerate(world.people(young, few_in_south or 30, "CP", "South")):
            world.answer(young, member, {"have_say": "yes" if n < 16 else "no"})
        for n, member in enumerate(world.people(child, 20, "CIN", "North")):
            world.answer(child, member, {"have_say": "yes" if n < 10 else "no"})
        fix_round(session, services.surveys, world.round_id, by="a@b.example", now=DURING)
    return world


def explored(services: Services, by: str = "", **only: str) -> Crosstab:
    with services.sessions.reading() as session:
        every = questions(session, services.surveys)
        return crosstab(session, every, Inquiry(HAVE_SAY, by, only))


def told(found: Crosstab) -> dict[str, list[str]]:
    return {
        one.label: [count_words(one.release, row) for row in range(len(found.labels))]
        for one in found.columns
    }


def test_one_item_of_several_surveys_is_one_question(each_store: Services) -> None:
    world_of_two_teams(each_store)
    with each_store.sessions.reading() as session:
        keys = [one.key for one in questions(session, each_store.surveys)]
    assert HAVE_SAY in keys
    assert len(keys) == len(set(keys))
    assert not {"children.presence", "children.quote_ok", "children.why_hard"} & set(keys)
    found = explored(each_store)
    assert found.labels[:3] == ("Yes", "No", "Not sure")
    assert "A bit" in found.labels  # only the youngest are offered it
    assert told(found)["Everyone"][:2] == ["50", "35"]  # 53 yes, 37 no


def test_a_division_and_a_filter_count_exactly_those(each_store: Services) -> None:
    world_of_two_teams(each_store)
    by_team = told(explored(each_store, "team"))
    assert by_team["North"][:2] == ["35", "20"]  # 37 and 23
    assert by_team["South"][:2] == ["15", "10"]  # 16 and 14
    only = told(explored(each_store, "team", band="young_person"))
    assert only["Everyone chosen"][:2] == ["40", "25"]  # 43 and 27
    assert only["North"][:2] == ["25", "10"]  # 27 and 13


def test_shares_and_bases_follow_from_the_rounded_numbers_alone(services: Services) -> None:
    world_of_two_teams(services)
    found = explored(services, "team", band="young_person")
    north = found.columns[1].release
    assert base_words(north) == "35 or more"  # not sure is hidden: nobody chose it
    assert share_words(north, 0) == "up to 75%"
    assert share_words(north, 2) == "not shown"
    chart = release_chart("c1", "Have a say?", found.labels, north)
    assert "Answered by 35 or more." in chart.title
    assert "Yes: up to 75%" in chart.description
    assert "Not sure: not shown" in chart.description


def test_a_second_filter_that_leaves_a_few_over_is_refused_and_says_why(
    services: Services,
) -> None:
    world_of_two_teams(services, few_in_south=4)
    columns = {one.label: one for one in explored(services, "team").columns}
    assert set(told(explored(services, "team"))["South"]) == {"not shown"}
    assert set(told(explored(services, "team"))["North"]) == {"not shown"}
    assert "by subtraction" in columns["North"].refused
    assert columns["Everyone"].refused == ""


@pytest.mark.parametrize(
    "inquiry",
    [Inquiry("children.nothing"), Inquiry(HAVE_SAY, "shoe size"),
     Inquiry(HAVE_SAY, "", {"team": "Nowhere"})],
)  # fmt: skip
def test_what_is_not_there_is_not_found(services: Services, inquiry: Inquiry) -> None:
    world_of_two_teams(services)
    with services.sessions.reading() as session, pytest.raises(NotFound):
        crosstab(session, questions(session, services.surveys), inquiry)


def test_the_fingerprint_follows_what_is_shown(services: Services) -> None:
    world_of_two_teams(services)
    assert explored(services, "team").computed_from == explored(services, "team").computed_from
    assert explored(services, "team").computed_from != explored(services, "kind").computed_from

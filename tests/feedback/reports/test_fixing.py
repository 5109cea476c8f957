"""Do the counts of a closed round stop moving?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from feedback.reports.fixing import RoundStillMoves, fix_due, fix_round, unfixed
from feedback.services import Services
from feedback.store.figures import FixedCount
from feedback.store.responses import Response
from tests.factories import DURING
from tests.feedback.reports.world import YOUNG_PERSON, World, add_round

Rows = set[tuple[str, str, str, int]]


def rows(services: Services) -> Rows:
    with services.sessions.reading() as session:
        found = session.execute(
            select(FixedCount.question_key, FixedCount.team, FixedCount.code, FixedCount.people)
        )
        return {(key, team, code, people) for key, team, code, people in found}


def a_round(services: Services, *, state: str = "closed") -> World:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"), state=state)
        for n, member in enumerate(world.people(young, 12, team="North")):
            world.answer(
                young,
                member,
                {
                    "listen": "always" if n < 9 else "never",
                    "why_hard": ("time",),
                    "safe_home": None,
                },
                words={"good": "kind"},
            )
        world.answer(young, None, {"listen": "most"})
        world.answer(young, None, {"listen": "most"}, state="superseded")
    return world


def fixed(services: Services, world: World) -> bool:
    with services.sessions.writing() as session:
        return fix_round(session, services.surveys, world.round_id, by="a@b.example", now=DURING)


def test_only_given_answers_of_one_choice_are_counted(each_store: Services) -> None:
    fixed(each_store, a_round(each_store))
    assert rows(each_store) == {
        ("listen", "North", "always", 9),
        ("listen", "North", "never", 3),
        ("listen", "", "most", 1),
    }


def test_what_is_taken_back_later_changes_no_count(each_store: Services) -> None:
    world = a_round(each_store)
    assert fixed(each_store, world)
    before = rows(each_store)
    with each_store.sessions.writing() as session:
        session.execute(update(Response).values(state="withdrawn"))
    assert not fixed(each_store, world)
    assert rows(each_store) == before


def test_a_round_still_open_is_not_fixed(services: Services) -> None:
    with pytest.raises(RoundStillMoves):
        fixed(services, a_round(services, state="open"))


@pytest.mark.parametrize(("day", "count"), [(28, 0), (29, 1)])
def test_a_round_fixes_itself_when_no_letter_may_come_any_more(
    services: Services, day: int, count: int
) -> None:
    a_round(services)  # closes on 29 February; letters are typed in for 28 days
    now = datetime(2024, 3, day, 10, tzinfo=UTC)
    with services.sessions.writing() as session:
        assert [one.fixed_on.isoformat() for one in unfixed(session)] == ["2024-03-29"]
        assert fix_due(session, services.surveys, now) == count
        assert len(unfixed(session)) == 1 - count

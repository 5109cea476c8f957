"""Can two people write one report without loss, and is it published only after a second look?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from feedback.errors import NotFound
from feedback.reports.yearly import deciding, keeping
from feedback.reports.yearly.chapter import PUBLISHED, Chapter, chapter, chapter_of_year
from feedback.reports.yearly.deciding import Decider
from feedback.reports.yearly.keeping import Between, Edit
from feedback.reports.yearly.notes import opening_notes
from feedback.reports.yearly.parts import Grid, Number, Words
from feedback.services import Services
from feedback.store.responses import Response
from feedback.store.rounds import Round
from tests.factories import DURING
from tests.feedback.reports.world import PARENT, add_round

YEAR = "2023-24"
ANN, BEN = "ann@example.org", "ben@example.org"


@pytest.fixture
def world(each_store: Services) -> Services:
    """A closed round: 40 parents asked, 20 answered."""
    with each_store.sessions.writing() as session:
        here, (parent,) = add_round(each_store, session, (PARENT, "confidential"))
        members = here.people(parent, 40)
        for place, member in enumerate(members[:20]):
            given = {"svc_rating": "excellent" if place < 12 else "good"}
            here.answer(parent, member, given)
    return each_store


def begun(services: Services) -> str:
    with services.sessions.writing() as session:
        return keeping.begin(session, YEAR, by=ANN, now=DURING)


def seen(services: Services, report_id: str) -> Chapter:
    with services.sessions.reading() as session:
        return chapter(session, services.surveys, report_id, DURING)


def edits(
    services: Services, report_id: str, place: int, text: str, *, by: str, version: int = 1
) -> Between | None:
    block = seen(services, report_id).blocks[place].id
    with services.sessions.writing() as session:
        to = Edit("", text, version)
        return keeping.edit(session, report_id, block, to, by=by, now=DURING)


def looks(services: Services, report_id: str, *, by: str, others: int = 1) -> str:
    found = seen(services, report_id)
    with services.sessions.writing() as session:
        return deciding.review(session, found, decider(found, by, others), now=DURING)


def prints(services: Services, report_id: str, *, by: str, others: int = 1) -> str:
    found = seen(services, report_id)
    with services.sessions.writing() as session:
        return deciding.publish(session, found, decider(found, by, others), now=DURING)


def decider(found: Chapter, by: str, others: int = 1) -> Decider:
    return Decider(by, others, found.version, found.shown)


def figure(found: Chapter, id: str = "F1") -> Number:
    return next(
        part for block in found.blocks for part in block.parts
        if isinstance(part, Number) and part.id == id
    )  # fmt: skip


def takes_back(services: Services, count: int) -> None:
    """People withdraw after the figure was counted."""
    with services.sessions.writing() as session:
        gone = session.scalars(select(Response.id).order_by(Response.id).limit(count)).all()
        session.execute(update(Response).where(Response.id.in_(gone)).values(state="withdrawn"))


# --- writing


def test_a_year_is_begun_once_from_the_chapter_of_the_partnership(world: Services) -> None:
    report_id = begun(world)
    assert begun(world) == report_id
    found = seen(world, report_id)
    headings = [block.heading for block in found.blocks if block.kind == "section"]
    assert headings[0] == "Parents' feedback"
    assert "children in need and children on a child protection plan" in headings[1]
    assert headings[2:4] == ["Training and workforce development", "Re-think"]
    assert figure(found).text == "50%"
    assert figure(found).counts == "20 of 40"
    assert any("No course was held" in line for line in found.missing)


def test_the_second_editor_is_shown_what_the_first_wrote(world: Services) -> None:
    report_id = begun(world)
    assert edits(world, report_id, 0, "Ann's words", by=ANN) is None
    between = edits(world, report_id, 0, "Ben's words", by=BEN, version=1)
    assert between is not None
    assert (between.text, between.by, between.version) == ("Ann's words", ANN, 2)
    assert seen(world, report_id).blocks[0].parts == (Words(("Ann's words",)),)
    # Other blocks are not in each other's way.
    assert edits(world, report_id, 6, "Ben's words", by=BEN) is None


def test_blocks_move_come_and_go_only_as_somebody_saw_them(world: Services) -> None:
    report_id = begun(world)
    before = [block.id for block in seen(world, report_id).blocks]
    with world.sessions.writing() as session:
        move = partial(keeping.move, session, report_id, by=ANN, now=DURING)
        add = partial(keeping.add, session, report_id, by=ANN, now=DURING)
        assert move(before[1], up=True, version=1)
        assert not move(before[2], up=True, version=1)
        added = add("text", version=2)
        assert keeping.remove(session, report_id, before[3], version=3, by=ANN, now=DURING)
        assert add("text", version=3) == ""
        with pytest.raises(NotFound):
            add("moon", version=4)
    after = [block.id for block in seen(world, report_id).blocks]
    assert after == [before[1], before[0], before[2], *before[4:], added]


def test_a_typed_table_whose_parts_do_not_add_up_is_marked_and_not_mended(world: Services) -> None:
    report_id = begun(world)
    with world.sessions.writing() as session:
        block = keeping.add(session, report_id, "table", version=1, by=ANN, now=DURING)
        text = "Kind | Discussions\nIndividual | 136\nReviewed | 140\nTotal | 248"
        keeping.edit(session, report_id, block, Edit("MET", text, 1), by=ANN, now=DURING)
    found = seen(world, report_id)
    (grid,) = found.blocks[-1].parts
    assert isinstance(grid, Grid)
    assert grid.rows[-1] == ("Total", "248")
    assert "add up to 276" in grid.warnings[0]
    assert "add up to 276" in found.warnings[0]


# --- reviewing and publishing


def test_whoever_wrote_last_neither_reviews_nor_publishes(world: Services) -> None:
    report_id = begun(world)
    assert "Somebody who did not change it" in looks(world, report_id, by=ANN)
    assert prints(world, report_id, by=BEN) == "Only a reviewed report can be published."
    assert looks(world, report_id, by=BEN) == ""
    assert "Somebody who did not change it" in prints(world, report_id, by=ANN)
    assert prints(world, report_id, by=BEN) == ""
    assert not seen(world, report_id).is_lone
    with pytest.raises(NotFound):
        edits(world, report_id, 0, "too late", by=ANN)


def test_one_person_alone_may_and_the_report_says_so(world: Services) -> None:
    report_id = begun(world)
    assert looks(world, report_id, by=ANN, others=0) == ""
    assert prints(world, report_id, by=ANN, others=0) == ""
    assert seen(world, report_id).is_lone


def test_new_words_after_the_review_need_a_new_review(world: Services) -> None:
    report_id = begun(world)
    looks(world, report_id, by=BEN)
    before = seen(world, report_id)
    edits(world, report_id, 0, "new words", by=ANN)
    assert prints(world, report_id, by=BEN) == "Only a reviewed report can be published."
    with world.sessions.writing() as session:  # a review of the page as it was before
        told = deciding.review(session, before, decider(before, BEN), now=DURING)
    assert told == "Somebody has changed it since you looked. Look again."


def test_figures_that_changed_while_somebody_looked_are_not_reviewed(world: Services) -> None:
    report_id = begun(world)
    before = seen(world, report_id)
    takes_back(world, 2)
    now = seen(world, report_id)
    with world.sessions.writing() as session:
        told = deciding.review(session, now, decider(before, BEN), now=DURING)
    assert told == "Figures have changed since you looked. Look again."


def test_figures_that_changed_since_the_review_are_not_published(world: Services) -> None:
    report_id = begun(world)
    looks(world, report_id, by=BEN)
    takes_back(world, 2)
    found = seen(world, report_id)
    assert "How many parents took part" in found.changed
    assert "have changed since the review" in prints(world, report_id, by=BEN)


def test_a_published_figure_stands_and_is_marked_when_its_inputs_change(world: Services) -> None:
    report_id = begun(world)
    looks(world, report_id, by=BEN)
    assert prints(world, report_id, by=BEN) == ""
    assert seen(world, report_id).changed == ()
    kept = figure(seen(world, report_id))
    takes_back(world, 5)
    found = seen(world, report_id)
    assert figure(found) == kept
    assert figure(found).text == "50%"
    assert "How many parents took part" in found.changed
    with world.sessions.reading() as session:
        assert chapter_of_year(session, world.surveys, YEAR, DURING).state == PUBLISHED


def test_an_open_round_is_not_published(world: Services) -> None:
    with world.sessions.writing() as session:
        session.execute(update(Round).values(state="open"))
    report_id = begun(world)
    looks(world, report_id, by=BEN)
    assert "still answering" in prints(world, report_id, by=BEN)


def test_a_new_edition_begins_with_the_words_of_the_last_and_leaves_it_alone(
    world: Services,
) -> None:
    first = begun(world)
    edits(world, first, 0, "Our own words", by=ANN)
    looks(world, first, by=BEN)
    assert prints(world, first, by=BEN) == ""
    second = begun(world)
    assert second != first
    assert begun(world) == second, "the edition that is being written"
    takes_back(world, 5)
    assert seen(world, second).blocks[0].text == "Our own words"
    assert figure(seen(world, second)).text == "38%"  # 37.5, half up
    assert (seen(world, first).edition, seen(world, second).edition) == (1, 2)
    with world.sessions.reading() as session:
        assert chapter_of_year(session, world.surveys, YEAR, DURING).report_id == first
    looks(world, second, by=BEN)
    assert prints(world, second, by=BEN) == ""
    assert figure(seen(world, first)).text == "50%"
    later = DURING + timedelta(days=1)
    with world.sessions.writing() as session:
        keeping.put(session, second, published_at=later)
    with world.sessions.reading() as session:
        newest = chapter_of_year(session, world.surveys, YEAR, DURING)
    assert newest.report_id == second
    assert "Edition 2" in opening_notes(newest)[0]


# --- since last year


def test_a_figure_stands_beside_last_years(world: Services) -> None:
    with world.sessions.writing() as session:
        here, (parent,) = add_round(world, session, (PARENT, "confidential"))
        opens = date(2025, 2, 3)
        session.execute(update(Round).where(Round.id == here.round_id).values(opens_on=opens))
        for member in here.people(parent, 40)[:25]:
            here.answer(parent, member, {"svc_rating": "good"})
    with world.sessions.reading() as session:
        now = chapter_of_year(session, world.surveys, "2024-25", DURING)
        before = chapter_of_year(session, world.surveys, YEAR, DURING)
    assert figure(now).text == "63%"  # 62.5, half up
    assert figure(now).change == "Up 13 points since 2023-24 (50%)."
    assert figure(before).change == "No figure for 2022-23 to compare with."
    lists = [block for block in now.blocks if block.source == "list.training-results"]
    assert lists[0].parts == (), "nobody's themes are carried over into another year"


def test_a_hidden_figure_has_a_hidden_change(world: Services) -> None:
    takes_back(world, 17)
    found = seen(world, begun(world))
    assert figure(found).text == "not shown"
    assert figure(found).counts == "too few people to show"
    told = str(replace(figure(found), computed_from=""))
    assert not re.search(r"\b(3|37)\b", told), "3 took part, 37 did not"

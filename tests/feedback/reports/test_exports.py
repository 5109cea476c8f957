"""What leaves the house in a download, and what stays?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from feedback.reports.cells import Value
from feedback.reports.exports import (
    RESULT_HEADER,
    TooFewToExport,
    kept_groups,
    response_rows,
    result_rows,
)
from feedback.reports.groups import group_of, groups_of_round
from feedback.reports.published import item_tables
from feedback.reports.results import instrument_results
from feedback.services import Services
from tests.factories import survey
from tests.feedback.reports.world import YOUNG_PERSON, Given, Instrument, World, add_round


def exported(
    services: Services, world: World, instrument: Instrument, *, words: bool = True
) -> list[dict[str, Value]]:
    with services.sessions.reading() as session:
        groups = groups_of_round(session, services.surveys, world.round_id)
        _group, asked = group_of(groups, instrument.id)
        taken = response_rows(session, services.keys, asked, may_read_words=words)
        rows = [dict(zip(taken.header, row, strict=True)) for row in taken.rows]
    assert len(rows) == taken.count
    return rows


def test_a_row_has_the_answers_by_label_and_nothing_that_names_anybody(
    each_store: Services,
) -> None:
    with each_store.sessions.writing() as session:
        world, (young,) = add_round(each_store, session, (YOUNG_PERSON, "confidential"))
        for n, member in enumerate(world.people(young, 12, team="North")):
            world.answer(
                young,
                member,
                {"listen": "most", "why_hard": ("time", "other"), "visits": n, "have_say": None},
                words={"good": f"good {n}", "why_hard": f"because {n}"},
                withheld=("safe_home",),
            )
    rows = exported(each_store, world, young)
    assert [row["row"] for row in rows] == list(range(1, 13))
    one = rows[0]
    assert one["My social worker listens to me."] == "Most of the time"
    assert one["What makes it hard? [Time]"] == "yes"
    assert one["What makes it hard? [Trust]"] == "no"
    assert one["Do you think you have a chance to have your say?"] == "skipped"
    assert one["Do you feel safe where you live?"] == "not asked (privacy)"
    assert (one["cohort"], one["team"]) == ("CP", "North")
    number = one["How many visits?"]
    assert one["What helped?"] == f"good {number}"
    assert one["What makes it hard? (words)"] == f"because {number}"
    assert {row["How many visits?"] for row in rows} == set(range(12))
    assert not any("R-" in str(value) for row in rows for value in row.values())


VALUES = survey(
    """
key: values
version: 1
title: Values
audience: young_person
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Thank you.]
sections:
  - key: all
    title: All
    questions:
      - {key: hours, kind: number, ask: How many hours?, min: 0, max: 99}
      - {key: since, kind: date, ask: Since when?}
      - {key: ways, kind: multi, ask: Which?, choices: [{code: a, label: A}, {code: b, label: B}]}
"""
)


def test_numbers_days_and_ticks_stand_as_they_were_given(each_store: Services) -> None:
    given: list[dict[str, Given]] = [
        {"hours": Decimal("2.5"), "since": date(2023, 3, 1), "ways": ("a", "b")},
        {"hours": 10, "since": None, "ways": None},
        {"hours": 0},
    ]
    with each_store.sessions.writing() as session:
        world, (asked,) = add_round(each_store, session, (VALUES, "confidential"))
        for n, member in enumerate(world.people(asked, 12)):
            world.answer(asked, member, given[min(n, 2)])
    rows = [tuple(row.values())[3:] for row in exported(each_store, world, asked)]
    assert rows.count((Decimal("2.5"), "1 March 2023", "yes", "yes")) == 1
    assert rows.count((10, "skipped", "skipped", "skipped")) == 1
    assert rows.count((0, "", "", "")) == 10


def test_words_need_ten_writers_and_the_right_to_read_them(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for n, member in enumerate(world.people(young, 20)):
            words = {"good": "kind words"} if n < 9 else None
            world.answer(young, member, {"listen": "most"}, words=words)
    assert "What helped?" not in exported(services, world, young)[0]
    with services.sessions.writing() as session:
        again = World(session, services.keys, world.round_id)
        member = again.people(young, 1)[0]
        again.answer(young, member, {}, words={"good": "one more"})
    assert "What helped?" in exported(services, world, young)[0]
    assert "What helped?" not in exported(services, world, young, words=False)[0]


def test_a_destroyed_key_leaves_the_cell_empty(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        ids = [
            world.answer(young, member, {}, words={"good": "kind"})
            for member in world.people(young, 12)
        ]
    services.keys.destroy(f"response:{ids[0]}")
    said = [row["What helped?"] for row in exported(services, world, young)]
    assert sorted(map(str, said)) == ["", *["kind"] * 11]


def test_few_responses_are_not_exported_one_by_one(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for member in world.people(young, 9):
            world.answer(young, member, {"listen": "most"})
    with pytest.raises(TooFewToExport):
        exported(services, world, young)


def test_small_groups_are_not_named_beside_an_answer(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for kind, count, about in (("CIN", 30, "a"), ("CP", 12, "a"), ("CLA", 3, "b")):
            for member in world.people(young, count, kind, team="North"):
                world.answer(young, member, {"about": about})
    rows = exported(services, world, young)
    # CLA alone would be three; CP goes with them so that what is not named is many.
    assert {str(row["cohort"]) for row in rows} == {"CIN", "not shown"}
    assert sum(row["cohort"] == "not shown" for row in rows) == 15
    assert {str(row["What is your background?"]) for row in rows} == {"not shown"}


@pytest.mark.parametrize(
    ("counts", "kept"),
    [
        ({"a": 20, "b": 10}, {"a", "b"}),
        ({"a": 20, "b": 9}, set()),
        ({"a": 20, "b": 12, "c": 9}, {"a"}),
        ({"a": 20, "b": 5, "c": 5}, {"a"}),
        ({}, set()),
    ],
)
def test_what_is_not_named_is_many_too(counts: dict[str, int], kept: set[str]) -> None:
    assert kept_groups(counts) == kept


def test_the_results_file_says_what_the_page_says(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for n, member in enumerate(world.people(young, 30)):
            world.answer(young, member, {"listen": "always" if n < 27 else "never"})
    with services.sessions.reading() as session:
        groups = groups_of_round(session, services.surveys, world.round_id)
        group, asked = group_of(groups, young.id)
        found = instrument_results(session, group, asked, item_tables(session, group))
    rows = [dict(zip(RESULT_HEADER, row, strict=True)) for row in result_rows(found)]
    listen = [row for row in rows if row["question"] == "My social worker listens to me."]
    page = next(one for one in found.questions if one.key == "listen")
    assert [str(row["people"]) for row in listen] == [line.count.text for line in page.lines]
    assert [row["share"] for row in listen] == [line.share for line in page.lines]

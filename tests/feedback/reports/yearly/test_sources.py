"""Do blocks of themes, of earlier years and of printed tables show what stands elsewhere too?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from feedback.coding.books import open_book, themes_of
from feedback.coding.deciding import code_answer
from feedback.coding.questions import list_answers
from feedback.coding.steps import Doer
from feedback.reports.past import Published, drop_table, keep_table
from feedback.reports.printed import Printed
from feedback.reports.themes import theme_summary
from feedback.reports.yearly.chapter import Block, chapter, chapter_of_year
from feedback.reports.yearly.keeping import add, begin
from feedback.reports.yearly.parts import Drawing, Grid, Number
from feedback.reports.yearly.sources import PRINTED
from feedback.services import Services
from feedback.store.reports import Report
from tests.factories import DURING
from tests.feedback.coding.world import LISTENS, OFFICER, Themed, themed
from tests.feedback.reports.world import PARENT, add_round

YEAR, BEFORE = "2023-24", "2022-23"
ANN = "ann@example.org"


def block_of(services: Services, source: str) -> Block:
    """The block, added to a new report of the year."""
    with services.sessions.writing() as session:
        report_id = begin(session, YEAR, by=ANN, now=DURING)
        version = session.get_one(Report, report_id).version
        block_id = add(session, report_id, source, version=version, by=ANN, now=DURING)
    with services.sessions.reading() as session:
        found = chapter(session, services.surveys, report_id, DURING)
    return next(one for one in found.blocks if one.id == block_id)


def keep(services: Services, period: str, *cells: Printed, figure: str = "") -> str:
    about = Published("", "A table", "Yearly report", period, figure, cells, ())
    with services.sessions.writing() as session:
        return keep_table(session, about, adds_up=False, by=ANN, now=DURING)


def percent(digits: str, *, group: str = "", label: str = "x", base: int | None = None) -> Printed:
    return Printed(group, label, digits, Decimal(digits), "percent", base)


@pytest.fixture
def spoken(each_store: Services) -> Themed:
    """Twenty young people wrote; nobody has coded an answer."""
    made = themed(each_store, [LISTENS.format(n=n) for n in range(20)])
    with each_store.sessions.writing() as session:
        open_book(session, made.question, DURING)
        list_answers(session, made.question)
    return made


def test_what_children_spoke_of_is_printed_once_people_have_coded_it(spoken: Themed) -> None:
    services = spoken.services
    assert "people have coded" in block_of(services, "themes.children").missing
    with services.sessions.writing() as session:
        ids = {one.key: one.id for one in themes_of(session, spoken.question)}
        for at in range(11):
            keys = ["listened"] if at < 9 else ["kind"]
            code_answer(session, spoken.question, spoken.responses[at], [ids[one] for one in keys],
                        Doer(OFFICER, DURING))  # fmt: skip
    with services.sessions.reading() as session:
        page = theme_summary(session, spoken.question.instrument_id, "good")
        found = chapter_of_year(session, services.surveys, YEAR, DURING)
    (block,) = [one for one in found.blocks if one.source == "themes.children"][:1]
    drawing, grid = block.parts
    assert isinstance(drawing, Drawing)
    assert isinstance(grid, Grid)
    assert page is not None
    assert [row[:3] for row in grid.rows[:-1]] == [
        (one.name, one.count.text, one.share) for one in page.lines if one.count.value != 0
    ]
    assert "9" in grid.rows[0]
    assert grid.rows[-1][:2] == ("In none of these", page.in_none.text)
    assert len(drawing.chart.bars) == len(grid.rows), "no bar for what nobody spoke of"
    assert "2" not in [cell for row in grid.rows for cell in row], "two spoke of it: hidden"
    assert "The answers of 11 people were coded by staff" in grid.rule
    assert grid.computed_from
    assert grid.computed_from[:12] in grid.told_rule


def test_a_printed_table_stands_as_it_was_printed_with_what_is_odd_about_it(
    services: Services,
) -> None:
    kept = keep(
        services,
        YEAR,
        percent("5.3", group="North", label="Vapes", base=100),
        percent("17", group="North", label="Alcohol", base=100),
        percent("5.5", group="Central", label="Vapes"),
        percent("12.6", group="Central", label="Alcohol"),
        percent("40", group="Central", label="Total"),
    )
    block = block_of(services, PRINTED + kept)
    (grid,) = block.parts
    assert isinstance(grid, Grid)
    assert ("North", "Alcohol", "17%", "100") in grid.rows
    assert ("Central", "Total", "40%", "not told") in grid.rows
    assert any("Central" in line for line in grid.warnings)
    assert "Source: Yearly report" in grid.rule
    assert not grid.computed_from, "it was not counted here"
    with services.sessions.writing() as session:
        drop_table(session, kept, by=ANN, now=DURING)
    assert "not kept any more" in block_of(services, PRINTED + kept).missing


def test_areas_of_a_printed_table_stand_side_by_side(services: Services) -> None:
    kept = keep(
        services,
        YEAR,
        percent("5.3", group="North", label="Vapes"),
        percent("5.5", group="Central", label="Vapes"),
        percent("1.4", group="North", label="Cigarettes"),
        percent("3.1", group="Central", label="Cigarettes"),
    )
    (grid,) = block_of(services, PRINTED + kept).parts
    assert isinstance(grid, Grid)
    assert grid.header == ("What", "North", "Central")
    assert grid.rows == (("Vapes", "5.3%", "5.5%"), ("Cigarettes", "1.4%", "3.1%"))


def test_the_first_year_has_a_trend_from_what_was_printed_before(services: Services) -> None:
    with services.sessions.writing() as session:
        here, (parent,) = add_round(services, session, (PARENT, "confidential"))
        for member in here.people(parent, 40)[:20]:
            here.answer(parent, member, {"svc_rating": "good"})
    assert "no earlier year" in block_of(services, "years.F1").missing
    keep(services, BEFORE, percent("42", base=250), figure="F1")
    with services.sessions.reading() as session:
        found = chapter_of_year(session, services.surveys, YEAR, DURING)
    figures = [part for block in found.blocks for part in block.parts if isinstance(part, Number)]
    assert figures[0].change == "Up 8 points since 2022-23 (42%, as printed in: Yearly report)."
    (grid,) = next(one for one in found.blocks if one.source == "years.F1").parts
    assert isinstance(grid, Grid)
    assert grid.rows == (
        (BEFORE, "42%", "of 250", "none to tell", "Yearly report"),
        (YEAR, "50%", "20 of 40", "+8.00", "Counted here"),
    )

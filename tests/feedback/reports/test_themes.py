"""Do themes tell who spoke of what, and never a small number or a word that may not be read?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.books import ThemeView, open_book, themes_of
from feedback.coding.changing import rename
from feedback.coding.deciding import code_answer
from feedback.coding.questions import OpenQuestion, list_answers
from feedback.coding.steps import Doer
from feedback.reports.coded_rows import coded_rows
from feedback.reports.coders import coders_of
from feedback.reports.theme_groups import by_group, themes_by_band, themes_by_kind
from feedback.reports.theme_sureness import how_sure
from feedback.reports.theme_words import Reader, next_to_code, readable, theme_page
from feedback.reports.themes import theme_summary
from feedback.services import Services
from feedback.store.rounds import Round
from feedback.store.themes import ThemeAnswer
from tests.factories import DURING
from tests.feedback.coding.world import LISTENS, OFFICER, SECOND, Themed, themed, write
from tests.feedback.reports.world import PARENT, YOUNG_PERSON, World, add_round, worry

ANALYST = Reader(OFFICER, sees_concerns=False)
DUTY = Reader("duty@partnership.example", sees_concerns=True)


def coded(made: Themed, plan: dict[int, list[str]], by: str = OFFICER) -> None:
    """Themes by the answer's place in the world."""
    with made.services.sessions.writing() as session:
        open_book(session, made.question, DURING)
        list_answers(session, made.question)
        ids = {one.key: one.id for one in themes_of(session, made.question)}
        for at, keys in plan.items():
            code_answer(session, made.question, made.responses[at], [ids[one] for one in keys],
                        Doer(by, DURING))  # fmt: skip


def test_shares_are_of_everybody_who_wrote_and_small_ones_are_hidden(each_store: Services) -> None:
    made = themed(each_store, [LISTENS.format(n=n) for n in range(20)])
    coded(made, {at: ["listened"] if at < 9 else ["kind"] if at < 12 else [] for at in range(20)})
    with each_store.sessions.reading() as session:
        found = theme_summary(session, made.question.instrument_id, "good")
    assert found is not None
    lines = {one.name: (one.count.text, one.share) for one in found.lines}
    assert found.base.value == 20
    assert ("9", "45%") in lines.values()
    assert ("fewer than 5", "not shown") in lines.values()
    assert found.chart is not None
    assert "45% (9)" in found.chart.description


def test_the_order_of_hidden_themes_tells_nothing(services: Services) -> None:
    orders = []
    for often, seldom in ((4, 2), (2, 4)):
        made = themed(services, [LISTENS.format(n=n) for n in range(20)])
        keys = ["kind"] * often + ["school"] * seldom + ["listened"] * (20 - often - seldom)
        coded(made, {at: [key] for at, key in enumerate(keys)})
        with services.sessions.reading() as session:
            found = theme_summary(session, made.question.instrument_id, "good")
            groups = themes_by_kind(session, made.question)
        assert found is not None
        orders.append(([one.name for one in found.lines], groups.names))
        assert found.lines[0].count.value == 14
    assert orders[0] == orders[1]


def test_a_concern_keeps_words_back_and_still_counts(services: Services) -> None:
    made = themed(services, [LISTENS.format(n=n) for n in range(12)])
    coded(made, {at: ["listened"] for at in range(12)})
    worry(services, made.instrument, made.responses[0], "new")
    with services.sessions.reading() as session:
        found = theme_summary(session, made.question.instrument_id, "good")
        theme = next(one for one in themes_of(session, made.question) if one.key == "listened")
        for reader, texts in ((ANALYST, 11), (DUTY, 12)):
            page = theme_page(session, services.keys, made.question, theme, reader, 1)
            assert len(page.answers) == texts
        assert len(list(coded_rows(session, services.keys, made.question, ANALYST).rows)) == 11
    assert found is not None
    assert found.lines[0].count.value == 12


def test_words_of_few_people_are_not_listed(services: Services) -> None:
    made = themed(services, [LISTENS.format(n=n) for n in range(9)])
    with services.sessions.writing() as session:
        list_answers(session, made.question)
        assert readable(session, made.question, DUTY) is None
        assert next_to_code(session, services.keys, made.question, DUTY) is None


def test_words_of_other_teams_are_not_read(services: Services) -> None:
    made = themed(services)
    with services.sessions.reading() as session:
        south = replace(ANALYST, teams=frozenset({"South"}))
        assert readable(session, made.question, south) is None


def test_the_most_useful_answer_comes_first_and_none_twice(services: Services) -> None:
    made = themed(services)
    made.run()
    seen = []
    for _ in range(12):
        with services.sessions.writing() as session:
            one = next_to_code(session, services.keys, made.question, ANALYST)
            assert one is not None
            seen.append(one.response_id)
            code_answer(session, made.question, one.response_id, [], Doer(OFFICER, DURING))
    assert sorted(seen) == sorted(made.responses)
    with services.sessions.reading() as session:
        assert next_to_code(session, services.keys, made.question, ANALYST) is None
        again = next_to_code(
            session, services.keys, made.question, replace(ANALYST, email=SECOND), second=True
        )
        assert again is not None


def test_why_an_answer_is_here_is_marked_in_its_own_words(services: Services) -> None:
    made = themed(services)
    made.run()
    with services.sessions.reading() as session:
        theme = next(one for one in themes_of(session, made.question) if one.key == "listened")
        page = theme_page(session, services.keys, made.question, theme, ANALYST, 1)
    first = next(one for one in page.answers if "number" not in one.text)
    marked = [first.text[start:end] for start, end in first.spans]
    assert "listens" in marked
    assert first.how == "Suggested by the machine"


def test_a_theme_is_new_or_grew_against_the_round_before(services: Services) -> None:
    before = themed(services, [LISTENS.format(n=n) for n in range(20)])
    coded(before, {at: ["listened"] if at < 5 else [] for at in range(20)})
    now = themed(services, [LISTENS.format(n=n) for n in range(20)])
    with services.sessions.writing() as session:
        row = session.get(Round, before.question.round_id)
        assert row is not None
        row.opens_on = date(2023, 2, 1)
    coded(now, {at: ["listened", "kind"] if at < 15 else [] for at in range(20)})
    with services.sessions.reading() as session:
        found = theme_summary(session, now.question.instrument_id, "good")
    assert found is not None
    changes = {one.name: one.change for one in found.lines}
    names = {one.key: one.name for one in _themes(services, now.question)}
    assert changes[names["listened"]] == "grew"
    assert changes[names["kind"]] == "new"


def _themes(services: Services, question: OpenQuestion) -> tuple[ThemeView, ...]:
    with services.sessions.reading() as session:
        return themes_of(session, question)


def test_a_group_of_few_shows_nothing_and_margins_agree(services: Services) -> None:
    made = themed(services, [LISTENS.format(n=n) for n in range(20)])
    with services.sessions.writing() as session:
        world = World(session, services.keys, made.question.round_id)
        made.responses += write(world, made.instrument, ["She is kind."] * 3, "CLA")
    coded(made, {at: ["listened"] if at % 2 else [] for at in range(23)})
    with services.sessions.reading() as session:
        found = themes_by_kind(session, made.question)
    assert found.groups == ("CLA", "CP")
    few = found.groups.index("CLA")
    assert all(row[few].is_hidden or row[few].value == 0 for row in found.cells)
    assert found.bases[few].is_hidden


def test_bands_stand_side_by_side_by_the_themes_key(services: Services) -> None:
    """Two surveys ask the same; a theme renamed in one of them is still the same theme."""
    with services.sessions.writing() as session:
        world, made = add_round(
            services, session, (YOUNG_PERSON, "confidential"), (PARENT, "confidential")
        )
        both = []
        for one, key in zip(made, ("young-person", "child-8-11"), strict=True):
            question = OpenQuestion(world.round_id, one.id, key, "good")
            texts = [LISTENS.format(n=n) for n in range(20)]
            both.append(Themed(services, question, one, write(world, one, texts)))
    for written, often in zip(both, (12, 6), strict=True):
        coded(written, {at: ["listened"] if at < often else [] for at in range(20)})
    with services.sessions.writing() as session:
        theme = next(it for it in themes_of(session, both[1].question) if it.key == "listened")
        rename(session, both[1].question, theme.id, "Heard", Doer(OFFICER, DURING))
        asked = [("11 to 17", both[0].question), ("8 to 11", both[1].question)]
        found = themes_by_band(session, asked, {})
    assert found.groups == ("11 to 17", "8 to 11")
    assert [one.text for one in found.bases] == ["20", "20"]
    assert [one.text for one in found.cells[0]] == ["12", "6"]
    assert found.shares[0] == ("60%", "30%")
    assert "Heard" not in found.names


def test_how_a_theme_sounds_is_summed_and_small_sums_are_hidden(services: Services) -> None:
    made = themed(services, [LISTENS.format(n=n) for n in range(20)])
    coded(made, {at: ["listened"] if at < 14 else ["kind"] for at in range(20)})
    with services.sessions.writing() as session:
        assert _felt(session, made, "listened") == ()  # no machine has read them
        for at, response_id in enumerate(made.responses):
            row = session.scalars(
                select(ThemeAnswer).where(ThemeAnswer.response_id == response_id)
            ).one()
            row.feeling = "positive" if at < 7 or at > 16 else "negative"
    with services.sessions.reading() as session:
        assert _felt(session, made, "listened") == (
            ("positive", "50%"), ("neutral", "0%"), ("negative", "50%"), ("mixed", "0%"),
        )  # fmt: skip
        # 3 of 6 and 3 of 6: what fewer than five felt is told of nobody.
        told = dict(_felt(session, made, "kind"))
    assert told["positive"] == told["negative"] == "not shown"


def _felt(session: Session, made: Themed, key: str) -> tuple[tuple[str, str], ...]:
    found = theme_summary(session, made.question.instrument_id, "good")
    assert found is not None
    theme = next(one for one in themes_of(session, made.question) if one.key == key)
    return next(one.feelings for one in found.lines if one.theme_id == theme.id)


def test_groups_without_anybody_are_an_empty_table() -> None:
    assert by_group([], {"A": []}, []).cells == ()


def test_sureness_is_told_in_counts_only_where_codings_bear_it_out() -> None:
    bands = [(0.0, 1, 4), (0.5, 26, 40)]
    assert how_sure(0.3, bands) == "Suggested by the machine"
    assert how_sure(0.7, bands).endswith(
        "about 60 of 100 like this were right on your own coding (26 of 40)"
    )
    assert how_sure(0.7, []) == "Suggested by the machine"


def test_two_coders_and_the_machine_are_compared(services: Services) -> None:
    texts = [LISTENS.format(n=n) if n % 2 else f"We played football, take {n}" for n in range(24)]
    made = themed(services, texts)
    plan = {at: ["listened"] if at % 2 else ["activities"] for at in range(24)}
    coded(made, plan)
    coded(made, {at: plan[at] if at else ["listened"] for at in range(12)}, by=SECOND)
    made.run()
    with services.sessions.reading() as session:
        found = coders_of(session, made.question)
    assert dict(found.counts) == {OFFICER: 24, SECOND: 12}
    (pair,) = found.pairs
    assert pair.answers == 12
    assert 0.8 < float(pair.kappa) < 1
    assert found.machine is not None
    assert found.machine.answers == 24
    assert sum(one.both for one in found.machine.themes) > 18


def test_a_file_of_coded_answers_says_who_decided_what(services: Services) -> None:
    made = themed(services)
    made.run()
    coded(made, {0: ["kind"]})
    with services.sessions.reading() as session:
        taken = coded_rows(session, services.keys, made.question, ANALYST)
        rows = [dict(zip(taken.header, row, strict=True)) for row in taken.rows]
    assert len(rows) == 12
    mine = [row for row in rows if row["decided by"] == OFFICER]
    assert [row[OFFICER] for row in mine] == [row["themes"] for row in mine] != [""]
    assert not set(made.responses) & {str(value) for row in rows for value in row.values()}

"""Can anybody work out a hidden count? An attacker tries, who does not know how we hide."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.privacy.small_numbers import (
    CANDIDATES,
    Cell,
    Mark,
    Shown,
    ShownRow,
    may_list_words,
    percent,
    suppress,
    suppress_each,
    suppress_table,
)

MOST = 400  # people: nobody asked more


def texts(counts: Sequence[int], *, sensitive: bool = False) -> list[str]:
    row = suppress([Cell(str(i), n) for i, n in enumerate(counts)], sensitive=sensitive)
    return [shown.text for shown in row.cells] + [row.total.text]


F, N = "fewer than 5", "not shown"


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([20, 30, 0], ["20", "30", "0", "50"]),
        ([87, 6, 2], ["87", N, F, "95"]),
        ([87, 5, 1, 2], ["87", "5", F, F, "95"]),
        ([40, 3, 0], ["40", F, F, "43"]),  # a 0 shelters the 3: nothing else need be hidden
        ([89, 3, 3], ["89", F, F, "95"]),
        ([89, 4, 2], ["89", F, F, "95"]),
        ([87, 4, 4], [N, F, F, "95"]),  # both are 4 unless a third one is hidden
        ([93, 1, 1], ["93", F, F, "95"]),  # 1 and 1, 2 and 0, or 0 and 2
        ([40, 30, 3], ["40", N, F, "73"]),
        # Whoever knows that the smallest go first knows that no hidden one is above 10.
        ([4, 10, 10, 12], [F, N, N, "12", "36"]),
        ([5, 1], [N, N, "6"]),  # no marks at all: they would tell
        ([2, 1, 0], [F, F, F, F]),
        ([4], [F, F]),
        ([0, 0], ["0", "0", "0"]),
        ([1234, 5], ["1,234", "5", "1,239"]),
    ],
)
def test_a_distribution_hides_small_counts_and_what_gives_them_away(
    counts: list[int], expected: list[str]
) -> None:
    assert texts(counts) == expected


def test_a_sensitive_item_hides_zero_with_the_same_mark_as_small() -> None:
    assert texts([30, 20, 3, 0], sensitive=True)[2:4] == [F, F]
    assert texts([50, 0, 0], sensitive=True)[1:3] == [F, F]
    assert texts([50, 0, 0], sensitive=True)[0] == N


def test_an_answer_never_on_offer_shows_its_zero() -> None:
    row = suppress([Cell("a", 12), Cell("b", 0, can_be=False), Cell("c", 8)], sensitive=True)
    assert [shown.text for shown in row.cells] == ["12", "0", "8"]


def test_many_choices_hide_who_ticked_and_who_did_not() -> None:
    row = suppress_each([Cell("a", 12), Cell("b", 3), Cell("c", 28), Cell("d", 0)], base=30)
    assert [shown.text for shown in row.cells] == ["12", F, N, "0"]
    assert row.by_label["a"].value == 12


def test_percentages_round_half_up_and_hide_with_their_count() -> None:
    whole = Shown(200, "200")
    assert percent(Shown(85, "85"), whole) == "43%"  # 42.5
    assert percent(Shown(None, F, Mark.SMALL), whole) == N
    assert percent(Shown(85, "85"), Shown(None, F, Mark.SMALL)) == N
    assert percent(Shown(0, "0"), Shown(0, "0")) == "no answers"


@pytest.mark.parametrize(("base", "may"), [(0, False), (9, False), (10, True)])
def test_words_are_listed_from_ten_people_on(base: int, may: bool) -> None:
    assert may_list_words(base) is may


def test_a_group_of_fewer_than_five_shows_nothing_not_even_its_zeros() -> None:
    table = suppress_table([[40, 2, 3], [30, 2, 0], [20, 30, 0]])
    assert [row[2].text for row in table.cells] == [F, F, F]
    assert table.column_totals[2].text == F


def knows(shown: Shown) -> range:
    """What the attacker knows of one count; more than is printed, where marks look alike."""
    if shown.value is not None:
        return range(shown.value, shown.value + 1)
    known = {Mark.SMALL: range(1, 5), Mark.FEW: range(5), Mark.EXTRA: range(5, MOST)}
    return known.get(shown.mark, range(MOST))


def candidates(ranges: Sequence[range], total: range) -> list[set[int]]:
    """Each count's values in any row of counts within the ranges that adds up."""
    found: list[set[int]] = []
    for at, own in enumerate(ranges):
        others = [one for i, one in enumerate(ranges) if i != at]
        low = sum(one.start for one in others)
        high = sum(one.stop - 1 for one in others)
        found.append({v for v in own if v + low <= total.stop - 1 and v + high >= total.start})
    return found


def row_holds(row: ShownRow) -> bool:
    reach = candidates([knows(one) for one in row.cells], knows(row.total))
    return all(
        len(values) >= CANDIDATES
        for one, values in zip(row.cells, reach, strict=True)
        if one.is_hidden
    )


SMALLISH = st.one_of(st.integers(0, 7), st.integers(0, 60))


@settings(max_examples=1500, deadline=None)
@given(st.lists(SMALLISH, min_size=2, max_size=8), st.booleans())
def test_no_total_reveals_a_hidden_count(counts: list[int], sensitive: bool) -> None:
    row = suppress([Cell(str(i), n) for i, n in enumerate(counts)], sensitive=sensitive)
    assert row_holds(row)
    for one, count in zip(row.cells, counts, strict=True):
        assert one.value in {None, count}
        assert one.value is None or not (1 <= count <= 4)
        assert one.mark is not Mark.SMALL or count <= 4
        assert one.mark is not Mark.EXTRA or count >= 5


def test_the_attacker_wins_where_only_the_small_ones_are_hidden() -> None:
    naive = ShownRow(
        ("a", "b"),
        (Shown(40, "40"), Shown(None, F, Mark.SMALL)),
        Shown(43, "43"),
    )
    assert not row_holds(naive)


def tables(
    ranges: list[list[range]], rows: list[range], columns: list[range], total: range
) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every table that fits what was printed, by plain enumeration row by row."""
    choices = [
        [row for row in itertools.product(*line) if sum(row) in whole]
        for line, whole in zip(ranges, rows, strict=True)
    ]
    for table in itertools.product(*choices):
        down = [sum(column) for column in zip(*table, strict=True)]
        if sum(down) in total and all(n in c for n, c in zip(down, columns, strict=True)):
            yield table


@settings(max_examples=250, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=3),
    st.booleans(),
)
def test_no_margin_of_a_table_reveals_a_hidden_count(
    counts: list[list[int]], sensitive: bool
) -> None:
    shown = suppress_table(counts, sensitive=sensitive)

    def told(one: Shown, count: int) -> range:
        """Values near the true one are enough: the possible ones have no gaps."""
        own = knows(one)
        return range(max(own.start, count - 4), min(own.stop, count + 5))

    ranges = [
        [told(*pair) for pair in zip(row, own, strict=True)]
        for row, own in zip(shown.cells, counts, strict=True)
    ]
    down = [sum(column) for column in zip(*counts, strict=True)]
    rows = [told(one, sum(row)) for one, row in zip(shown.row_totals, counts, strict=True)]
    columns = [told(*pair) for pair in zip(shown.column_totals, down, strict=True)]
    reach: dict[tuple[int, int], set[int]] = {}
    for table in tables(ranges, rows, columns, knows(shown.total)):
        for i, row in enumerate(table):
            for j, value in enumerate(row):
                reach.setdefault((i, j), set()).add(value)
            reach.setdefault((i, -1), set()).add(sum(row))
        for j, column in enumerate(zip(*table, strict=True)):
            reach.setdefault((-1, j), set()).add(sum(column))
    for i, line in enumerate(shown.cells):
        for j, one in enumerate(line):
            # A withheld count of 5 or more may follow from the margins; a small one never.
            if one.is_hidden and (one.mark is not Mark.WITHHELD or counts[i][j] < 5):
                assert len(reach[i, j]) >= CANDIDATES, (shown, reach)
    for i, one in enumerate(shown.row_totals):
        assert not one.is_hidden or len(reach[i, -1]) >= CANDIDATES, (shown, reach)
    for j, one in enumerate(shown.column_totals):
        assert not one.is_hidden or len(reach[-1, j]) >= CANDIDATES, (shown, reach)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(SMALLISH, min_size=width, max_size=width), min_size=1, max_size=6
        )
    ),
    st.booleans(),
)
def test_a_table_and_its_margins_alone_show_the_same(
    counts: list[list[int]], sensitive: bool
) -> None:
    table = suppress_table(counts, sensitive=sensitive)
    alone = suppress([Cell(str(i), sum(row)) for i, row in enumerate(counts)], sensitive=sensitive)
    assert table.row_totals == alone.cells
    assert table.total == alone.total
    for row, line in zip(counts, table.cells, strict=True):
        for count, one in zip(row, line, strict=True):
            assert one.value is None or not (1 <= count <= 4)

"""Does a chart fit its frame and say in words what it draws?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedback.privacy.small_numbers import Cell, suppress
from feedback.reports.charts import (
    BAR_MOST,
    HIDDEN_BAR,
    LINE_LETTERS,
    WIDTH,
    Told,
    bar_chart,
    drawn,
)

LABELS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=90)


def test_bars_are_shares_and_the_title_has_the_base() -> None:
    row = suppress([Cell("Yes", 75), Cell("No", 25)])
    chart = bar_chart("have_say", "Your say?", ["Yes", "No"], row)
    assert [bar.width for bar in chart.bars] == [round(BAR_MOST * 0.75), round(BAR_MOST * 0.25)]
    assert chart.title == "Your say? Answered by 100."
    assert chart.description == "Yes: 75% (75); No: 25% (25)."


@given(st.lists(st.tuples(LABELS, st.integers(0, 300)), min_size=1, max_size=9))
def test_no_bar_leaves_the_frame_or_lies_on_another(cells: list[tuple[str, int]]) -> None:
    labels = [label for label, _count in cells]
    row = suppress([Cell(label, count) for label, count in cells])
    chart = bar_chart("q", "Q?", labels, row)
    tops = [bar.top for bar in chart.bars]
    assert tops == sorted(set(tops))
    assert tops[-1] < chart.height
    assert all(0 <= bar.width <= BAR_MOST for bar in chart.bars)
    assert {bar.width for bar in chart.bars if bar.is_hidden} <= {HIDDEN_BAR}


def test_words_beside_the_longest_bar_are_not_cut_off() -> None:
    for words in ("100% (1)", "100% (of about 50)", "100% (about 12,345)"):
        one, two = drawn("q", "Q?", [Told("All", 1, words), Told("Half", 0.5, "50%")]).bars
        assert one.width + 8 + 8.5 * len(words) <= WIDTH  # 16 px sans-serif: 8.5 units a letter
        assert abs(two.width - one.width / 2) <= 1


def test_a_long_label_is_cut_after_two_lines() -> None:
    row = suppress([Cell("x", 10)])
    (bar,) = bar_chart("q", "Q?", ["a long answer " * 12], row).bars
    assert len(bar.label_lines) == 2
    assert bar.label_lines[-1].endswith("…")
    assert all(len(line) <= LINE_LETTERS + 2 for line in bar.label_lines)

"""Is a table whose parts do not add up told apart from one whose parts do?"""

from __future__ import annotations

import pytest

from feedback.reports.yearly.sums import wrong_sums


@pytest.mark.parametrize(
    ("header", "rows", "wrong"),
    [
        # The report's own: 136 individual and 140 reviewed, "248 total discussions".
        (("", "Discussions"), (("Individual", "136"), ("Reviewed", "140"), ("Total", "248")),
         ["Discussions: the parts add up to 276, and “Total” says 248."]),
        (("", "Discussions"), (("Individual", "108"), ("Reviewed", "140"), ("Total", "248")), []),
        (("", "A", "B", "Total"), (("North", "1,000", "2", "1,003"),),
         ["North: the parts add up to 1,002, and “Total” says 1,003."]),
        (("", "Share"), (("Yes", "74.9%"), ("No", "5.3%"), ("Other", "19.8%"), ("All", "100%")),
         []),
        # What is hidden cannot be checked, and nothing is said of it.
        (("", "People"), (("Yes", "fewer than 5"), ("No", "12"), ("Total", "15")), []),
        (("", "Outstanding"), (("Start", "24"), ("New", "12")), []),
    ],
)  # fmt: skip
def test_a_wrong_sum_is_told_and_a_right_one_is_not(
    header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], wrong: list[str]
) -> None:
    assert list(wrong_sums(header, rows)) == wrong

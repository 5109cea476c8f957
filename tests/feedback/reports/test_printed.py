"""Is a published table kept as it was printed, and is it marked where it does not add up?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from feedback.collection.csv_file import SheetUnread
from feedback.reports.printed import Printed, gap, oddities, read_table

# The partnership's own report prints these (report-figures 5.1 and 5.3).
MASH = "label,value\nno further action,74.9%\nassessment,5.3%\nother,19.8%\n"
MARKS = "group,label,value\n{who},probable,{one}\n{who},possible,{two}\n{who},total,{total}\n"
SUBSTANCES = "Area,What,Percent,n\nNorth,Vapes,5.3%,1316\nNorth,Alcohol,17%,1316\nSouth,Other,0%,\n"
DISCRIMINATION = "group,label,value\nPortsmouth,{what},{ours}%\nHIPS,{what},{theirs}%\n"


def odd(text: str, *, adds_up: bool = False) -> tuple[str, ...]:
    return oddities(read_table(text.encode()), adds_up=adds_up)


def test_the_digits_stay_as_they_were_printed() -> None:
    cells = read_table(SUBSTANCES.encode())
    assert [(one.group, one.label, one.digits, one.unit, one.base) for one in cells] == [
        ("North", "Vapes", "5.3", "percent", 1316),
        ("North", "Alcohol", "17", "percent", 1316),
        ("South", "Other", "0", "percent", None),
    ]


def test_shares_of_one_whole_add_up_or_are_marked() -> None:
    assert odd(MASH, adds_up=True) == ()
    assert odd(MASH.replace("19.8", "19.1"), adds_up=True) == (
        "74.9% + 5.3% + 19.1% = 99.3%, not 100%.",
    )
    assert odd(SUBSTANCES) == ()  # shares of several things are no parts of one whole


@pytest.mark.parametrize(
    ("one", "two", "total", "odds"),
    [
        (2, 12, 14, ()),  # F33
        (136, 140, 248, ("MET: 136 + 140 = 276, not 248.",)),  # F27
        (1, 2, 3, ()),
    ],
)
def test_parts_are_held_against_their_total(
    one: int, two: int, total: int, odds: tuple[str, ...]
) -> None:
    assert odd(MARKS.format(who="MET", one=one, two=two, total=total)) == odds


def test_rounding_alone_is_no_fault() -> None:
    thirds = "label,value\na,33.3%\nb,33.3%\nc,33.3%\n"
    assert odd(thirds, adds_up=True) == ()
    assert odd(thirds.replace("33.3", "33.2"), adds_up=True) != ()


def test_no_share_is_above_a_hundred() -> None:
    assert odd("label,value\na,101.2%\n") == ("“a” is 101.2%: no share is above 100%.",)


@pytest.mark.parametrize(
    ("ours", "theirs", "points"),
    [("29.62", "23.94", "5.68"), ("22.16", "20.84", "1.32"), ("13.58", "13.90", "-0.32"),
     ("12.80", "14.95", "-2.15"), ("14.58", "11.34", "3.24")],
)  # fmt: skip
def test_a_gap_is_told_in_points(ours: str, theirs: str, points: str) -> None:
    one, other = read_table(DISCRIMINATION.format(what="x", ours=ours, theirs=theirs).encode())
    assert gap(one, other) == Decimal(points)
    assert gap(one, Printed("", "people", "3", Decimal(3), "people", None)) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("label,value\na,many\n", "Line 2: “many” is not a number."),
        ("label,value,base\na,5%,-3\n", "Line 2: the base “-3” is not"),
        ("label,value\na,NaN\n", "not a number to keep"),
        ("label,value\na,1e99\n", "not a number to keep"),
        ("what a mess", "must name the columns"),
        ("", "is empty"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(text: str, said: str) -> None:
    with pytest.raises(SheetUnread, match=said.replace("(", r"\(")):
        read_table(text.encode())

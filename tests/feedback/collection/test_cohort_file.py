"""Does a council's cohort file come in as written, with every bad line named?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.collection.cohort_file import ROWS_MOST, known, read_cohort
from feedback.collection.csv_file import BYTES_MOST

HEAD = "reference,cohort,team,name,email,hold"
GOOD = f"{HEAD}\nA1,CIN,North,Zoë O’Hara,zoe@family.example,\nA2,Child Protection,South,,,\n"


@pytest.mark.parametrize(
    "raw",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("cp1252"),
        GOOD.encode("utf-16"),
        GOOD.replace(",", ";").encode("cp1252"),
        GOOD.replace(",", "\t").encode(),
        ("sep=;\r\n" + GOOD.replace(",", ";").replace("\n", "\r\n")).encode(),
        ("\r\n\r\n" + GOOD).encode(),
    ],
    ids=["utf-8", "mark", "cp1252", "utf-16", "semicolon", "tab", "excel-sep", "blank-lines"],
)
def test_letters_and_separators_do_not_matter(raw: bytes) -> None:
    told = read_cohort(raw)
    assert told.unread == ""
    assert [row.cells["name"] for row in told.good] == ["Zoë O’Hara", ""]
    assert [known(row.cells)["cohort"] for row in told.good] == ["CIN", "CP"]
    assert not told.bad


def test_headings_are_forgiven_and_unknown_ones_named() -> None:
    told = read_cohort(b"Case ID;Plan type;E-mail address;Shoe size\nA1;LAC;a@b.example;4\n")
    assert known(told.good[0].cells)["cohort"] == "CLA"
    assert told.good[0].cells["email"] == "a@b.example"
    assert told.ignored == ("Shoe size",)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",CIN,,,,", "There is no reference."),
        ("A1,XYZ,,,,", "The cohort is not one of"),
        ("A1,CIN,,,zoe@,", "The e-mail address is not complete."),
        ("A1,CIN,,,,perhaps", "The hold is not one of"),
        (f"A1,CIN,{'x' * 400},,,", "A cell has more than 300 letters."),
    ],
)
def test_each_bad_line_is_named_with_its_reason(line: str, words: str) -> None:
    told = read_cohort(f"{HEAD}\nB1,CIN,,,,\n{line}\n".encode())
    assert [row.line for row in told.good] == [2]
    (bad,) = told.bad
    assert bad.line == 3
    assert any(problem.startswith(words) for problem in bad.problems)


def test_a_reference_given_twice_is_named_with_its_first_line() -> None:
    told = read_cohort(f"{HEAD}\nA1,CIN,,,,\na1 ,CP,,,,\n".encode())
    assert told.bad[0].problems == ("This reference is on line 2 already.",)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04rest", "This is an Excel file."),
        (b"name,age\nZoe,7\n", "The first line must name the columns"),
        (HEAD.encode() + b"\n", "There are no people in the file"),
        (b"x" * (BYTES_MOST + 1), "The file is larger than 5 MB."),
        (f"{HEAD}\n".encode() + b"A,CIN,,,,\n" * (ROWS_MOST + 1), "The file has more than 20,000"),
        (f'{HEAD}\nA1,"CIN'.encode() + b"x" * 200_000, "A quotation mark is opened"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(raw: bytes, words: str) -> None:
    assert read_cohort(raw).unread.startswith(words)


@given(st.binary(max_size=400), st.sampled_from([b"", HEAD.encode() + b"\n"]))
def test_no_bytes_break_the_reader(raw: bytes, head: bytes) -> None:
    told = read_cohort(head + raw)
    assert told.unread or told.rows
    for row in told.good:
        assert known(row.cells)["reference"]

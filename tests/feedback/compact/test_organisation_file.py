"""Does a list of organisations say who can be asked, and name what is wrong with the others?"""

from __future__ import annotations

import pytest

from feedback.compact.cycles import Asked, organisation_key
from feedback.compact.organisation_file import packed, read_organisations, unpacked

LIST = """Name,Sector,Form,E-mail
Invented School,School,,office@school.example
Invented Nursery,Early years,,
Invented Group,Voluntary,Statutory,chair@group.example
"""


def test_sector_and_form_are_known_however_they_are_written() -> None:
    told = read_organisations(LIST.encode())
    assert [line.asked for line in told.good] == [
        Asked("Invented School", "education", "education", "office@school.example"),
        Asked("Invented Nursery", "early_years", "education", ""),
        Asked("Invented Group", "voluntary", "statutory", "chair@group.example"),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",Health,,", "There is no name of an organisation."),
        (f"{'x' * 81},Health,,", "more than 80 letters"),
        ("A,Moon,,", "The sector is not one of"),
        ("A,,,", "The sector is not one of"),
        ("A,Health,Moon,", "The form is not one of"),
        ("A,Health,,office@", "not complete"),
        ("invented SCHOOL.,Health,,", "It is on line 2 already."),
        ("Already There,Health,,", "It is asked already."),
    ],
)
def test_a_bad_line_is_named_with_its_reason(line: str, problem: str) -> None:
    there = {organisation_key("Already there")}
    told = read_organisations(f"{LIST}{line}\n".encode(), there)
    (bad,) = told.bad
    assert bad.number == 5
    assert problem in " ".join(bad.problems)
    assert len(told.good) == 3


def test_a_list_without_its_columns_is_not_read() -> None:
    assert "organisation" in read_organisations(b"a,b\n1,2\n").unread


def test_lines_come_back_from_the_preview_as_they_were() -> None:
    told = read_organisations(LIST.encode())
    assert unpacked(packed(told.lines)) == told.lines


@pytest.mark.parametrize("text", ["{}", "[]", '[["x"]]', '[[1,"a","b","c",5]]', "nonsense"])
def test_what_is_no_list_of_lines_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own or ours, both are refused alike
        unpacked(text)

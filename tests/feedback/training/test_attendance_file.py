"""Is a booking system's list read whatever it looks like, and is each bad line named?"""

from __future__ import annotations

import pytest

from feedback.collection.csv_file import BYTES_MOST
from feedback.training.attendance_file import ROWS_MOST, SECTORS, judge, read_attendance, sector_of
from tests.feedback.training.world import HEADINGS, listed


def test_a_clean_list_is_read() -> None:
    told = read_attendance(listed(3))
    assert [line.is_good for line in told.lines] == [True] * 3
    assert [sector_of(line.cells) for line in told.good] == ["education"] * 3
    assert told.lines[0].number == 2


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",Ada,,Health,Yes", "There is no e-mail address, no mobile and no booking reference."),
        ("B1,Ada,ada@,Health,Yes", "The e-mail address is not complete."),
        ("B1,Ada,ada@nhs.example,Helth,Yes", "The sector is not one of Education, Early years"),
        ("B1,Ada,ada@nhs.example,Health,No", "Did not come."),
        ("B1,Ada,ada@nhs.example,Health,DNA", "Did not come."),
        ("B1,Ada,ada@nhs.example,Health,maybe", "“Attended” is not yes or no."),
        (f"B1,{'a' * 301},ada@nhs.example,Health,Yes", "A cell has more than 300 letters."),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_stay(line: str, problem: str) -> None:
    told = read_attendance(f"{HEADINGS}\n{line}\nB9,Bo,bo@nhs.example,NHS,\n".encode())
    assert [(one.number, one.is_good) for one in told.lines] == [(2, False), (3, True)]
    assert told.bad[0].problems[0].startswith(problem)


def test_a_person_counts_once_however_the_address_is_written() -> None:
    text = f"{HEADINGS}\nB1,Ada,Ada@NHS.example,Health,Yes\nB2,Ada,ada@nhs.example,Health,Yes\n"
    told = read_attendance(text.encode())
    assert told.bad[0].problems == ("This person is on line 2 already.",)


def test_a_line_with_all_its_problems() -> None:
    (line,) = judge([(7, {"email": "x@", "sector": "Moon", "attended": "perhaps"})])
    assert len(line.problems) == 3


@pytest.mark.parametrize(
    ("raw", "unread"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04xx", "This is an Excel file."),
        (b'a,"b\n', "The first line must name the columns"),
        (b"Name,Sector\nAda,Health\n", "The first line must name the columns"),
        (HEADINGS.encode() + b"\n\n", "There is nobody in the file"),
        (b"x" * (BYTES_MOST + 1), "The file is larger than 5 MB."),
        (listed(ROWS_MOST + 1), "The file has more than 2,000 lines."),
    ],
    ids=["empty", "excel", "quote", "no-columns", "nobody", "large", "long"],
)
def test_what_cannot_be_read_says_why(raw: bytes, unread: str) -> None:
    assert read_attendance(raw).unread.startswith(unread)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_any_programs_file_is_read(encoding: str, comma: str) -> None:
    text = f"{HEADINGS}\nB1,Zoë,zoe@school.example,Early years,attended\n".replace(",", comma)
    (line,) = read_attendance(text.encode(encoding)).lines
    assert line.is_good
    assert line.cells["name"] == "Zoë"
    assert sector_of(line.cells) == "early_years"


def test_a_sector_that_is_not_said_is_no_fault_and_unknown_columns_are_told() -> None:
    told = read_attendance(b"Email,Diet,Shoe size\nada@nhs.example,vegan,39\n")
    assert sector_of(told.good[0].cells) == ""
    assert told.ignored == ("Diet", "Shoe size")
    assert "" in SECTORS

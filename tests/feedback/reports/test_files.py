"""Can a cell of a download turn into a formula, or lose letters?"""

from __future__ import annotations

import csv
import io
import unicodedata
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.reports.cells import Value, could_run, for_csv, in_parts, marked
from feedback.reports.files import csv_chunks, write_xlsx

NASTY = [
    "=1+1",
    "+44 7700 900000",
    "-2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    "  =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u00a0\u2060=1+1",
    "\x00=1+1",
    "\x1f@x",
    "＝1+1",  # noqa: RUF001 - full-width on purpose
    "＋1",  # noqa: RUF001
    "－1",  # noqa: RUF001
    "＠x",  # noqa: RUF001
    "−1",  # noqa: RUF001 - a minus sign
    "\u0301=1",
    "\u202e=1+1",
    '=HYPERLINK("http://x")',
    "=cmd|' /C calc'!A0",
]
PLAIN = ["She helped", "I said = no", "a-b", "", "5", "😀 great", "שלום", "'quoted", '"', "{=1}"]


@pytest.mark.parametrize("text", NASTY)
def test_what_might_run_begins_with_an_apostrophe(text: str) -> None:
    assert could_run(text)
    assert for_csv(text).startswith("'")


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_stay_as_they_were_written(text: str) -> None:
    assert for_csv(text) == text


def test_numbers_are_numbers() -> None:
    assert [for_csv(one) for one in (-3, Decimal("-2.50"), None)] == ["-3", "-2.50", ""]


def test_control_characters_are_marked() -> None:
    assert marked("a\x00b\x07c\x85d\ud800\ufffe") == "a␀b␇c\x85d\ufffd\ufffd"
    assert marked("one\r\ntwo\rthree\tfour") == "one\ntwo\nthree\tfour"


def first_letter(text: str) -> str:
    """What is left in front when a program drops blanks and what cannot be seen."""
    seen = [one for one in text if unicodedata.category(one)[0] not in "ZC"]
    return unicodedata.normalize("NFKC", seen[0])[:1] if seen else ""


LETTERS = st.characters(codec="utf-8") | st.sampled_from("=+-@\t\r\n \u200b\ufeff＝＋－＠'")  # noqa: RUF001


@settings(max_examples=2000, deadline=None)
@given(st.text(LETTERS, max_size=12))
def test_no_text_at_all_reads_back_as_a_formula_from_csv(text: str) -> None:
    data = b"".join(csv_chunks(["a", "b"], [[text, "end"]])).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert len(rows) == 2
    cell, end = rows[1]
    assert end == "end"
    assert first_letter(cell) not in set("=+-@")
    assert cell[:1] not in {"\t", "\r", "\n"}


def test_a_csv_file_says_that_it_is_utf_8_and_flows(tmp_path: Path) -> None:
    chunks = list(csv_chunks(["ask"], ([f"{n} " + "x" * 1000] for n in range(500))))
    assert chunks[0].startswith(b"\xef\xbb\xbf")
    assert len(chunks) > 3
    assert max(map(len, chunks)) < 100_000


def opened(path: Path, sheet: str = "Answers") -> list[list[object]]:
    book = openpyxl.load_workbook(path)
    for each in book.worksheets:
        for row in each.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_an_excel_file_holds_texts_as_texts(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    rows: list[list[Value]] = [[text, n] for n, text in enumerate([*NASTY, *PLAIN])]
    rows.append(["http://example.org", Decimal("2.5")])
    assert write_xlsx(path, ["text", "n"], rows, sheet="Answers") == len(rows)
    found = opened(path)
    assert found[0] == ["text", "n"]
    assert [row[0] or "" for row in found[1:]] == [marked(str(row[0])) for row in rows]
    assert found[-1][1] == 2.5
    assert list(tmp_path.iterdir()) == [path]


def test_a_cell_that_might_run_stays_a_text_when_it_is_edited(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, ["text"], [["=1+1"], ["fine"]], sheet="Answers")
    sheet = openpyxl.load_workbook(path)["Answers"]
    assert [sheet[f"A{row}"].quotePrefix for row in (2, 3)] == [True, False]


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.text(LETTERS, min_size=1, max_size=20), min_size=1, max_size=30))
def test_no_text_at_all_is_a_formula_in_excel(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str]
) -> None:
    path = tmp_path_factory.mktemp("xlsx") / "out.xlsx"
    write_xlsx(path, ["text"], [[row] for row in rows], sheet="Answers")
    assert [row[0] for row in opened(path)[1:]] == [marked(row) for row in rows]


def test_a_text_too_long_for_a_cell_goes_on_in_its_own_sheet(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    long = "😀=1+1 " * 12_000
    write_xlsx(path, ["text"], [["short"], [long]], sheet="Answers")
    assert opened(path)[2] == ["(too long for a cell: see “Long texts”, row 3)"]
    parts = opened(path, "Long texts")[1:]
    assert {(row[0], row[1]) for row in parts} == {(3, "text")}
    assert "".join(str(row[3]) for row in parts) == long
    assert [row[2] for row in parts] == list(range(1, len(parts) + 1))


def test_parts_count_letters_as_excel_does() -> None:
    assert all(len(part.encode("utf-16-le")) <= 2 * 32_767 for part in in_parts("😀" * 40_000))


def test_a_file_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def rows() -> object:
        yield ["one"]
        raise RuntimeError("the store went away")

    with pytest.raises(RuntimeError):
        write_xlsx(tmp_path / "out.xlsx", ["text"], rows(), sheet="Answers")  # type: ignore[arg-type]  # a raising part
    assert list(tmp_path.iterdir()) == []

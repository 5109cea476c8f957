"""How does a table become a CSV or an Excel file that is whole or not there at all?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from feedback.reports.cells import Value, could_run, csv_row, fits, for_csv, in_parts, marked
from feedback.whole_file import whole_file

BYTE_ORDER_MARK = "\ufeff"  # Excel takes a CSV file without it for Windows-1252
CHUNK = 64 * 1024  # letters
SHORT, SHORT_MOST = 80, 5_000  # letters of a text that is remembered while a file is written; texts
LONG_TEXTS = "Long texts"
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """A CSV file in UTF-8 with a byte-order mark, piece by piece; memory stays flat."""
    held = io.StringIO()
    held.write(BYTE_ORDER_MARK)
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(csv_row(header))
    safe = _Safe()
    for row in rows:
        writer.writerow([safe[one] if type(one) is str else for_csv(one) for one in row])
        if held.tell() >= CHUNK:
            yield held.getvalue().encode()
            held.seek(0)
            held.truncate()
    yield held.getvalue().encode()


class _Safe(dict[str, str]):
    """Short texts as they stand in a CSV file: labels come again a hundred thousand times."""

    def __missing__(self, text: str) -> str:
        made = for_csv(text)
        if len(text) <= SHORT and len(self) < SHORT_MOST:
            self[text] = made
        return made


def write_xlsx(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str
) -> int:
    """Write an Excel file to `path`, how many rows it has beside the header.

    Every text is a text: none can be a formula or a link, also not when somebody edits the cell.
    A text too long for a cell goes on in the sheet "Long texts". The file appears under its name
    only when it is whole and on the disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with whole_file(path) as part:
        return _Book(part, header, sheet).write(rows)


class _Book:
    """An Excel file while it is written, from top to bottom."""

    def __init__(self, path: Path, header: Sequence[str], sheet: str) -> None:
        # Its own working files hold the words too: beside the file, not in everybody's /tmp.
        self._book: Any = xlsxwriter.Workbook(str(path), OPTIONS | {"tmpdir": str(path.parent)})
        self._kept = self._book.add_format({"quote_prefix": True})
        bold = self._book.add_format({"bold": True})
        self._main: Any = self._book.add_worksheet(sheet)
        self._long: Any = None
        self._long_rows = 0
        self._bold = bold
        self._header = header
        for column, name in enumerate(header):
            self._text(self._main, 0, column, name, bold)
        self._main.freeze_panes(1, 0)

    def write(self, rows: Iterable[Sequence[Value]]) -> int:
        count = 0
        try:
            for count, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    self._cell(count, column, value)
        finally:
            self._book.close()
        return count

    def _cell(self, row: int, column: int, value: Value) -> None:
        if value is None or value == "":
            return
        if not isinstance(value, str):
            self._main.write_number(row, column, value)
            return
        text = marked(value)
        if fits(text):
            self._text(self._main, row, column, text)
            return
        told = f"(too long for a cell: see “{LONG_TEXTS}”, row {row + 1})"
        self._text(self._main, row, column, told)
        if self._long is None:
            self._long = self._book.add_worksheet(LONG_TEXTS)
            for place, name in enumerate(("row", "column", "part", "text")):
                self._text(self._long, 0, place, name, self._bold)
        for number, part in enumerate(in_parts(text), 1):
            self._long_rows += 1
            self._long.write_number(self._long_rows, 0, row + 1)
            self._text(self._long, self._long_rows, 1, self._header[column])
            self._long.write_number(self._long_rows, 2, number)
            self._text(self._long, self._long_rows, 3, part)

    def _text(self, sheet: Any, row: int, column: int, text: str, look: Any = None) -> None:
        # quote_prefix keeps a text a text when somebody opens the cell and presses Enter.
        sheet.write_string(row, column, marked(text), look or self._look(text))

    def _look(self, text: str) -> Any:
        return self._kept if could_run(text) else None

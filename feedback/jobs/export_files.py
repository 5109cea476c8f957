"""How is one file of answers made, whole or not at all, and how are its rows counted again?"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from feedback.reports.cells import Value, marked
from feedback.reports.codebooks import codebook_html, codebook_json
from feedback.reports.errands import CODEBOOKS
from feedback.reports.files import csv_chunks, write_xlsx
from feedback.reports.merging import FIRST, Merged
from feedback.reports.variables import MISSING
from feedback.sealing.keystore import OpenKey
from feedback.sealing.sealed_file import read_sealed, write_sealed

CHUNK = 256 * 1024  # bytes
SHEETS = frozenset({"csv", "xlsx"})
SECONDS_MOST = 600  # a child that takes longer is stopped


class RowsMissing(Exception):  # noqa: N818 - a story
    """The file does not have the rows it should have; it is thrown away."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of one table; its rows are read as they are taken."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
    count: int


def make_file(path: Path, key: OpenKey, ending: str, title: str, merged: Merged) -> int:
    """Write the sealed file to `path`; its size in bytes. Raises RowsMissing."""
    if ending in SHEETS:
        table = Table("Answers", merged.header, merged.rows, merged.count)
        return make_table(path, key, ending, table)
    if ending in CODEBOOKS:
        book = codebook_json if ending == "json" else codebook_html
        return write_sealed(path, key, [book(title, merged)])
    return _seal_plain(path, key, ending, merged.count, lambda plain: write_sav(plain, merged))


def make_table(path: Path, key: OpenKey, ending: str, table: Table) -> int:
    """Write the sealed file, CSV or Excel; its size in bytes. Raises RowsMissing."""
    if ending == "csv":
        size = write_sealed(path, key, csv_chunks(table.header, table.rows))
        _verify(count_csv(read_sealed(path, key)), table.count, path)
        return size

    def write(plain: Path) -> int:
        write_xlsx(plain, table.header, table.rows, sheet=table.name)
        return count_xlsx(plain)

    return _seal_plain(path, key, ending, table.count, write)


def _seal_plain(
    path: Path, key: OpenKey, ending: str, count: int, write: Callable[[Path], int]
) -> int:
    """Seal a file that cannot be written piece by piece; the plain one is gone afterwards."""
    plain = path.with_suffix(f".{ending}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        _verify(write(plain), count, plain)
        return write_sealed(path, key, _pieces(plain))
    finally:
        plain.unlink(missing_ok=True)


def count_csv(chunks: Iterable[bytes]) -> int:
    """The rows beside the header of a CSV file, read as any program would."""
    letters = codecs.iterdecode(chunks, "utf-8-sig")
    lines = (line for text in _whole_lines(letters) for line in io.StringIO(text, newline=""))
    return sum(1 for _row in csv.reader(lines)) - 1


def count_xlsx(path: Path) -> int:
    """The rows beside the header of an Excel file's first sheet."""
    found, before = 0, b""
    with zipfile.ZipFile(path) as book, book.open("xl/worksheets/sheet1.xml") as sheet:
        while piece := sheet.read(CHUNK):
            found += len(re.findall(rb"<row ", before + piece))
            before = (before + piece)[-4:]
    return found - 1


def write_sav(path: Path, merged: Merged) -> int:
    """Write an SPSS file in a child process; the rows it says it has."""
    command = [sys.executable, "-m", "feedback.jobs.spss_file", str(path)]
    with subprocess.Popen(  # noqa: S603 - our own module and a path of ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as child:
        into, out = child.stdin, child.stdout
        if into is None or out is None:
            raise RowsMissing("the SPSS file could not be written")
        for line in sav_lines(merged):
            into.write(f"{line}\n")
        into.close()
        told = out.read()
        if child.wait(SECONDS_MOST) != 0:
            raise RowsMissing("the SPSS file could not be written")
    return int(told)


def sav_lines(merged: Merged) -> Iterator[str]:
    """The columns, then each row: numbers for choices and for why there is none, else texts."""
    texts = [True, True, True]  # round, cohort and team
    columns: list[dict[str, object]] = [{"name": "row", "label": "Row", "is_text": False,
                                         "values": {}, "missing": []}]  # fmt: skip
    columns += [{"name": name, "label": name.title(), "is_text": True} for name in FIRST[1:]]
    for name, one in zip(merged.names[len(FIRST) :], merged.variables, strict=True):
        is_text = one.kind in {"words", "day"}
        texts.append(is_text)
        values = {str(number): label for label, number in one.numbers.items()} | {
            str(number): words for number, words in MISSING.items()
        }
        columns.append({"name": name, "label": one.label, "is_text": is_text, "values": values,
                        "missing": sorted(MISSING)})  # fmt: skip
    yield json.dumps(columns)
    for row in merged.rows:
        cells: list[object] = [row[0]]
        for at, cell in enumerate(row[1:]):
            if texts[at]:
                cells.append(None if cell is None else marked(str(cell)))
            else:
                cells.append(_number(merged.variables[at - 3].number_of(cell)))
        yield json.dumps(cells)


def _number(value: Value) -> float | int | None:
    return float(value) if isinstance(value, Decimal) else value if isinstance(value, int) else None


def _verify(written: int, count: int, path: Path) -> None:
    if written != count:
        path.unlink(missing_ok=True)
        raise RowsMissing(f"{written} rows were written, {count} should be")


def _whole_lines(letters: Iterable[str]) -> Iterator[str]:
    held = ""
    for text in letters:
        held += text
        end = held.rfind("\r\n") + 2
        if end > 1:
            yield held[:end]
            held = held[end:]
    yield held


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as plain:
        while piece := plain.read(CHUNK):
            yield piece

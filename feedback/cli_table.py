"""How does a command read a CSV file and write another, whole or not at all?"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from feedback.whole_file import whole_file

DONE, FINDINGS, WRONG_USE = 0, 1, 2
_FIELD_MOST = 10_000_000  # letters in one cell; csv's own 131,072 would stop a long answer


class WrongUse(Exception):  # noqa: N818 - a story
    """The caller gave something unusable; the text says what, never a cell's words."""


def read_table(
    source: Path, *columns: str, added: Sequence[str] = ()
) -> tuple[list[str], list[list[str]]]:
    """Header and rows, each row as long as the header. Raises WrongUse, OSError, csv.Error.

    `columns` must be there; `added` must not, for they are what the command writes.
    """
    csv.field_size_limit(_FIELD_MOST)
    with source.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    if table and len(table[0]) > 1:
        table = [row for row in table if row]  # in a file of one column an empty line is a text
    if not table or not table[0]:
        raise WrongUse("the file is empty")
    header, rows = table[0], table[1:]
    for column in columns:
        if column not in header:
            raise WrongUse(f"no column {column}; there are: {', '.join(header)}")
    taken = [name for name in added if name in header]
    if taken:
        raise WrongUse(f"the file already has a column {', '.join(taken)}")
    for number, row in enumerate(rows, start=2):
        if len(row) > len(header):
            raise WrongUse(f"row {number} has more cells than the header")
        row.extend([""] * (len(header) - len(row)))
    return header, rows


def write_table(out: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write beside OUT and rename, so that a reader never sees half a file."""
    with _whole_or_not(out) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_text(out: Path, text: str) -> None:
    """Write a text as `write_table` writes a table."""
    with _whole_or_not(out) as file:
        file.write(text)


def write_bytes(out: Path, content: bytes, *, over: bool) -> None:
    """Write a file whole or not at all. Without `over` raises FileExistsError where one is."""
    with whole_file(out, over=over) as part:
        part.write_bytes(content)


@contextmanager
def _whole_or_not(out: Path) -> Iterator[TextIO]:
    with whole_file(out) as part, part.open("w", encoding="utf-8", newline="") as file:
        yield file


def told(name: str, work: Callable[[], int]) -> int:
    """Run a command's work; what goes wrong is said on standard error, without anybody's words."""
    try:
        return work()
    except WrongUse as error:
        sys.stderr.write(f"feedback {name}: {error}\n")
    except OSError as error:
        sys.stderr.write(f"feedback {name}: {error.strerror}: {error.filename}\n")
    except (UnicodeDecodeError, csv.Error):
        sys.stderr.write(f"feedback {name}: the file is not a UTF-8 CSV file\n")
    return WRONG_USE

"""How are rows written as an SPSS file? In a process of its own: it needs memory, and pandas.

Standard input: one line of JSON that describes the columns, then a line of JSON a row. Standard
output: how many rows the written file says it has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import pandas as pd
import pyreadstat

PART = 8000  # letters; four bytes each at most, and SPSS holds 32,767 bytes in a cell


def write(lines: Iterable[str], path: str) -> int:
    """Write the file; the number of rows it says it has when it is read again."""
    taken = iter(lines)
    columns: list[dict[str, Any]] = json.loads(next(taken))
    cells: list[list[Any]] = [[] for _ in columns]
    for line in taken:
        for own, cell in zip(cells, json.loads(line), strict=True):
            own.append(cell)
    frame: dict[str, Any] = {}
    labels: dict[str, str | None] = {}
    values: dict[str, dict[int | float, str]] = {}
    missing: dict[str, list[Any]] = {}
    for column, own in zip(columns, cells, strict=True):
        name = column["name"]
        if column["is_text"]:
            for part, texts in enumerate(_parts(own), 1):
                place = name if part == 1 else f"{name[:60]}_p{part}"
                frame[place] = texts
                labels[place] = column["label"] if part == 1 else f"{column['label']} (goes on)"
            continue
        frame[name] = pd.array(own, dtype="Float64").to_numpy(dtype=float, na_value=float("nan"))
        labels[name] = column["label"]
        if column["values"]:
            values[name] = {int(number): words for number, words in column["values"].items()}
        missing[name] = column["missing"]
    pyreadstat.write_sav(
        pd.DataFrame(frame), path, column_labels=labels, variable_value_labels=values,
        missing_ranges=missing, row_compress=True,
    )  # fmt: skip
    _nothing, about = pyreadstat.read_sav(path, metadataonly=True)
    return int(about.number_rows or 0)


def _parts(texts: list[str | None]) -> list[list[str]]:
    """The texts in as many columns as the longest of them needs."""
    cut = [_cut(text or "") for text in texts]
    count = max(1, max((len(own) for own in cut), default=1))
    return [[own[part] if part < len(own) else "" for own in cut] for part in range(count)]


def _cut(text: str) -> list[str]:
    """Pieces that do not end with a blank, which SPSS would drop; blanks alone stay together."""
    pieces = []
    while len(text) > PART:
        end = len(text[:PART].rstrip()) or PART
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a real file here
    print(write(sys.stdin, sys.argv[1]))  # noqa: T201 - the parent reads it

"""How does a cohort file travel from the preview back to us? In the form, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from feedback.collection.cohort_file import COLUMNS, ROWS_MOST, Row, judge

MENDED_MOST = 50  # bad lines put on screen at a time: more would be too many fields for one form


def packed(rows: Sequence[Row]) -> str:
    """All lines as one text for a hidden field."""
    lines = [[row.line, *(row.cells.get(name, "") for name in COLUMNS)] for row in rows]
    return json.dumps(lines, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> list[tuple[int, dict[str, str]]]:
    """The lines of `packed`. Raises ValueError for anything else."""
    lines = json.loads(text)
    if not isinstance(lines, list) or len(lines) > ROWS_MOST:
        raise ValueError("not the lines of a cohort")
    return [_line(one) for one in lines]


def mended(
    written: Sequence[tuple[int, Mapping[str, str]]], form: Mapping[str, str]
) -> tuple[tuple[Row, ...], frozenset[int]]:
    """The lines with the cells changed on screen, judged again; and which lines were changed."""
    changed: set[int] = set()
    lines: list[tuple[int, Mapping[str, str]]] = []
    for line, cells in written:
        typed = {
            name: form[f"line-{line}-{name}"].strip()
            for name in COLUMNS
            if f"line-{line}-{name}" in form
        }
        if any(cells.get(name, "") != value for name, value in typed.items()):
            changed.add(line)
        lines.append((line, {**cells, **typed}))
    return judge(lines), frozenset(changed)


def _line(one: object) -> tuple[int, dict[str, str]]:
    if not isinstance(one, list) or len(one) != len(COLUMNS) + 1 or not isinstance(one[0], int):
        raise ValueError("not a line of a cohort")
    if not all(isinstance(cell, str) for cell in one[1:]):
        raise ValueError("not the cells of a line")
    return one[0], dict(zip(COLUMNS, one[1:], strict=True))

"""How does what staff type into a block become a part of the page? Plain text, no markup."""

from __future__ import annotations

import re

from feedback.reports.yearly.parts import Grid, Part, Points, Words

CELLS = "|"


def typed_parts(kind: str, heading: str, text: str) -> tuple[Part, ...]:
    """Paragraphs between empty lines; in a list a line an item; in a table a line a row.

    A table's cells are parted by |, and its first line is its header.
    """
    if kind == "themes":
        items = tuple(line.strip().lstrip("-• ").strip() for line in text.splitlines())
        items = tuple(item for item in items if item)
        return (Points(items),) if items else ()
    if kind == "table":
        return _table(heading, text)
    paragraphs = [" ".join(one.split()) for one in re.split(r"\n\s*\n", text)]
    kept = tuple(one for one in paragraphs if one)
    return (Words(kept),) if kept else ()


def _table(heading: str, text: str) -> tuple[Part, ...]:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return ()
    if CELLS not in lines[0]:
        return (Words(tuple(line.strip() for line in lines)),)
    cells = [tuple(cell.strip() for cell in line.strip().strip(CELLS).split(CELLS))
             for line in lines]  # fmt: skip
    header, *rows = cells
    width = len(header)
    even = tuple((row + ("",) * width)[:width] for row in rows)
    return (Grid("typed", heading or "Table", header, even),)

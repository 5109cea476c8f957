"""Do the parts of a table add up? What does not is told, never mended."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

TOTAL = ("total", "all", "sum", "in all")


def wrong_sums(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """A sentence for each total that is not the sum of its parts.

    A row or a column is a total where its name begins with "Total" or is "All". What is no number
    ("not shown") makes its sum impossible to check, and nothing is said of it.
    """
    found: list[str] = []
    totals = [place for place, name in enumerate(header) if place and _is_total(name)]
    for row in rows:
        for place in totals:
            parts = [cell for n, cell in enumerate(row) if n and n not in totals]
            found += _compare(f"{row[0]}", header[place], parts, row[place])
    summing = [row for row in rows if _is_total(row[0])]
    for total in summing:
        others = [row for row in rows if not _is_total(row[0])]
        for place, name in enumerate(header):
            if place:
                found += _compare(name, total[0], [row[place] for row in others], total[place])
    return tuple(found)


def _is_total(name: str) -> bool:
    words = name.strip().casefold()
    return words in TOTAL or words.startswith("total ")


def _compare(where: str, name: str, parts: Sequence[str], told: str) -> list[str]:
    numbers = [_number(cell) for cell in parts]
    total = _number(told)
    if total is None or not numbers or any(one is None for one in numbers):
        return []
    added = sum((one for one in numbers if one is not None), Decimal(0))
    if added == total:
        return []
    return [f"{where}: the parts add up to {added:,}, and “{name.strip()}” says {told.strip()}."]


def _number(cell: str) -> Decimal | None:
    try:
        return Decimal(cell.strip().removesuffix("%").replace(",", ""))
    except InvalidOperation:
        return None

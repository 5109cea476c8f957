"""Do the numbers of a published table add up? Pure: what was printed in, what is odd out.

A table that does not add up is marked and kept as it was printed: nobody knows which number is the
wrong one, or whether the parts overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from feedback.collection.csv_file import SheetKind, SheetUnread, sheet_of

PERCENT, PEOPLE = "percent", "people"
TOTAL = "total"  # a part so called is the sum of the others of its group
WHOLE = Decimal(100)
LETTERS_MOST = 200
DIGITS_MOST = 10
KIND = SheetKind(
    headings={
        "group": "group", "area": "group", "cohort": "group", "who": "group",
        "label": "label", "part": "label", "answer": "label", "what": "label",
        "value": "value", "percent": "value", "count": "value", "number": "value",
        "base": "base", "n": "base",
    },
    has_enough=lambda names: {"label", "value"} <= set(names),
    needs="The first line must name the columns: group, label, value, base. Group and base may be "
    "left out.",
    rows_most=500,
    too_large="Only tables are kept here, not data.",
    too_many=" Only tables are kept here, not data.",
    nobody="There is no line with numbers below the headings.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell as printed: `digits` are the very ones, `value` what they mean."""

    group: str
    label: str
    digits: str
    value: Decimal
    unit: str
    base: int | None


def read_table(raw: bytes) -> tuple[Printed, ...]:
    """The cells of a CSV file or of what somebody typed. Raises SheetUnread, saying the line."""
    sheet = sheet_of(raw, KIND)
    return tuple(_printed(number, line) for number, line in sheet.written)


def oddities(cells: Sequence[Printed], *, adds_up: bool) -> tuple[str, ...]:
    """What does not add up, in plain sentences; () where all does.

    `adds_up`: the shares of each group are parts of one whole. Rounding is allowed for: each of
    the numbers may be off by half its last digit.
    """
    found: list[str] = []
    for group in dict.fromkeys(cell.group for cell in cells):
        own = [cell for cell in cells if cell.group == group]
        parts = [cell for cell in own if cell.label.casefold() != TOTAL]
        for total in (cell for cell in own if cell.label.casefold() == TOTAL):
            found += _against(group, [p for p in parts if p.unit == total.unit], total.value,
                              [total])  # fmt: skip
        shares = [cell for cell in parts if cell.unit == PERCENT]
        if adds_up and shares:
            found += _against(group, shares, WHOLE, [])
        found += [
            f"{_of(group)}“{cell.label}” is {cell.digits}%: no share is above 100%."
            for cell in shares
            if cell.value > WHOLE
        ]
    return tuple(found)


def gap(one: Printed, other: Printed) -> Decimal | None:
    """How many points one share is above another; None unless both are shares."""
    if one.unit != PERCENT or other.unit != PERCENT:
        return None
    return one.value - other.value


def _against(
    group: str, parts: Sequence[Printed], whole: Decimal, also: Sequence[Printed]
) -> list[str]:
    if not parts:
        return []
    total = sum((cell.value for cell in parts), Decimal(0))
    slack = sum((_half_a_digit(cell) for cell in (*parts, *also)), Decimal(0))
    if abs(total - whole) <= slack:
        return []
    sign = "%" if parts[0].unit == PERCENT else ""
    added = " + ".join(f"{cell.digits}{sign}" for cell in parts)
    return [f"{_of(group)}{added} = {_plain(total)}{sign}, not {_plain(whole)}{sign}."]


def _half_a_digit(cell: Printed) -> Decimal:
    """People are whole: they are not rounded. A share is, to the digits it was printed with."""
    if cell.unit != PERCENT:
        return Decimal(0)
    decimals = len(cell.digits.partition(".")[2])
    return Decimal(5).scaleb(-decimals - 1)


def _of(group: str) -> str:
    return f"{group}: " if group else ""


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _printed(number: int, line: Mapping[str, str]) -> Printed:
    written = line.get("value", "")
    digits = written.rstrip("% ").replace(",", "").strip()
    try:
        value = Decimal(digits)
    except InvalidOperation:
        raise SheetUnread(f"Line {number}: “{written[:20]}” is not a number.") from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 9 or len(digits) > DIGITS_MOST:
        raise SheetUnread(f"Line {number}: “{written[:20]}” is not a number to keep.")
    base = line.get("base", "").replace(",", "")
    if base and not (base.isascii() and base.isdigit() and len(base) < DIGITS_MOST):
        raise SheetUnread(f"Line {number}: the base “{base[:20]}” is not a number of people.")
    return Printed(
        group=line.get("group", "")[:LETTERS_MOST],
        label=line.get("label", "")[:LETTERS_MOST],
        digits=digits,
        value=value,
        unit=PERCENT if written.endswith("%") else PEOPLE,
        base=int(base) if base else None,
    )

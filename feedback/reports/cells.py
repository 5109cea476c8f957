"""How is a text put into a spreadsheet so that it stays a text?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

EXCEL_MOST = 32_767  # letters in one cell of Excel; it cuts or refuses more
PART = 32_000  # letters of a long text in one cell, with room for a word of explanation

Value = str | int | Decimal | None

# What a spreadsheet takes as the beginning of a formula, full-width forms too.
_STARTS = frozenset("=+-@＝＋－＠−﹢﹣﹦﹫")  # noqa: RUF001 - these very signs are meant
_LINE_STARTS = frozenset("\t\r\n\v\f\x85\u2028\u2029")
# Letters no XML file may hold, and those that move a cursor. Line ends and tabs stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPOILT = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


def marked(text: str) -> str:
    """Control characters as the pictures that stand for them (␀), half letters as �."""
    if text.isprintable():  # nearly every text: nothing in it to mark
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SPOILT.sub("\ufffd", _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])), text))


def could_run(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula.

    Blanks, line ends, control and zero-width letters before the sign do not save it: some
    programs drop them when they open or paste a file.
    """
    if text[:1].isascii() and text[:1].isalnum():  # nearly every text
        return False
    if text[:1] in _LINE_STARTS:
        return True
    for letter in text:
        if letter in _STARTS:
            return True
        if unicodedata.category(letter)[0] in "ZC" or unicodedata.combining(letter):
            continue
        return unicodedata.normalize("NFKC", letter)[:1] in _STARTS
    return False


def for_csv(value: Value) -> str:
    """A cell of a CSV file: a text that might run begins with an apostrophe."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    safe = marked(value)
    return f"'{safe}" if could_run(safe) or could_run(value) else safe


def in_parts(text: str) -> Iterator[str]:
    """A long text in pieces that fit a cell of Excel, which counts in UTF-16 units."""
    piece: list[str] = []
    size = 0
    for letter in text:
        units = 2 if ord(letter) > 0xFFFF else 1
        if size + units > PART:
            yield "".join(piece)
            piece, size = [], 0
        piece.append(letter)
        size += units
    if piece:
        yield "".join(piece)


def fits(text: str) -> bool:
    """Whether a cell of Excel holds the whole text."""
    if len(text) > EXCEL_MOST:
        return False
    return len(text) + sum(ord(letter) > 0xFFFF for letter in text) <= EXCEL_MOST


def csv_row(values: Sequence[Value]) -> list[str]:
    """A whole row."""
    return [for_csv(value) for value in values]

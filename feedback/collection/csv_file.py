"""What does an uploaded CSV file hold, whatever program wrote it? Pure: bytes in, cells out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

BYTES_MOST = 5 * 1024 * 1024  # the page that takes it back has room for four times as much


class SheetUnread(ValueError):  # noqa: N818 - a story
    """The file cannot be read at all; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class SheetKind:
    """What a kind of list must be like, and what is said of one that is not."""

    headings: Mapping[str, str]  # as people write them, folded -> our name
    has_enough: Callable[[Collection[str]], bool]  # our names of the columns that are there
    needs: str
    rows_most: int
    too_large: str  # what to do about it
    too_many: str
    nobody: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Numbered lines by our column names, and the headings we do not know."""

    written: tuple[tuple[int, Mapping[str, str]], ...]
    ignored: tuple[str, ...]


def sheet_of(raw: bytes, kind: SheetKind) -> Sheet:
    """Read an uploaded list: UTF-8 or Windows letters; comma, semicolon or tab.

    Raises SheetUnread.
    """
    if len(raw) > BYTES_MOST:
        raise SheetUnread(f"The file is larger than 5 MB. {kind.too_large}")
    if is_excel(raw):
        raise SheetUnread("This is an Excel file. Save it as CSV first, then upload that.")
    try:
        lines = lines_of(text_of(raw))
    except csv.Error:
        raise SheetUnread("A quotation mark is opened and never closed. Save it again.") from None
    if not lines:
        raise SheetUnread("The file is empty.")
    names = _names(lines[0], kind.headings)
    if not kind.has_enough(names):
        raise SheetUnread(kind.needs)
    if len(lines) - 1 > kind.rows_most:
        raise SheetUnread(f"The file has more than {kind.rows_most:,} lines.{kind.too_many}")
    written = tuple(
        (number, {name: cell_at(cells, at) for at, name in enumerate(names) if name})
        for number, cells in enumerate(lines[1:], 2)
        if any(cell.strip() for cell in cells)
    )
    if not written:
        raise SheetUnread(kind.nobody)
    ignored = (cell for cell, name in zip(lines[0], names, strict=True) if not name and cell)
    return Sheet(written, tuple(ignored))


def _names(headings: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """Our names of the columns in their order; "" for unknown ones and for a name's repeats."""
    names: list[str] = []
    for heading in headings:
        name = known.get(folded(heading), "")
        names.append("" if name in names else name)
    return names


def is_excel(raw: bytes) -> bool:
    """Whether somebody sent the workbook itself."""
    return raw[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}


def is_email(text: str) -> bool:
    """Whether it is a whole e-mail address; nobody is asked whether it lives."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def text_of(raw: bytes) -> str:
    """The letters of a file: UTF-8, what Excel calls Unicode, or Windows letters."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:  # what Excel calls Unicode text
        return raw.decode("utf-16", errors="replace").replace("\x00", "")
    for name in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(name).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1").replace("\x00", "")


def lines_of(text: str) -> list[list[str]]:
    """Lines of cells from the first that says anything; Excel's “sep=;” line is heeded."""
    text = text.lstrip("\ufeff \r\n")
    if not text.strip():
        return []
    first = text.splitlines()[0]
    said = re.fullmatch(r'"?sep=([,;\t])"?', first.strip(" "), re.IGNORECASE)
    if said:
        text = text[len(first) :].lstrip("\r\n")
    delimiter = said[1] if said else max(",;\t", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def folded(text: str) -> str:
    """Small letters only, so that headings and codes are known however they are written."""
    return re.sub(r"[^a-z]", "", text.casefold())


def cell_at(cells: Sequence[str], at: int) -> str:
    """One cell, "" where the line is shorter than the headings."""
    return cells[at].strip() if at < len(cells) else ""

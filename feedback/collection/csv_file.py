"""What does an uploaded CSV file hold, whatever program wrote it? Pure: bytes in, cells out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from email_validator import EmailNotValidError, validate_email

BYTES_MOST = 5 * 1024 * 1024  # the page that takes it back has room for four times as much


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

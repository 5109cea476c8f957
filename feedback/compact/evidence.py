"""May this file be kept as evidence? Pure: its name and bytes in, what it is or why not out.

A file is known by its first bytes, never by its name alone, and is never shown by us: whoever needs
it saves it and opens it with their own programs. Nobody here looks for viruses (docs/compact.md).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

BYTES_MOST = 5 * 1024 * 1024
FILES_MOST = 30  # on one return
NAME_MOST = 120
KIND_NAMES = {
    "pdf": "PDF", "docx": "Word", "xlsx": "Excel", "odt": "OpenDocument text", "png": "PNG picture",
    "jpg": "JPEG picture",
}  # fmt: skip
TYPES = "PDF, Word, Excel, OpenDocument text, PNG or JPEG"
_STARTS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
_ZIPPED = b"PK\x03\x04"
# What stands in the zip file that a document is -> what kind it is.
_INSIDE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "content.xml": "odt"}
_ENDINGS = {"jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file we keep: its cleaned name, its kind and its bytes."""

    name: str
    kind: str
    raw: bytes


def judge(name: str, raw: bytes) -> Accepted | str:
    """The file, or why it is not kept, in words fit for the person."""
    if not raw:
        return "The file is empty. Choose another one."
    if len(raw) > BYTES_MOST:
        return "The file is larger than 5 MB. Make it smaller, or keep the part that matters."
    kind = _kind_of(raw)
    ending = name.rpartition(".")[2].lower()
    if not kind or _ENDINGS.get(ending, ending) != kind:
        return f"This is not a file we can keep. Choose {TYPES}, without macros or a password."
    return Accepted(_clean(name, kind), kind, raw)


def _kind_of(raw: bytes) -> str:
    for start, kind in _STARTS.items():
        if raw.startswith(start):
            return kind
    return _zipped(raw) if raw.startswith(_ZIPPED) else ""


def _zipped(raw: bytes) -> str:
    """What document a zip file is; "" for anything else, and for one with macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as held:  # the list of names only: nothing unpacked
            names = set(held.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    if any(map(_may_run, names)):
        return ""
    return next((kind for inside, kind in _INSIDE.items() if inside in names), "")


def _may_run(name: str) -> bool:
    """Word and Excel keep macros in vbaProject.bin; settings of a printer are .bin, too."""
    small = name.lower()
    return small.endswith((".bin", ".exe", ".js", ".vbs")) and "printersettings" not in small


def _clean(name: str, kind: str) -> str:
    """The name without folders and signs that a file system or a header minds."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = "".join(c for c in last.rpartition(".")[0] if c.isprintable() and c not in '<>:"|?*;%')
    return f"{stem.strip(' .')[: NAME_MOST - 5] or 'evidence'}.{kind}"

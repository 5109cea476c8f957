"""How does a small table go to the browser as a file to keep?

Files of results and answers are asked for and made by the worker: see files.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_hex
from typing import BinaryIO

from flask import Response

from feedback.reports.cells import Value
from feedback.reports.exports import file_name
from feedback.reports.files import write_xlsx
from feedback.web.context import services, today

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PIECE = 64 * 1024  # bytes


def attached(chunks: Iterator[bytes], what: str, ending: str = CSV) -> Response:
    """A file to keep, under a name that says nothing of anybody."""
    name = file_name(what, today(), ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(chunks, content_type=TYPES[ending], headers=headers)


def xlsx(what: str, header: tuple[str, ...], rows: Iterator[tuple[Value, ...]]) -> Response:
    """The file, written whole first and gone from our disk before the reply begins."""
    path = services().settings.data_dir.resolve() / "downloads" / f"{token_hex(16)}.xlsx"
    write_xlsx(path, header, rows, sheet=what.title())
    written = path.open("rb")
    size = path.stat().st_size
    path.unlink()
    reply = attached(_pieces(written), what, XLSX)
    reply.content_length = size
    reply.call_on_close(written.close)
    return reply


def _pieces(written: BinaryIO) -> Iterator[bytes]:
    with written:
        while piece := written.read(PIECE):
            yield piece

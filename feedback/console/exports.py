"""How do staff take results with them? Every download is noted."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_hex
from typing import BinaryIO

from flask import Response, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.privacy.audit import note
from feedback.reports.cells import Value
from feedback.reports.exports import RESULT_HEADER, file_name, response_rows, result_rows
from feedback.reports.files import csv_chunks, write_xlsx
from feedback.reports.groups import Asked, Group, group_of, groups_of_round
from feedback.reports.published import item_tables
from feedback.reports.results import instrument_results
from feedback.web.access import Role, signed_in, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.pages import Page

DOWNLOADERS = (Role.ADMINISTRATOR, Role.ANALYST)
WORD_READERS = frozenset({Role.ANALYST, Role.DUTY_OFFICER})
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PIECE = 64 * 1024  # bytes


def answers_file(round_id: str, instrument_id: str, ending: str) -> ResponseReturnValue:
    """One row a response. CSV flows from the store; Excel is written first."""
    if ending not in TYPES:
        abort(404)
    served = services()
    may_read_words = bool(signed_in().roles & WORD_READERS)
    with served.sessions.reading() as reading:
        group, asked = _asked(reading, round_id, instrument_id)
        teams = group.scope.teams
        taken = response_rows(
            reading, served.keys, asked, may_read_words=may_read_words, teams=teams
        )
        words = "yes" if taken.has_words else "no"
        _note(asked, f"answers.{ending}", {"rows": str(taken.count), "words": words})
        if ending == XLSX:
            return xlsx("answers", taken.header, taken.rows)
    return attached(_answers_csv(asked, teams, may_read_words=may_read_words), "answers")


def results_file(round_id: str, instrument_id: str, ending: str) -> ResponseReturnValue:
    """The results page as a table, hidden where the page hides."""
    if ending not in TYPES:
        abort(404)
    with services().sessions.reading() as reading:
        group, asked = _asked(reading, round_id, instrument_id)
        found = instrument_results(reading, group, asked, item_tables(reading, group))
    _note(asked, f"results.{ending}", {})
    rows = result_rows(found)
    if ending == XLSX:
        return xlsx("results", RESULT_HEADER, rows)
    return attached(csv_chunks(RESULT_HEADER, rows), "results")


def _answers_csv(
    asked: Asked, teams: frozenset[str] | None, *, may_read_words: bool
) -> Iterator[bytes]:
    """The file piece by piece, in a reading session of its own that lasts as long as it flows."""
    served = services()

    def flow() -> Iterator[bytes]:
        with served.sessions.reading() as reading:
            taken = response_rows(
                reading, served.keys, asked, may_read_words=may_read_words, teams=teams
            )
            yield from csv_chunks(taken.header, taken.rows)

    return flow()


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


def _asked(session: Session, round_id: str, instrument_id: str) -> tuple[Group, Asked]:
    groups = groups_of_round(session, services().surveys, round_id, signed_in().sight)
    return group_of(groups, instrument_id)


def _note(asked: Asked, what: str, details: dict[str, str]) -> None:
    """Before the first byte leaves: a download that is not noted does not happen."""
    with services().sessions.writing() as writing:
        note(
            writing,
            who=staff_email(),
            what="downloaded",
            about=f"instrument:{asked.id}",
            now=now(),
            details={"file": what} | details,
        )


_SURVEY = "/staff/rounds/<round_id>/results/<instrument_id>"

PAGES = (
    Page(f"{_SURVEY}/answers.<ending>", "answers_file", answers_file, staff(*DOWNLOADERS)),
    Page(f"{_SURVEY}/results.<ending>", "results_file", results_file, staff(*DOWNLOADERS)),
)

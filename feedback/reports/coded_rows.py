"""Which rows leave the house in a file of coded answers, and what is kept back from them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from feedback.coding.books import ends_of, themes_of
from feedback.coding.decisions import (
    codings,
    counted_as,
    latest_codings,
    machine_matches,
    standings,
)
from feedback.coding.questions import OpenQuestion
from feedback.reports.cells import Value
from feedback.reports.exports import TooFewToExport
from feedback.reports.theme_words import Reader, readable
from feedback.reports.words import BATCH, in_no_order, read_words
from feedback.sealing.keystore import Keys

JOINED = "; "


@dataclass(frozen=True, slots=True)
class CodedRows:
    """A file of one row an answer; the rows are read as they are taken."""

    header: tuple[str, ...]
    count: int
    rows: Iterator[tuple[Value, ...]]


def coded_rows(session: Session, keys: Keys, question: OpenQuestion, reader: Reader) -> CodedRows:
    """The words, the themes that count, who decided, the machine's and each person's themes.

    In no order of time, without any reference; only words this person may read. Raises
    TooFewToExport where too few people wrote.
    """
    may = readable(session, question, reader)
    if may is None:
        raise TooFewToExport
    people = sorted({by for one in codings(session, question).values() for by in one})
    header = ("row", "words", "themes", "decided by", "machine", "machine's score", *people)
    ids = in_no_order(may, f"{question.key}|coded")
    return CodedRows(header, len(ids), _rows(session, keys, question, ids, people))


def _rows(
    session: Session, keys: Keys, question: OpenQuestion, ids: list[str], people: list[str]
) -> Iterator[tuple[Value, ...]]:
    themes = themes_of(session, question)
    names, ends = {one.id: one.name for one in themes}, ends_of(themes)
    stand, machine = standings(session, question), machine_matches(session, question)
    said, latest = codings(session, question), latest_codings(session, question)

    def told(found: frozenset[str]) -> str:
        return JOINED.join(sorted(names[one] for one in found))

    number = 0
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        words = read_words(session, keys, batch, [question.key])
        for one in batch:
            number += 1
            scores = machine.get(one, {})
            yield (
                number,
                words.get(one, {}).get(question.key, ""),
                told(stand[one].themes) if one in stand else "",
                latest[one].by if one in latest else "machine" if one in stand else "nobody",
                told(counted_as(scores, ends)),
                Decimal(str(max(scores.values()))) if scores else None,
                *(
                    told(counted_as(said[one][by].themes, ends)) or "none"
                    if by in said.get(one, {})
                    else ""
                    for by in people
                ),
            )

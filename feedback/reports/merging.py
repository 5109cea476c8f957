"""How do several rounds of one survey become one file, whatever version each round asked?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.reports.cells import Value
from feedback.reports.exports import BEFORE, ResponseRows, TooFewToExport, response_rows
from feedback.reports.groups import Asked
from feedback.reports.variables import Variable, merged, names_of
from feedback.sealing.keystore import Keys


@dataclass(frozen=True, slots=True)
class Merged:
    """One row a response, over all rounds; `rows` are read as they are taken.

    `header` in words, `names` for programs; the first columns are the same for every survey.
    """

    header: tuple[str, ...]
    names: tuple[str, ...]
    variables: tuple[Variable, ...]  # the columns after the first ones
    count: int
    rows: Iterator[tuple[Value, ...]]


FIRST = (BEFORE[0], "round", *BEFORE[1:])


def merged_rows(
    session: Session,
    keys: Keys,
    parts: Sequence[tuple[str, Asked]],
    *,
    may_read_words: bool,
    teams: frozenset[str] | None = None,
) -> Merged:
    """The rows of these rounds, (name, instrument) each, the columns merged by item key.

    Rounds with too few responses are left out; raises TooFewToExport where all are. What a round
    did not ask stays empty. `teams`: of people known to be of these only.
    """
    taken: list[tuple[str, ResponseRows]] = []
    for name, asked in parts:
        try:
            rows = response_rows(session, keys, asked, may_read_words=may_read_words, teams=teams)
        except TooFewToExport:
            continue
        taken.append((name, rows))
    if not taken:
        raise TooFewToExport
    variables = merged(rows.variables for _name, rows in taken)
    return Merged(
        header=(*FIRST, *(one.label for one in variables)),
        names=(*FIRST, *names_of(variables)),
        variables=variables,
        count=sum(rows.count for _name, rows in taken),
        rows=_rows(taken, variables),
    )


def _rows(
    taken: Sequence[tuple[str, ResponseRows]], variables: Sequence[Variable]
) -> Iterator[tuple[Value, ...]]:
    number = 0
    for name, part in taken:
        places = {one.key: at for at, one in enumerate(part.variables, len(BEFORE))}
        # What a round did not ask is taken from beyond the end of its rows, where nothing is.
        beyond = len(BEFORE) + len(part.variables)
        order = [places.get(one.key, beyond) for one in variables]
        for row in part.rows:
            number += 1
            held = (*row, None)
            yield (number, name, row[1], row[2], *[held[at] for at in order])

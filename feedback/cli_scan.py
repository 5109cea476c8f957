"""How is a file of texts scanned from the command line?"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from feedback.safeguarding.lexicon import LexiconError
from feedback.safeguarding.lexicon_file import SHIPPED, load_lexicon
from feedback.safeguarding.meaning import MeaningLook
from feedback.safeguarding.meaning_file import MeaningError, second_look_from
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.screening import screen
from feedback.safeguarding.second_look import combine
from feedback.safeguarding.verdict import AUDIENCES, Verdict

ADDED = ("level", "kinds", "spans")
DONE, WRONG_USE = 0, 2
_AT_ONCE = 512  # texts looked at together: sorted by length they go several times faster
_FIELD_MOST = 10_000_000  # letters in one cell; csv's own 131,072 would stop a long answer
Subparsers = argparse._SubParsersAction  # the only name argparse gives the type


class _WrongUse(Exception):
    """The caller gave something unusable; the text says what, never a cell's words."""


def register(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `scan` to the program's commands."""
    parser = subparsers.add_parser("scan", help="look for disclosures in a file of texts")
    parser.add_argument("source", metavar="IN.csv", type=Path)
    parser.add_argument("--text", metavar="COL", required=True, help="column with the texts")
    parser.add_argument("--out", metavar="OUT.csv", type=Path, required=True)
    parser.add_argument("--audience", choices=AUDIENCES, default="child")
    parser.add_argument("--fast", action="store_true", help="inline rules only, no second look")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Scan every row; 0 done, 2 wrong use. OUT is whole or not there at all."""
    try:
        second = None if args.fast else second_look_from()
        if second is None and not args.fast:
            sys.stderr.write("feedback scan: no second look is installed: rules only\n")
        # With a second look the lexicon's hints are weighed there instead of raised here.
        scanner = Scanner(load_lexicon(SHIPPED), hints=second is None)
        header, rows = _read(args.source, args.text)
        texts = (row[header.index(args.text)] for row in rows)
        verdicts = _judged(scanner, second, texts, args.audience)
        _write(args.out, header, zip(rows, verdicts, strict=True))
    except (_WrongUse, LexiconError, MeaningError) as error:
        sys.stderr.write(f"feedback scan: {error}\n")
        return WRONG_USE
    except OSError as error:
        sys.stderr.write(f"feedback scan: {error.strerror}: {error.filename}\n")
        return WRONG_USE
    except (UnicodeDecodeError, csv.Error):
        sys.stderr.write("feedback scan: the file is not a UTF-8 CSV file\n")
        return WRONG_USE
    return DONE


def _judged(
    scanner: Scanner, second: MeaningLook | None, texts: Iterable[str], audience: str
) -> Iterator[Verdict]:
    """Judge texts in order: by the rules, and by the second look where there is one."""
    waiting = iter(texts)
    while part := list(islice(waiting, _AT_ONCE)):
        firsts = [screen(scanner, text, audience=audience) for text in part]
        if second is None:
            yield from firsts
        else:
            looks = second.look_many(part, firsts, audience=audience)
            yield from (combine(a, b) for a, b in zip(firsts, looks, strict=True))


def _read(source: Path, column: str) -> tuple[list[str], list[list[str]]]:
    csv.field_size_limit(_FIELD_MOST)
    with source.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    if table and len(table[0]) > 1:
        table = [row for row in table if row]  # in a file of one column an empty line is a text
    if not table or not table[0]:
        raise _WrongUse("the file is empty")
    header, rows = table[0], table[1:]
    if column not in header:
        raise _WrongUse(f"no column {column}; there are: {', '.join(header)}")
    taken = [name for name in ADDED if name in header]
    if taken:
        raise _WrongUse(f"the file already has a column {', '.join(taken)}")
    for number, row in enumerate(rows, start=2):
        if len(row) > len(header):
            raise _WrongUse(f"row {number} has more cells than the header")
        row.extend([""] * (len(header) - len(row)))
    return header, rows


def _write(out: Path, header: Sequence[str], judged: Iterator[tuple[list[str], Verdict]]) -> None:
    """Write beside OUT and rename, so that a reader never sees half a file."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*header, *ADDED])
            for row, verdict in judged:
                writer.writerow([*row, *_cells(verdict)])
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _cells(verdict: Verdict) -> tuple[str, str, str]:
    spans = ";".join(f"{start}-{end}" for start, end in verdict.spans)
    return verdict.level.value, ";".join(verdict.kinds), spans

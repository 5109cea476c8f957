"""How is a file of texts scanned from the command line?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from feedback.cli_table import DONE, WrongUse, read_table, told, write_table
from feedback.safeguarding.lexicon import LexiconError
from feedback.safeguarding.lexicon_file import SHIPPED, load_lexicon
from feedback.safeguarding.meaning import MeaningLook
from feedback.safeguarding.meaning_file import MeaningError, second_look_from
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.screening import screen
from feedback.safeguarding.second_look import combine
from feedback.safeguarding.verdict import AUDIENCES, Verdict

ADDED = ("level", "kinds", "spans")
_AT_ONCE = 512  # texts looked at together: sorted by length they go several times faster
Subparsers = argparse._SubParsersAction  # the only name argparse gives the type


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
    return told("scan", lambda: _scan(args))


def _scan(args: argparse.Namespace) -> int:
    header, rows = read_table(args.source, args.text, added=ADDED)  # what is wrong is said at once
    try:
        second = None if args.fast else second_look_from()
        lexicon = load_lexicon(SHIPPED)
    except (LexiconError, MeaningError) as error:
        raise WrongUse(str(error)) from None
    if second is None and not args.fast:
        sys.stderr.write("feedback scan: no second look is installed: rules only\n")
    # With a second look the lexicon's hints are weighed there instead of raised here.
    scanner = Scanner(lexicon, hints=second is None)
    texts = (row[header.index(args.text)] for row in rows)
    verdicts = _judged(scanner, second, texts, args.audience)
    lines = ([*row, *_cells(verdict)] for row, verdict in zip(rows, verdicts, strict=True))
    write_table(args.out, [*header, *ADDED], lines)
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


def _cells(verdict: Verdict) -> tuple[str, str, str]:
    spans = ";".join(f"{start}-{end}" for start, end in verdict.spans)
    return verdict.level.value, ";".join(verdict.kinds), spans

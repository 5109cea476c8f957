"""How are identifying words hidden in a file of texts from the command line?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from feedback.cli_table import DONE, read_table, told, write_table
from feedback.privacy.identifier_patterns import Found
from feedback.privacy.redaction import Redactor, redacted

ADDED = ("redacted", "found")
Subparsers = argparse._SubParsersAction  # the only name argparse gives the type


def register(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `redact`."""
    parser = subparsers.add_parser("redact", help="hide names and other identifying words")
    parser.add_argument("source", metavar="IN.csv", type=Path)
    parser.add_argument("--text", metavar="COL", required=True, help="column with the texts")
    parser.add_argument("--names", metavar="NAMES.txt", type=Path, help="known names, one a line")
    parser.add_argument("--out", metavar="OUT.csv", type=Path, required=True)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Redact every row; 0 done, 2 wrong use."""
    return told("redact", lambda: _redact(args))


def _redact(args: argparse.Namespace) -> int:
    header, rows = read_table(args.source, args.text, added=ADDED)
    at = header.index(args.text)
    names = [] if args.names is None else args.names.read_text(encoding="utf-8-sig").splitlines()
    redactor = Redactor([name for name in names if name.strip()])
    out = []
    for row in rows:
        found = redactor.find(row[at])
        out.append([*row, redacted(row[at], found), _told(found)])
    write_table(args.out, [*header, *ADDED], out)
    return DONE


def _told(found: list[Found]) -> str:
    spans = [{"kind": f.kind, "start": f.start, "end": f.end, "text": f.text} for f in found]
    return json.dumps(spans, ensure_ascii=False)

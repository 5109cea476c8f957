"""How does a mailbox tell us that our e-mails came back? `feedback bounces`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from feedback.collection.returned_mail import came_back, returned_in
from feedback.settings import read_settings
from feedback.store.database import Database

DONE, WRONG_USE = 0, 2


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bounces`."""
    parser = commands.add_parser("bounces", help="read which of our e-mails came back")
    parser.add_argument(
        "places", nargs="+", metavar="FILE",
        help="an e-mail, a folder of them (a Maildir too), or - for one from the mail server",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Note each e-mail that came back; others in the mailbox are left alone. Repeating is safe."""
    missing = [one for one in args.places if one != "-" and not Path(one).exists()]
    if missing:
        print(f"feedback bounces: there is no {missing[0]}", file=sys.stderr)
        return WRONG_USE
    database = Database(read_settings().database)
    read = noted = 0
    for raw in _mails(args.places):
        read += 1
        for returned in returned_in(raw):
            with database.writing() as session:
                noted += came_back(session, returned, datetime.now(UTC))
    print(f"{read} read, {noted} of our messages newly noted as not delivered.")
    return DONE


def _mails(places: list[str]) -> Iterator[bytes]:
    for place in places:
        if place == "-":
            yield sys.stdin.buffer.read()
        elif Path(place).is_dir():
            yield from (one.read_bytes() for one in sorted(Path(place).rglob("*")) if one.is_file())
        else:
            yield Path(place).read_bytes()

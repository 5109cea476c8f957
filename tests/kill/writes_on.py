"""What does a power cut interrupt? One row a transaction, each told to the reader once committed.

`python -m tests.kill.writes_on DATABASE-URL SYNCHRONOUS`
"""

from __future__ import annotations

import itertools
import os
import sys

from sqlalchemy import text

from feedback.store.database import Database

WORDS = "It was fine. " * 40  # about as long as a child's answer


def main(url: str, synchronous: str) -> None:
    """Write and tell until somebody ends this process."""
    store = Database(url, synchronous=synchronous)
    with store.writing() as session:
        session.execute(text("CREATE TABLE kept (id INTEGER PRIMARY KEY, words TEXT NOT NULL)"))
    for number in itertools.count(1):
        with store.writing() as session:
            session.execute(
                text("INSERT INTO kept (id, words) VALUES (:id, :words)"),
                {"id": number, "words": f"{number} {WORDS}"},
            )
        os.write(sys.stdout.fileno(), f"{number}\n".encode())  # the acknowledgement


if __name__ == "__main__":
    main(*sys.argv[1:])

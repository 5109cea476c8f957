"""How long does one file of answers take, and how much memory? `python -m benchmarks.one_file`.

Run by benchmarks.counts, a process a file: nothing else adds to the memory it is said to take.
"""

from __future__ import annotations

import argparse
import re
import resource
import sys
import time
from pathlib import Path

from feedback.collection.shelf import SurveyShelf
from feedback.jobs.export_files import make_file
from feedback.reports.groups import Asked
from feedback.reports.merging import merged_rows
from feedback.sealing.keyfile import new_keyfile
from feedback.sealing.keystore import Keys
from feedback.store.database import Database
from feedback.store.rounds import RoundInstrument


def main() -> int:
    """Make the file as the worker does, and say what it took."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("ending", choices=["csv", "xlsx", "sav"])
    read.add_argument("folder", type=Path, help="where the file and a throw-away key go")
    read.add_argument("store", help="the store's address")
    read.add_argument("instrument", help="whose answers, by the id of its round's instrument")
    asked = read.parse_args()
    keys = Keys(Database(f"sqlite:///{asked.folder / 'one-file-keys.sqlite'}"), new_keyfile())
    keys.prepare()
    store = Database(asked.store)
    before, began, worked = _most_memory(), time.monotonic(), time.process_time()
    with store.reading() as reading:
        row = reading.get_one(RoundInstrument, asked.instrument)
        part = Asked(row.id, SurveyShelf().get(reading, row.survey_version_id), row.mode)
        taken = merged_rows(reading, keys, [("R", part)], may_read_words=True)
        path = asked.folder / f"{asked.ending}.sealed"
        size = make_file(path, keys.make(f"export:{asked.ending}"), asked.ending, "Big", taken)
    took, own = time.monotonic() - began, time.process_time() - worked
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  {asked.ending} of {taken.count:,} responses: {took:.1f} s (processor "
          f"{own + child.ru_utime + child.ru_stime:.1f} s), {size / 1e6:.1f} MB; memory at most "
          f"{_most_memory()} MB (before it began {before} MB), "
          f"its child {child.ru_maxrss // 1024} MB", flush=True)  # fmt: skip
    return 0


def _most_memory() -> int:
    """The most this process ever held, in MB; the usual count takes over its parent's."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    sys.exit(main())

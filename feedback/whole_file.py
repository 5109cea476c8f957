"""How is a file written so that it is whole or not there at all, also when the power fails?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path, *, over: bool = True) -> Iterator[Path]:
    """Give a place to write to; what stands there without an error at the end becomes `path`.

    It is on the disk then, and only its owner can read it. Without `over` raises FileExistsError
    where there is one already. A process that is killed leaves a file ".writing-…".
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-", suffix=path.suffix)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        if over:
            part.replace(path)
        else:
            path.hardlink_to(part)  # fails where somebody was faster; a rename would not
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too
    finally:
        os.close(folder)

"""Does an acknowledged row survive a power cut, and would a weaker setting show?

A disk of our own (ext4 on a loop device, direct I/O) holds the store. The writer is stopped, and
the disk is copied as it is at that moment: what the kernel had not yet written is missing, as
after a power cut. The drive's own cache is not modelled: what reached it counts as written.
"""

from __future__ import annotations

import filecmp
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import DEEP, SEED

ROOT = Path(__file__).resolve().parents[2]
CUTS = {"FULL": 200, "NORMAL": 40}
CUTS_PER_DISK = 5
DISK_BYTES = 48 * 1024 * 1024
NEEDED = ("losetup", "mkfs.ext4", "mount", "umount")


def why_not() -> str:
    """Why power cannot be cut here, or nothing."""
    if not DEEP:
        return "power cuts run in make check-deep"
    if os.geteuid() != 0:
        return "power cuts need root"
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing or not Path("/dev/loop-control").exists():
        return f"power cuts need loop devices and {', '.join(missing) or 'nothing else'}"
    return ""


pytestmark = [
    pytest.mark.deep,
    pytest.mark.root,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "-"),
]


@dataclass
class Tally:
    """How the cuts of one setting ended."""

    cuts: int = 0
    acknowledged: int = 0
    lost: int = 0
    losing_cuts: int = 0
    broken: int = 0


def does(*command: str | Path) -> str:
    """Run a system command; its output. Raises CalledProcessError."""
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True)
    return done.stdout.decode().strip()


@contextmanager
def mounted(image: Path, at: Path) -> Iterator[Path]:
    """A disk's image as a folder; a journal left over from a cut is played first."""
    at.mkdir(exist_ok=True)
    device = does("losetup", "--find", "--show", "--direct-io=on", image)
    try:
        does("mount", "-t", "ext4", device, at)
        try:
            yield at
        finally:
            does("umount", at)
    finally:
        does("losetup", "--detach", device)


@contextmanager
def writer(store: Path, synchronous: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that writes and acknowledges on its standard output."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.kill.writes_on", f"sqlite:///{store}", synchronous],
        cwd=ROOT, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        os.read(process.stdout.fileno(), 1)  # it has begun: the first acknowledgement, "1"
        os.set_blocking(process.stdout.fileno(), False)
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def heard(process: subprocess.Popen[bytes], so_far: bytes) -> bytes:
    """Everything the writer has acknowledged by now."""
    assert process.stdout is not None
    while True:
        try:
            more = os.read(process.stdout.fileno(), 65536)
        except BlockingIOError:
            return so_far
        if not more:
            raise RuntimeError("the writer ended by itself")
        so_far += more


def copied_at_one_moment(disk: Path, copy: Path) -> None:
    """The disk as it is now. Kernel threads may still write: then it is copied again."""
    for _ in range(50):
        does("cp", "--sparse=always", disk, copy)
        filecmp.clear_cache()
        if filecmp.cmp(disk, copy, shallow=False):
            return
    raise RuntimeError("the disk never stood still")


def found(store: Path) -> set[int] | None:
    """The ids that can be read after the cut; None where the file itself is broken."""
    try:
        held = sqlite3.connect(store)
        try:
            if held.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return None
            there = held.execute("SELECT name FROM sqlite_master WHERE name = 'kept'").fetchone()
            return {n for (n,) in held.execute("SELECT id FROM kept")} if there else set()
        finally:
            held.close()
    except sqlite3.DatabaseError:
        return None


def cut(disk: Path, process: subprocess.Popen[bytes], told: bytes, tally: Tally) -> bytes:
    """Stop the writer, take the power from a copy of its disk, count what is missing there."""
    os.kill(process.pid, signal.SIGSTOP)
    told = heard(process, told)  # acknowledged first, copied after: so all of it must be there
    copy = disk.with_name("after.img")
    copied_at_one_moment(disk, copy)
    with mounted(copy, disk.with_name("after")) as after:
        there = found(after / "feedback.sqlite")
    os.kill(process.pid, signal.SIGCONT)
    acknowledged = {int(line) for line in told.split()}
    missing = acknowledged - (there or set())
    tally.cuts += 1
    tally.acknowledged += len(acknowledged)
    tally.lost += len(missing)
    tally.losing_cuts += bool(missing)
    tally.broken += there is None
    return told


def cut_power(folder: Path, synchronous: str, cuts: int) -> Tally:
    """Cut the power so often, each few cuts on a disk made anew."""
    chance = random.Random(SEED)
    tally = Tally()
    disk = folder / "disk.img"
    while tally.cuts < cuts:
        disk.unlink(missing_ok=True)
        with disk.open("wb") as made:
            made.truncate(DISK_BYTES)
        does("mkfs.ext4", "-q", "-F", disk)
        with (
            mounted(disk, folder / "before") as before,
            writer(before / "feedback.sqlite", synchronous) as process,
        ):
            told = b"1"
            for _ in range(min(CUTS_PER_DISK, cuts - tally.cuts)):
                time.sleep(chance.uniform(0.01, 0.3))
                told = cut(disk, process, told, tally)
    print(f"synchronous={synchronous}, N = {cuts} power cuts, seed {SEED}: {tally}")
    return tally


def test_full_loses_nothing_when_the_power_is_cut(tmp_path: Path) -> None:
    tally = cut_power(tmp_path, "FULL", CUTS["FULL"])
    assert tally.acknowledged > tally.cuts
    assert (tally.lost, tally.broken) == (0, 0)


def test_the_checker_sees_that_normal_loses_rows(tmp_path: Path) -> None:
    """The negative control: a setting that a plain kill -9 never catches."""
    assert cut_power(tmp_path, "NORMAL", CUTS["NORMAL"]).lost

"""How is the data copied so that a damaged copy is refused and a sound one comes back?"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import make_url

MAGIC = b"FEEDBACK-BACKUP-1\n"
CHUNK_BYTES = 4 * 1024 * 1024
NONCE_BYTES = 12


class BackupRefused(Exception):  # noqa: N818 - a story
    """The file is damaged, cut short, or sealed by another key: nothing was restored."""


def back_up(url: str, target: Path, key: bytes, now: datetime) -> str:
    """Write a sealed copy of the database at `url`; its SHA-256 (hex). `key`: 32 bytes.

    The file is written whole or not at all. Words in it stay sealed under the key store's
    keys, which are not in it.
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        plain = Path(folder) / "data"
        _copy_out(url, plain)
        fresh = Path(folder) / "sealed"
        digest = _seal_file(plain, fresh, key, {"made_at": now.isoformat(), "kind": _kind(url)})
        fresh.replace(target)
    return digest


def restore(url: str, source: Path, key: bytes) -> dict[str, str]:
    """Bring a copy back in the place of the database at `url`. Raises BackupRefused.

    Everything is verified before anything is replaced. Stop the web processes and workers
    first.
    """
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        plain = Path(folder) / "data"
        told = unseal_file(source, plain, key)
        if told["kind"] != _kind(url):
            raise BackupRefused(f"This is a backup of {told['kind']}; the database is not.")
        _copy_in(url, plain)
    return told


def unseal_file(source: Path, target: Path, key: bytes) -> dict[str, str]:
    """Open a sealed copy into `target`, every part verified; what its head says."""
    cipher = AESGCM(key)
    with source.open("rb") as sealed, target.open("wb") as plain:
        if sealed.read(len(MAGIC)) != MAGIC:
            raise BackupRefused("This is no backup of ours, or its first bytes are damaged.")
        parts = 0
        head: dict[str, str] | None = None
        digest = hashlib.sha256()
        while length := sealed.read(4):
            part = _open_part(cipher, sealed.read(int.from_bytes(length, "big")), parts)
            if head is None:
                head = json.loads(part)
            elif part.startswith(b"END"):
                if part[3:] != digest.digest() or sealed.read(1):
                    raise BackupRefused("The copy does not end as it was made.")
                return head
            else:
                body = part[3:]
                digest.update(body)
                plain.write(body)
            parts += 1
    raise BackupRefused("The copy is cut short.")


def _open_part(cipher: AESGCM, sealed: bytes, place: int) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], str(place).encode())
    except (InvalidTag, ValueError):
        raise BackupRefused(
            f"Part {place} of the copy is damaged, or was sealed by another key."
        ) from None


def _seal_file(source: Path, target: Path, key: bytes, head: dict[str, str]) -> str:
    cipher = AESGCM(key)
    digest = hashlib.sha256()
    with source.open("rb") as plain, target.open("wb") as sealed:
        sealed.write(MAGIC)
        place = 0

        def write(part: bytes) -> None:
            nonlocal place
            nonce = secrets.token_bytes(NONCE_BYTES)
            closed = nonce + cipher.encrypt(nonce, part, str(place).encode())
            sealed.write(len(closed).to_bytes(4, "big") + closed)
            place += 1

        write(json.dumps(head).encode())
        while body := plain.read(CHUNK_BYTES):
            digest.update(body)
            write(b"DAT" + body)
        write(b"END" + digest.digest())
        sealed.flush()
        os.fsync(sealed.fileno())
    return hashlib.sha256(target.read_bytes()).hexdigest()


def _kind(url: str) -> str:
    return make_url(url).get_backend_name()


def _copy_out(url: str, target: Path) -> None:
    if _kind(url) == "sqlite":
        # SQLite's own online copy: consistent while people go on answering.
        with sqlite3.connect(str(make_url(url).database)) as held, sqlite3.connect(target) as copy:
            held.backup(copy)
        return
    _run_tool("pg_dump", "--format=custom", f"--file={target}", f"--dbname={url}")


def _copy_in(url: str, source: Path) -> None:
    if _kind(url) == "sqlite":
        path = Path(str(make_url(url).database))
        fresh = path.with_name(path.name + ".restored")
        shutil.copyfile(source, fresh)
        with sqlite3.connect(fresh) as check:
            found = check.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            fresh.unlink()
            raise BackupRefused("The copy opens, but its pages do not hold together.")
        for leftover in ("-wal", "-shm"):
            path.with_name(path.name + leftover).unlink(missing_ok=True)
        fresh.replace(path)
        return
    _run_tool("pg_restore", "--clean", "--if-exists", "--single-transaction",
              "--exit-on-error", f"--dbname={url}", str(source))  # fmt: skip


def _run_tool(*command: str) -> None:
    """Run one of PostgreSQL's own tools; its words are not repeated, they may hold addresses."""
    if shutil.which(command[0]) is None:
        raise BackupRefused(f"{command[0]} is not on this machine: install postgresql-client.")
    done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - our own words
    if done.returncode:
        raise BackupRefused(f"{command[0]} ended with {done.returncode}.")

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
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import URL, make_url

MAGIC = b"FEEDBACK-BACKUP-1\n"
CHUNK_BYTES = 4 * 1024 * 1024
NONCE_BYTES = 12
BUSY_SECONDS = 10
# Also tables that a later version made: they are not in the copy and would stop its migration.
DROP_TABLES = b"""
DO $$ DECLARE held record; BEGIN
  FOR held IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', held.tablename);
  END LOOP;
END $$;
"""


class BackupRefused(Exception):  # noqa: N818 - a story
    """The file is damaged, cut short, or sealed by another key: nothing was restored."""


def back_up(
    url: str, target: Path, key: bytes, now: datetime, *, what: str = "data", **facts: str
) -> str:
    """Write a sealed copy of the database at `url`; its SHA-256 (hex). `key`: 32 bytes.

    The file is written whole or not at all. `what` (data, keys) is what may be restored from it;
    `facts` are told again by whoever opens it. Words in it stay sealed under the key store's
    keys, which are not in it.
    """
    head = {"made_at": now.isoformat(), "kind": _kind(url), "what": what, **facts}
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with _scratch(url) as folder:
            plain = folder / "data"
            _copy_out(url, plain)
            digest = _seal_file(plain, fresh, key, head)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return digest


def restore(url: str, source: Path, key: bytes, *, what: str = "data") -> dict[str, str]:
    """Bring a copy back in the place of the database at `url`. Raises BackupRefused.

    Everything is verified before anything is replaced, and all of it is replaced in one
    transaction. Stop the web processes and workers first.
    """
    with _scratch(url) as folder:
        plain = folder / "data"
        told = unseal_file(source, plain, key)
        if told["kind"] != _kind(url):
            raise BackupRefused(f"This is a backup of {told['kind']}; the database is not.")
        if told.get("what") != what:
            raise BackupRefused(f"This is a backup of the {told.get('what')}, not of the {what}.")
        if _kind(url) == "sqlite":
            _into_sqlite(Path(str(make_url(url).database)), plain)
        else:
            _into_postgresql(url, plain)
    return told


def inspect(source: Path, key: bytes) -> dict[str, str]:
    """Verify every part of a copy; what its head says. Raises BackupRefused."""
    return unseal_file(source, Path(os.devnull), key)


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
                digest.update(part)
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

        told = json.dumps(head).encode()
        digest.update(told)  # so that no part fits into another copy
        write(told)
        while body := plain.read(CHUNK_BYTES):
            digest.update(body)
            write(b"DAT" + body)
        write(b"END" + digest.digest())
        sealed.flush()
        os.fsync(sealed.fileno())
    with target.open("rb") as whole:
        return hashlib.file_digest(whole, "sha256").hexdigest()


def _kind(url: str) -> str:
    return make_url(url).get_backend_name()


@contextmanager
def _scratch(url: str) -> Iterator[Path]:
    """A folder for an unsealed copy: beside the data, never beside the backups."""
    beside = Path(str(make_url(url).database)).parent if _kind(url) == "sqlite" else None
    if beside:
        beside.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=beside, prefix=".copying-") as folder:
        yield Path(folder)


def _copy_out(url: str, target: Path) -> None:
    if _kind(url) == "sqlite":
        # SQLite's own online copy: consistent while people go on answering.
        source = f"{Path(str(make_url(url).database)).resolve().as_uri()}?mode=ro"
        try:
            with (
                closing(sqlite3.connect(source, uri=True)) as held,
                closing(sqlite3.connect(target)) as copy,
            ):
                held.backup(copy)
        except sqlite3.Error as fault:
            raise BackupRefused(f"The database cannot be read: {fault}.") from None
        return
    _run_tool(url, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def _into_sqlite(path: Path, source: Path) -> None:
    """Replace the rows at `path` in one transaction; a file that is no database is put aside."""
    with closing(sqlite3.connect(source)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BackupRefused("The copy opens, but its pages do not hold together.")
        try:
            _replace_pages(path, copy)
        except sqlite3.OperationalError as fault:
            raise BackupRefused(
                f"The database is in use or cannot be written ({fault}): "
                "stop what uses it, or move its files aside, and try again."
            ) from None
        except sqlite3.DatabaseError:
            for part in ("", "-wal", "-shm"):
                damaged = path.with_name(path.name + part)
                if damaged.exists():
                    damaged.replace(path.with_name(f"{path.name}.damaged{part}"))
            _replace_pages(path, copy)


def _replace_pages(path: Path, copy: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as held:
        held.execute("PRAGMA journal_mode=WAL")
        held.execute("PRAGMA synchronous=FULL")
        copy.backup(held)
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _into_postgresql(url: str, source: Path) -> None:
    """Drop what is there and bring the copy back, all in one transaction."""
    script, whole = source.with_name("script"), source.with_name("whole")
    _run_tool(None, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
    with whole.open("wb") as both:
        both.write(DROP_TABLES)
        with script.open("rb") as made:
            shutil.copyfileobj(made, both)
    _run_tool(url, "psql", "--no-psqlrc", "--quiet", "--single-transaction",
              "--set=ON_ERROR_STOP=1", f"--file={whole}")  # fmt: skip


def _run_tool(url: str | None, tool: str, *args: str) -> None:
    """Run one of PostgreSQL's own tools; its words are not repeated, they may hold addresses."""
    if shutil.which(tool) is None:
        raise BackupRefused(f"{tool} is not on this machine: install postgresql-client.")
    given, environment = list(args), dict(os.environ)
    if url is not None:
        parsed = make_url(url)
        if parsed.password:  # never as an argument: every account here could read it
            environment["PGPASSWORD"] = str(parsed.password)
        plain = URL.create("postgresql", parsed.username, None, parsed.host, parsed.port,
                           parsed.database, parsed.query)  # fmt: skip
        given.insert(0, f"--dbname={plain.render_as_string(hide_password=False)}")
    done = subprocess.run(  # noqa: S603 - our own words
        [tool, *given], check=False, capture_output=True, env=environment
    )
    if done.returncode:
        raise BackupRefused(f"{tool} ended with {done.returncode}.")

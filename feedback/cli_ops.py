"""How is an installation kept? migrate, backup, restore, keys, doctor, audit."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from feedback.privacy.audit import head, verify
from feedback.sealing.keyfile import (
    KeyFileMissing,
    new_keyfile,
    only_newest,
    read_keyfile,
    with_new_kek,
    write_keyfile,
)
from feedback.sealing.keystore import Keys
from feedback.settings import Settings, production_faults, read_settings
from feedback.store.backup import BackupRefused, back_up, inspect, restore
from feedback.store.database import Database
from feedback.store.migrating import head_is, migrate

DONE, FINDINGS, WRONG_USE = 0, 1, 2
BACKUP_PURPOSE = "backups"
KEY_STORE = "key store"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands an operator needs."""
    commands.add_parser("migrate", help="bring the tables to this version").set_defaults(
        run=run_migrate
    )
    backup = commands.add_parser("backup", help="write a sealed copy of the data")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=run_backup)
    back = commands.add_parser("restore", help="bring a sealed copy back (stop the app first)")
    back.add_argument("file", type=Path)
    back.add_argument("--check", action="store_true", help="verify the copy only; replace nothing")
    back.set_defaults(run=run_restore)
    commands.add_parser("doctor", help="say what is set and what is wrong").set_defaults(
        run=run_doctor
    )
    keys = commands.add_parser("keys", help="the key store").add_subparsers(required=True)
    for name, does, about in (
        ("new", run_keys_new, "make the key file of a new installation"),
        ("rotate", run_keys_rotate, "seal under a new key-encryption key and forget the old"),
    ):
        keys.add_parser(name, help=about).set_defaults(run=does)
    copy = keys.add_parser("backup", help="copy the key store and key file to a folder")
    copy.add_argument("folder", type=Path)
    copy.set_defaults(run=run_keys_backup)
    put_back = keys.add_parser("restore", help="bring a lost key store back from its copy")
    put_back.add_argument("file", type=Path, help="keys.backup")
    put_back.add_argument("kek", type=Path, help="the key file that was copied with it")
    put_back.set_defaults(run=run_keys_restore)
    audit = commands.add_parser("audit", help="the audit log").add_subparsers(required=True)
    check = audit.add_parser("verify", help="find any edit, deletion, swap or cut")
    check.add_argument("--anchor", metavar="PLACE:HASH", help="an earlier head kept elsewhere")
    check.set_defaults(run=run_audit_verify)


def run_migrate(_args: argparse.Namespace) -> int:
    """Bring the tables to this version."""
    applied = migrate(Database(read_settings().database))
    print(f"Applied {', '.join(applied)}." if applied else "Nothing to do.")
    return DONE


def run_backup(args: argparse.Namespace) -> int:
    """Write a sealed copy of the data. The key store is not in it."""
    settings = read_settings()
    try:
        digest = back_up(settings.database, args.file, _backup_key(settings), datetime.now(UTC))
    except (BackupRefused, OSError) as fault:
        return _say_wrong(f"no backup was made: {fault}")
    print(f"{digest}  {args.file.name}")
    print("The key store is not in this copy: keep `feedback keys backup` somewhere else.")
    return DONE


def run_restore(args: argparse.Namespace) -> int:
    """Verify a copy, and unless --check put it in the place of the data."""
    settings = read_settings()
    try:
        key = _backup_key(settings)
        told = inspect(args.file, key) if args.check else restore(settings.database, args.file, key)
    except (BackupRefused, OSError) as refused:
        return _say_wrong(f"nothing was restored: {refused}")
    print(f"{'Sound' if args.check else 'Restored'}: made at {told['made_at']}.")
    return DONE


def run_doctor(_args: argparse.Namespace) -> int:
    """Say what is set and what would stop production; 1 where something is wrong."""
    settings = read_settings()
    faults = production_faults(settings)
    print(f"environment: {settings.env.value}; surfaces: {settings.surfaces.value}")
    database = Database(settings.database)
    print(f"database: {database.engine.dialect.name}")
    if not head_is(database):
        faults.append("The tables are not this version's: run `feedback migrate`.")
    try:
        keys = _keys(settings)
        if not keys.answers():
            faults.append("The key file does not open the key store.")
    except KeyFileMissing as missing:
        faults.append(str(missing))
    for fault in faults:
        print(f"  - {fault}")
    print("All is well." if not faults else f"{len(faults)} to put right before real use.")
    return FINDINGS if faults else DONE


def run_keys_new(_args: argparse.Namespace) -> int:
    """Make the key file; never over an existing one."""
    path = read_settings().key_encryption_file
    if path.exists():
        return _say_wrong(f"{path.name} is there already; it is never replaced.")
    write_keyfile(path, new_keyfile())
    print(f"Made {path.name}. Back it up now: without it the words are lost.")
    return DONE


def run_keys_rotate(_args: argparse.Namespace) -> int:
    """Wrap every key anew, then destroy the older key-encryption keys. The app may go on running.

    Ended on the way, it is simply run again: no step leaves a key that the file cannot open.
    """
    settings = read_settings()
    path = settings.key_encryption_file
    renewed = with_new_kek(read_keyfile(path))
    write_keyfile(path, renewed)  # both are there until every key is wrapped anew
    keys = Keys(Database(settings.keys), renewed)
    keys.prepare()
    moved = keys.rewrap()
    write_keyfile(path, only_newest(renewed))
    print(f"{moved} keys wrapped anew. Older copies of the key store are dead: make a new one.")
    return DONE


def run_keys_backup(args: argparse.Namespace) -> int:
    """Copy key store (sealed) and key file; keep them apart from each other and the data."""
    settings = read_settings()
    keyfile = read_keyfile(settings.key_encryption_file)
    keys = _keys(settings)
    try:
        args.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        back_up(
            settings.keys, args.folder / "keys.backup", keyfile.derived(BACKUP_PURPOSE),
            datetime.now(UTC), what=KEY_STORE, epochs=json.dumps(sorted(keys.epochs())),
        )  # fmt: skip
        write_keyfile(args.folder / "kek", keyfile)
    except (BackupRefused, OSError) as fault:
        return _say_wrong(f"no copy was made: {fault}")
    print("Copied keys.backup and kek. Keep kek in a safe of its own, in three places.")
    return DONE


def run_keys_restore(args: argparse.Namespace) -> int:
    """Bring a lost key store back, verified first; never over one that holds keys."""
    settings = read_settings()
    keyfile = read_keyfile(args.kek)
    there = Keys(Database(settings.keys), keyfile)
    there.prepare()
    if there.count():
        return _say_wrong(
            f"the key store here holds {there.count()} keys. An older copy would bring deleted "
            "ones back and lose newer ones. Only if it is damaged: move it away, then try again."
        )
    try:
        told = inspect(args.file, keyfile.derived(BACKUP_PURPOSE))
        if not set(json.loads(told.get("epochs", "[]"))) <= set(keyfile.keks):
            raise BackupRefused("This kek is from before or after a rotation: find its own.")
        restore(settings.keys, args.file, keyfile.derived(BACKUP_PURPOSE), what=KEY_STORE)
        write_keyfile(settings.key_encryption_file, keyfile)
    except (BackupRefused, OSError) as refused:
        return _say_wrong(f"nothing was restored: {refused}")
    print(f"Restored {there.count()} keys as they were at {told['made_at']}.")
    return DONE


def run_audit_verify(args: argparse.Namespace) -> int:
    """Check the chain; prints its head, to be anchored elsewhere."""
    anchored = None
    if args.anchor:
        place, _, hashed = args.anchor.partition(":")
        if not place.isdigit():
            return _say_wrong("--anchor is PLACE:HASH, as this command prints it.")
        anchored = (int(place), hashed)
    with Database(read_settings().database).reading() as session:
        breaks = verify(session, anchored=anchored)
        place_now, hash_now = head(session)
    for found in breaks:
        print(f"entry {found.place} {found.why}")
    print(f"head {place_now}:{hash_now}")
    return FINDINGS if breaks else DONE


def _keys(settings: Settings) -> Keys:
    keys = Keys(Database(settings.keys), read_keyfile(settings.key_encryption_file))
    keys.prepare()
    return keys


def _backup_key(settings: Settings) -> bytes:
    return read_keyfile(settings.key_encryption_file).derived(BACKUP_PURPOSE)


def _say_wrong(words: str) -> int:
    print(f"feedback: {words}", file=sys.stderr)
    return WRONG_USE

"""Which key-encryption keys are there? A small file, kept apart from the data."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedback.whole_file import whole_file

KEY_BYTES = 32


class KeyFileMissing(Exception):  # noqa: N818 - a story
    """No key file although there are sealed words: they stay closed until it is put back."""


@dataclass(frozen=True, slots=True, repr=False)
class KeyFile:
    """Key-encryption keys by epoch (the highest seals), and a pepper for keyed hashes."""

    keks: dict[int, bytes]
    pepper: bytes

    @property
    def epoch(self) -> int:
        """The epoch new keys are wrapped under."""
        return max(self.keks)

    def derived(self, purpose: str) -> bytes:
        """32 bytes for one purpose (keyed hashes, links), from the pepper."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(self.pepper)


def read_keyfile(path: Path) -> KeyFile:
    """Read the key file. Raises KeyFileMissing with what to do."""
    try:
        held = json.loads(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise KeyFileMissing(
            f"The key file {path.name} is not there. Put it back from `feedback keys backup`; "
            "only for a new installation make one with `feedback keys new`."
        ) from None
    return KeyFile(
        keks={int(epoch): base64.b64decode(kek) for epoch, kek in held["keks"].items()},
        pepper=base64.b64decode(held["pepper"]),
    )


def write_keyfile(path: Path, keys: KeyFile) -> None:
    """Write the key file whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps(
        {
            "keks": {str(n): base64.b64encode(kek).decode() for n, kek in keys.keks.items()},
            "pepper": base64.b64encode(keys.pepper).decode(),
        }
    )
    if path.exists():
        for left in path.parent.glob(".writing-*"):  # by a rotation that was killed: it holds keys
            left.unlink(missing_ok=True)
    with whole_file(path) as part:
        part.write_text(text, "ascii")


def new_keyfile() -> KeyFile:
    """Fresh keys for a new installation."""
    return KeyFile({1: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))


def with_new_kek(keys: KeyFile) -> KeyFile:
    """The same file with a further key-encryption key, which seals from now on."""
    return KeyFile({**keys.keks, keys.epoch + 1: secrets.token_bytes(KEY_BYTES)}, keys.pepper)


def only_newest(keys: KeyFile) -> KeyFile:
    """The file without earlier keys: what only they could open is gone for good."""
    return KeyFile({keys.epoch: keys.keks[keys.epoch]}, keys.pepper)

"""How are words kept closed? One key per response, in a store apart from the data."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Integer, LargeBinary, String, delete, insert, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from feedback.sealing.keyfile import KEY_BYTES, KeyFile
from feedback.store.database import Database

NONCE_BYTES = 12
HASH_PURPOSES = ("resume code", "resume words", "invitation link", "open link", "concern")


class WordsAreGone(Exception):  # noqa: N818 - a story
    """The key was destroyed (withdrawn, or kept long enough): nobody can read these words."""


class SealBroken(Exception):  # noqa: N818 - a story
    """The sealed bytes are not what was sealed, or belong elsewhere."""


class KeyBase(DeclarativeBase):
    """Tables of the key store, which has no migrations: one table that never changes."""


class WrappedKey(KeyBase):
    """A key wrapped by the key-encryption key of its epoch."""

    __tablename__ = "wrapped_key"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - the library's own protocol

    owner: Mapped[str] = mapped_column(String(80), primary_key=True)
    epoch: Mapped[int] = mapped_column(Integer)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True, repr=False)
class OpenKey:
    """An unwrapped key: seals and opens the words of one owner."""

    owner: str
    _cipher: AESGCM

    def seal(self, words: str, place: str) -> bytes:
        """Seal `words`; they open only at the same `place` (a question's key, say)."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        bound = f"{self.owner}|{place}".encode()
        return nonce + self._cipher.encrypt(nonce, words.encode(), bound)

    def unseal(self, sealed: bytes, place: str) -> str:
        """Open what `seal` closed. Raises SealBroken."""
        bound = f"{self.owner}|{place}".encode()
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound).decode()
        except InvalidTag:
            raise SealBroken(f"the seal at {place} does not hold") from None


class Keys:
    """The key store: makes, opens and destroys keys by their owner's id."""

    def __init__(self, database: Database, keyfile: KeyFile) -> None:
        self._database = database
        self._keyfile = keyfile
        self._keks = {epoch: AESGCM(kek) for epoch, kek in keyfile.keks.items()}
        self._hashing = {purpose: keyfile.derived(purpose) for purpose in HASH_PURPOSES}

    def prepare(self) -> None:
        """Make the key store's table where it is missing."""
        KeyBase.metadata.create_all(self._database.engine)

    def answers(self) -> bool:
        """Whether the key store can be read and is wrapped by a key this file holds."""
        with self._database.reading() as session:
            epochs = set(session.scalars(select(WrappedKey.epoch).distinct()))
        return epochs <= set(self._keks)

    def make(self, owner: str) -> OpenKey:
        """A key for `owner`, durable before this returns; the same one when called again.

        Call it before the data's transaction: a key without data harms nobody, data
        without its key would be lost.
        """
        held = self._find(owner)
        if held is not None:
            return held
        key = secrets.token_bytes(KEY_BYTES)
        nonce = secrets.token_bytes(NONCE_BYTES)
        epoch = self._keyfile.epoch
        wrapped = nonce + self._keks[epoch].encrypt(nonce, key, owner.encode())
        with self._database.writing() as session:
            there = session.scalar(select(WrappedKey.owner).where(WrappedKey.owner == owner))
            if there is None:
                session.execute(
                    insert(WrappedKey).values(owner=owner, epoch=epoch, wrapped=wrapped)
                )
        return self.open(owner) if there else OpenKey(owner, AESGCM(key))

    def open(self, owner: str) -> OpenKey:
        """The key of `owner`. Raises WordsAreGone where it was destroyed or never made."""
        held = self._find(owner)
        if held is None:
            raise WordsAreGone(owner)
        return held

    def open_many(self, owners: list[str]) -> dict[str, OpenKey]:
        """The keys that still exist among `owners`."""
        found: dict[str, OpenKey] = {}
        with self._database.reading() as session:
            for start in range(0, len(owners), 500):
                rows = session.execute(
                    select(WrappedKey.owner, WrappedKey.epoch, WrappedKey.wrapped).where(
                        WrappedKey.owner.in_(owners[start : start + 500])
                    )
                )
                found |= {
                    row.owner: self._unwrap(row.owner, row.epoch, row.wrapped) for row in rows
                }
        return found

    def destroy(self, owner: str) -> None:
        """Forget the key of `owner` at once; harmless where there is none."""
        with self._database.writing() as session:
            session.execute(delete(WrappedKey).where(WrappedKey.owner == owner))

    def keyed_hash(self, purpose: str, text: str) -> str:
        """A hash (64 hex digits) that only the holder of the key file can compute."""
        return hmac.new(self._hashing[purpose], text.encode(), hashlib.sha256).hexdigest()

    def rewrap(self) -> int:
        """Wrap every key under the newest key-encryption key; how many were moved."""
        newest, moved = self._keyfile.epoch, 0
        with self._database.writing() as session:
            rows = session.execute(
                select(WrappedKey.owner, WrappedKey.epoch, WrappedKey.wrapped).where(
                    WrappedKey.epoch != newest
                )
            ).all()
            for row in rows:
                key = self._keks[row.epoch].decrypt(
                    row.wrapped[:NONCE_BYTES], row.wrapped[NONCE_BYTES:], row.owner.encode()
                )
                nonce = secrets.token_bytes(NONCE_BYTES)
                wrapped = nonce + self._keks[newest].encrypt(nonce, key, row.owner.encode())
                session.execute(
                    update(WrappedKey)
                    .where(WrappedKey.owner == row.owner)
                    .values(epoch=newest, wrapped=wrapped)
                )
                moved += 1
        return moved

    def _find(self, owner: str) -> OpenKey | None:
        with self._database.reading() as session:
            row = session.execute(
                select(WrappedKey.epoch, WrappedKey.wrapped).where(WrappedKey.owner == owner)
            ).first()
        return None if row is None else self._unwrap(owner, row.epoch, row.wrapped)

    def _unwrap(self, owner: str, epoch: int, wrapped: bytes) -> OpenKey:
        try:
            key = self._keks[epoch].decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], owner.encode()
            )
        except (InvalidTag, KeyError):
            raise SealBroken(
                "a key in the key store was wrapped by a key-encryption key this file lacks"
            ) from None
        return OpenKey(owner, AESGCM(key))

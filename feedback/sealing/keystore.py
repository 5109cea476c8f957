"""How are words kept closed? One key per response, in a store apart from the data."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import (
    Integer,
    LargeBinary,
    String,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from feedback.sealing.keyfile import KEY_BYTES, KeyFile
from feedback.store.database import Database
from feedback.store.once import insert_once
from feedback.store.turns import take_turn

NONCE_BYTES = 12
ROTATED = "(rotated)"  # no owner: the row that says under which epoch new keys must be wrapped
HASH_PURPOSES = (
    "resume code", "resume words", "invitation link", "open link", "concern", "delegate",
    "no follow-ups",
    "theme answer", "compact return",
)  # fmt: skip


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


class KeyFileOld(Exception):  # noqa: N818 - a story
    """The key store was rotated, and the key file here is the one from before."""


@dataclass(frozen=True, slots=True, repr=False)
class OpenKey:
    """An unwrapped key: seals and opens the words of one owner."""

    owner: str
    _cipher: AESGCM

    def seal(self, words: str, place: str) -> bytes:
        """Seal `words`; they open only at the same `place` (a question's key, say)."""
        return self.seal_bytes(words.encode(), place)

    def unseal(self, sealed: bytes, place: str) -> str:
        """Open what `seal` closed. Raises SealBroken."""
        return self.unseal_bytes(sealed, place).decode()

    def seal_bytes(self, raw: bytes, place: str) -> bytes:
        """Seal a whole file, like words."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        bound = f"{self.owner}|{place}".encode()
        return nonce + self._cipher.encrypt(nonce, raw, bound)

    def unseal_bytes(self, sealed: bytes, place: str) -> bytes:
        """Open what `seal_bytes` closed. Raises SealBroken."""
        bound = f"{self.owner}|{place}".encode()
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
        except InvalidTag:
            raise SealBroken(f"the seal at {place} does not hold") from None


class _Ring:
    """The key-encryption keys of one key file, ready for use."""

    def __init__(self, keyfile: KeyFile) -> None:
        self.epoch = keyfile.epoch
        self.keks = {epoch: AESGCM(kek) for epoch, kek in keyfile.keks.items()}

    def wrap(self, owner: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self.keks[self.epoch].encrypt(nonce, key, owner.encode())

    def unwrap(self, owner: str, epoch: int, wrapped: bytes) -> bytes:
        try:
            return self.keks[epoch].decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], owner.encode()
            )
        except (InvalidTag, KeyError):
            raise SealBroken(
                "a key in the key store was wrapped by a key-encryption key this file lacks"
            ) from None


class Keys:
    """The key store: makes, opens and destroys keys by their owner's id."""

    def __init__(
        self, database: Database, keyfile: KeyFile, reread: Callable[[], KeyFile] | None = None
    ) -> None:
        """`reread` gives the key file as it is now: asked when somebody rotated meanwhile."""
        self._database = database
        self._ring = _Ring(keyfile)
        self._reread = reread
        self._hashing = {purpose: keyfile.derived(purpose) for purpose in HASH_PURPOSES}

    def prepare(self) -> None:
        """Make the key store's table where it is missing."""
        with self._database.writing() as session:
            take_turn(session, "key store")  # several processes start at once
            KeyBase.metadata.create_all(session.connection())

    def epochs(self) -> set[int]:
        """The epochs of the key-encryption keys that the store needs."""
        with self._database.reading() as session:
            return set(session.scalars(select(WrappedKey.epoch).distinct()))

    def count(self) -> int:
        """How many keys there are."""
        with self._database.reading() as session:
            counted = select(func.count()).select_from(WrappedKey)
            return session.scalar(counted.where(WrappedKey.owner != ROTATED)) or 0

    def answers(self) -> bool:
        """Whether the key store can be read and is wrapped by a key this file holds."""
        return self.epochs() <= set(self._ring.keks)

    def make(self, owner: str) -> OpenKey:
        """A key for `owner`, durable before this returns; the same one when called again.

        Call it before the data's transaction: a key without data harms nobody, data
        without its key would be lost. Raises KeyFileOld.
        """
        held = self._find(owner)
        if held is not None:
            return held
        try:
            return self._make(owner)
        except KeyFileOld:
            self._look_again()
            return self._make(owner)

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
        self._database.forget_log()

    def destroy_all(self, owners: Sequence[str]) -> int:
        """Forget the keys of these owners at once; how many there were."""
        destroyed = 0
        with self._database.writing() as session:
            for start in range(0, len(owners), 500):
                gone = session.execute(
                    delete(WrappedKey).where(WrappedKey.owner.in_(owners[start : start + 500]))
                )
                destroyed += gone.rowcount  # type: ignore[attr-defined]  # a DELETE's result has it
        if destroyed:
            self._database.forget_log()
        return destroyed

    def keyed_hash(self, purpose: str, text: str) -> str:
        """A hash (64 hex digits) that only the holder of the key file can compute."""
        return hmac.new(self._hashing[purpose], text.encode(), hashlib.sha256).hexdigest()

    def rewrap(self) -> int:
        """Wrap every key under the newest key-encryption key; how many were moved.

        From the commit on, a process that still holds the older key file can make no key under it:
        the words sealed so would be lost with the older key.
        """
        ring, moved = self._ring, 0
        with self._database.writing() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text("LOCK TABLE wrapped_key IN SHARE ROW EXCLUSIVE MODE"))
            rows = session.execute(
                select(WrappedKey.owner, WrappedKey.epoch, WrappedKey.wrapped).where(
                    WrappedKey.epoch != ring.epoch, WrappedKey.owner != ROTATED
                )
            ).all()
            for row in rows:
                key = ring.unwrap(row.owner, row.epoch, row.wrapped)
                session.execute(
                    update(WrappedKey)
                    .where(WrappedKey.owner == row.owner)
                    .values(epoch=ring.epoch, wrapped=ring.wrap(row.owner, key))
                )
                moved += 1
            session.execute(delete(WrappedKey).where(WrappedKey.owner == ROTATED))
            session.execute(insert(WrappedKey).values(owner=ROTATED, epoch=ring.epoch, wrapped=b""))
        self._database.forget_log()
        return moved

    def _make(self, owner: str) -> OpenKey:
        ring, key = self._ring, secrets.token_bytes(KEY_BYTES)
        with self._database.writing() as session:
            # Insert first, look second: on PostgreSQL the insert waits for a rotation under way.
            made = insert_once(
                session, WrappedKey, owner=owner, epoch=ring.epoch, wrapped=ring.wrap(owner, key)
            )
            rotated = session.scalar(select(WrappedKey.epoch).where(WrappedKey.owner == ROTATED))
            if rotated is not None and rotated > ring.epoch:
                raise KeyFileOld("the key store was rotated: this process has an older key file")
        return OpenKey(owner, AESGCM(key)) if made else self.open(owner)

    def _find(self, owner: str) -> OpenKey | None:
        with self._database.reading() as session:
            row = session.execute(
                select(WrappedKey.epoch, WrappedKey.wrapped).where(WrappedKey.owner == owner)
            ).first()
        return None if row is None else self._unwrap(owner, row.epoch, row.wrapped)

    def _unwrap(self, owner: str, epoch: int, wrapped: bytes) -> OpenKey:
        if epoch not in self._ring.keks:
            self._look_again()
        return OpenKey(owner, AESGCM(self._ring.unwrap(owner, epoch, wrapped)))

    def _look_again(self) -> None:
        if self._reread is not None:
            self._ring = _Ring(self._reread())

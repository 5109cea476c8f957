"""How is a file kept so that only the holder of one key can read it, however long it is?"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from feedback.sealing.keystore import OpenKey, SealBroken
from feedback.whole_file import whole_file

PIECE = 256 * 1024  # bytes sealed at once
_LENGTH = struct.Struct(">I")
_END = "end"


def write_sealed(path: Path, key: OpenKey, chunks: Iterable[bytes]) -> int:
    """Write what comes, sealed piece by piece; how many bytes it was.

    The file appears under its name only when it is whole and on the disk. The last piece says how
    many there are: a file that was cut does not open.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with whole_file(path) as part, part.open("wb") as out:
        return _write(out, key, chunks)


def read_sealed(path: Path, key: OpenKey) -> Iterator[bytes]:
    """What was written, piece by piece. Raises SealBroken where it was changed or cut."""
    with path.open("rb") as sealed:
        number = 0
        piece = _next(sealed)
        while after := _next(sealed):
            yield key.unseal_bytes(piece, str(number))
            number += 1
            piece = after
        if not piece or key.unseal(piece, _END) != str(number):
            raise SealBroken("the file was cut")


def _next(sealed: BinaryIO) -> bytes:
    head = sealed.read(_LENGTH.size)
    return sealed.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""


def _write(out: BinaryIO, key: OpenKey, chunks: Iterable[bytes]) -> int:
    size, number = 0, 0
    for piece in _pieces(chunks):
        size += len(piece)
        _put(out, key.seal_bytes(piece, str(number)))
        number += 1
    _put(out, key.seal(str(number), _END))
    return size


def _put(out: BinaryIO, sealed: bytes) -> None:
    out.write(_LENGTH.pack(len(sealed)))
    out.write(sealed)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)

"""Is a sealed file whole, readable with its key, and never half?"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback.sealing.keystore import OpenKey, SealBroken
from feedback.sealing.sealed_file import PIECE, read_sealed, write_sealed
from feedback.services import Services

CONTENT = [b"a" * 100, b"b" * PIECE * 2, b"", b"last"]


@pytest.fixture
def key(services: Services) -> OpenKey:
    return services.keys.make("export:1")


def test_a_file_comes_back_as_it_was_and_no_piece_of_it_is_readable(
    tmp_path: Path, key: OpenKey
) -> None:
    path = tmp_path / "exports" / "one.sealed"
    assert write_sealed(path, key, CONTENT) == sum(map(len, CONTENT))
    assert b"".join(read_sealed(path, key)) == b"".join(CONTENT)
    assert b"last" not in path.read_bytes()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("left", [0, 3, 50, -1, -40])
def test_a_file_that_was_cut_does_not_pass_for_whole(
    tmp_path: Path, key: OpenKey, left: int
) -> None:
    path = tmp_path / "one.sealed"
    write_sealed(path, key, CONTENT)
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(SealBroken):
        list(read_sealed(path, key))


def test_pieces_cannot_change_places(tmp_path: Path, key: OpenKey) -> None:
    path = tmp_path / "one.sealed"
    write_sealed(path, key, [b"a" * PIECE, b"b" * PIECE])
    size = (len(path.read_bytes()) - 45) // 2
    whole = path.read_bytes()
    path.write_bytes(whole[size : 2 * size] + whole[:size] + whole[2 * size :])
    with pytest.raises(SealBroken):
        list(read_sealed(path, key))


def test_what_breaks_while_it_is_written_leaves_nothing(tmp_path: Path, key: OpenKey) -> None:
    def breaking() -> object:
        yield b"half"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_sealed(tmp_path / "one.sealed", key, breaking())  # type: ignore[arg-type]  # lazily
    assert list(tmp_path.glob("*.sealed")) == []

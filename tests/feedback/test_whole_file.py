"""Is a file whole or not there, whatever happens while it is written?"""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from feedback.whole_file import whole_file


def test_it_appears_whole_for_its_owner_alone_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "chapter.docx"
    with whole_file(path) as part:
        part.write_text("first half, ")
        assert not path.exists()
        part.write_text("first half, second half")
    assert path.read_text() == "first half, second half"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def write(path: Path, words: str, *, meanwhile: str = "") -> None:
    """New words over it; `meanwhile`: somebody else writes there before they are done."""
    with whole_file(path, over=not meanwhile) as part:
        part.write_text(words)
        if not words:
            raise RuntimeError("the disk is full")
        if meanwhile:
            path.write_text(meanwhile)


def test_what_breaks_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="the disk is full"):
        write(path, "")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_it_does_not_write_over_one_that_came_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "chapter.pdf"
    with pytest.raises(FileExistsError):
        write(path, "mine", meanwhile="theirs")
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]

"""Does `feedback scan` keep the file's shape and say nothing of its words?"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import pytest

from feedback import cli_scan


def scan(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli_scan.register(parser.add_subparsers())
    return cli_scan.run(parser.parse_args(["scan", *words]))


def test_columns_and_rows_stay_in_order_and_three_columns_are_added(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(b'\xef\xbb\xbfid,said\n1,my dad hits me\n2,\n3,"i like\npizza, lots"\n')
    assert scan(str(source), "--text", "said", "--out", str(out)) == 0
    with out.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    assert table[0] == ["id", "said", "level", "kinds", "spans"]
    assert [row[0] for row in table[1:]] == ["1", "2", "3"]
    assert table[1][2:4] == ["urgent", "physical"]
    assert table[2][2:] == ["none", "", ""]
    assert table[3][1] == "i like\npizza, lots"
    start, end = table[1][4].split(";")[0].split("-")
    assert "hits" in "my dad hits me"[int(start) : int(end)]


def test_fast_gives_the_inline_verdict(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("t\nmy dad hits me\n", encoding="utf-8")
    words = [str(source), "--text", "t", "--out", str(out), "--fast", "--audience", "parent"]
    assert scan(*words) == 0
    assert "urgent" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content", [b"", b"other\nx\n", b"t,level\nx,y\n", b"t\n\xff\xfe\n", b"t\na,b\n"]
)
def test_wrong_use_ends_with_2_and_leaves_no_file(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(content)
    assert scan(str(source), "--text", "t", "--out", str(out)) == 2
    assert list(tmp_path.iterdir()) == [source]
    assert capsys.readouterr().err.startswith("feedback scan: ")


def test_a_missing_file_is_wrong_use(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.csv")
    assert scan(gone, "--text", "t", "--out", str(tmp_path / "o.csv")) == 2

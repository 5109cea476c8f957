"""Does `feedback redact` keep its promises to an analyst?"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from feedback.cli import main


def test_rows_are_kept_and_spans_are_told(tmp_path: Path) -> None:
    source, out, names = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "names.txt"
    source.write_text('\ufeffid,said\n1,"Zorbina, my worker, is kind"\n2,\n', encoding="utf-8")
    names.write_text("Zorbina Quill\n", encoding="utf-8")
    assert (
        main(["redact", str(source), "--text", "said", "--names", str(names), "--out", str(out)])
        == 0
    )
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["id"] for row in rows] == ["1", "2"]
    assert rows[0]["redacted"] == "[name], my worker, is kind"
    assert json.loads(rows[0]["found"]) == [
        {"kind": "name", "start": 0, "end": 7, "text": "Zorbina"}
    ]
    assert (rows[1]["redacted"], rows[1]["found"]) == ("", "[]")


def test_a_missing_column_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.csv"
    source.write_text("said\nsecret words\n")
    out = tmp_path / "out.csv"
    assert main(["redact", str(source), "--text", "text", "--out", str(out)]) == 2
    assert "no column text" in capsys.readouterr().err
    assert not out.exists()

"""Do the themes commands keep their promises to an analyst?"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from feedback.cli import main

BOOK = "themes:\n  - {key: kind, words: [kind, rude]}\n  - {key: bus, words: [bus]}\n"
ANSWERS = "\ufeffid,said\n1,She was kind\n2,\n3,The bus is late\n"


def written(tmp_path: Path, name: str, text: str) -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_assign_writes_row_theme_and_score(tmp_path: Path) -> None:
    source, book = written(tmp_path, "in.csv", ANSWERS), written(tmp_path, "b.yaml", BOOK)
    out = tmp_path / "out.csv"
    wishes = ["--text", "said", "--codebook", book, "--embedder", "none", "--out", str(out)]
    assert main(["themes", "assign", source, *wishes]) == 0
    rows = rows_of(out)
    assert list(rows[0]) == ["row", "theme", "score"]
    assert [(r["row"], r["theme"]) for r in rows] == [("0", "kind"), ("1", ""), ("2", "bus")]
    assert all(len(r["score"].split(".")[1]) == 4 for r in rows)


def test_sentiment_keeps_columns_and_rows(tmp_path: Path) -> None:
    source, out = written(tmp_path, "in.csv", ANSWERS), tmp_path / "out.csv"
    assert main(["themes", "sentiment", source, "--text", "said", "--out", str(out)]) == 0
    rows = rows_of(out)
    assert list(rows[0]) == ["id", "said", "sentiment", "sureness"]
    assert [r["id"] for r in rows] == ["1", "2", "3"]
    assert rows[0]["sentiment"] == "positive"


def test_discover_puts_each_row_in_a_theme_or_in_unplaced(tmp_path: Path) -> None:
    source, out = written(tmp_path, "in.csv", ANSWERS), tmp_path / "out.json"
    wishes = ["--text", "said", "--themes", "2", "--embedder", "tfidf", "--out", str(out)]
    assert main(["themes", "discover", source, *wishes]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert sorted([*(r for one in found["themes"] for r in one["rows"]), *found["unplaced"]]) == [
        0, 1, 2,
    ]  # fmt: skip
    assert found["unplaced"] == [1]
    assert all(set(one) == {"name", "words", "rows", "quotes"} for one in found["themes"])


@pytest.mark.parametrize(
    "wishes",
    [
        ["assign", "--text", "nope", "--codebook", "b.yaml"],
        ["assign", "--text", "said", "--codebook", "missing.yaml"],
        ["assign", "--text", "said", "--codebook", "in.csv"],
        ["assign", "--text", "said", "--codebook", "b.yaml", "--per-comment", "0"],
        ["assign", "--text", "said", "--codebook", "b.yaml", "--coded", "in.csv"],
        ["discover", "--text", "said", "--themes", "0"],
        ["sentiment", "--text", "said", "--question", "nope"],
        ["sentiment", "--text", "said", "--coded", "coded.csv"],
    ],
)
def test_wrong_use_is_told_without_words_and_writes_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    wishes: list[str],
) -> None:
    written(tmp_path, "in.csv", ANSWERS)
    written(tmp_path, "b.yaml", BOOK)
    written(tmp_path, "coded.csv", "said,sentiment\nSecretly sad,blue\n")
    monkeypatch.chdir(tmp_path)
    assert main(["themes", wishes[0], "in.csv", *wishes[1:], "--out", "out.csv"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"feedback themes {wishes[0]}:")
    assert "She was kind" not in told
    assert "Secretly" not in told
    assert not (tmp_path / "out.csv").exists()


def test_web_and_worker_start_with_none_of_the_heavy_libraries() -> None:
    script = (
        "import sys\nimport feedback.app, feedback.cli_run, feedback.cli_worker\n"
        "print([m for m in ('numpy', 'sklearn', 'onnxruntime', 'textblob') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

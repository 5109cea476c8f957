"""Does `feedback chat match` keep the file as it was and add what was understood?"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from feedback.cli import main


def match(tmp_path: Path, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert main(["chat", "match", str(source), "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_and_columns_stay_and_three_are_added(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "options": "YN", "utterance": "yeah pls"},
        {"id": "2", "options": "Red|Blue", "utterance": ""},
    ]
    found = match(tmp_path, rows)
    assert [list(one) for one in found] == [
        ["id", "options", "utterance", "outcome", "value", "sureness"]
    ] * 2
    assert [one["id"] for one in found] == ["1", "2"]
    assert found[0] | {"sureness": ""} == rows[0] | {
        "outcome": "accept", "value": "Yes", "sureness": "",
    }  # fmt: skip
    assert (found[1]["outcome"], found[1]["value"]) == ("ask", "")


@pytest.mark.parametrize(
    ("said", "outcome", "value"),
    [
        ("a and c", "accept", "Dogs|Newts"),
        ("the first two", "accept", "Dogs|Cats"),
        ("none of them", "accept", "None of these"),
        ("everything except cats", "confirm", "Dogs|Newts"),
        ("13", "ask", ""),
        ("skip", "command", "skip"),
    ],
)
def test_several_answers_at_once(tmp_path: Path, said: str, outcome: str, value: str) -> None:
    row = {"options": "Dogs|Cats|Newts|None of these", "utterance": said, "multi": "1"}
    found = match(tmp_path, [row])[0]
    assert (found["outcome"], found["value"]) == (outcome, value)


@pytest.mark.parametrize("options", ["", "Nothing", "XX", "a|a"])
def test_options_that_are_none_are_told_by_their_row(
    tmp_path: Path, options: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(f'options,utterance\n"{options}",secret words\n', "utf-8")
    assert main(["chat", "match", str(source), "--out", str(tmp_path / "out.csv")]) == 2
    told = capsys.readouterr().err
    assert "row 2" in told
    assert "secret" not in told
    assert not (tmp_path / "out.csv").exists()

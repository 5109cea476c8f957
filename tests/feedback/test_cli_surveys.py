"""Does `feedback surveys check` say what is wrong, where, and with which exit code?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from feedback import cli_surveys

SURVEYS = Path(__file__).parents[1] / "surveys"


def check(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli_surveys.register(parser.add_subparsers(required=True))
    return cli_surveys.run(parser.parse_args(["surveys", "check", *words]))


def test_a_sound_survey_exits_0_and_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(str(SURVEYS / "sound.yaml")) == 0
    assert capsys.readouterr().out == ""


def test_an_error_is_printed_with_its_line_and_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    path = SURVEYS / "broken" / "unknown-code.yaml"
    assert check(str(path)) == 1
    line = capsys.readouterr().out
    assert line.startswith(f"{path}:66: error unknown-code: “abit” is not an answer")


def test_a_warning_alone_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(str(SURVEYS / "broken" / "no-why.yaml")) == 0
    assert " warning no-why: " in capsys.readouterr().out


def test_free_text_in_a_language_nobody_scans_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = (SURVEYS / "sound.yaml").read_text("utf-8")
    path = tmp_path / "unscanned.yaml"
    path.write_text(sound.replace("language: en", "language: cy"), "utf-8")
    assert check(str(path)) == 1
    said = f"{path}:6: error free-text-not-scanned: No lexicon scans “cy”"
    assert said in capsys.readouterr().out


def test_a_folder_is_searched(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(str(SURVEYS)) == 1
    out = capsys.readouterr()
    assert "broken/unreachable-number.yaml:" in out.out
    assert out.err.startswith("Checked ")


def test_json_has_the_same_mistakes(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(SURVEYS / "broken" / "no-why.yaml")
    assert check(path, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "path": path,
            "line": 36,
            "severity": "warning",
            "code": "no-why",
            "message": "This is a lot to ask. Add “why”: the reason, in plain words.",
        }
    ]


@pytest.mark.parametrize("name", ["nowhere.yaml", "empty"])
def test_a_path_without_surveys_is_wrong_use(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert check(str(tmp_path / name)) == 2
    assert capsys.readouterr().err.startswith("There ")


def test_no_path_is_wrong_use() -> None:
    with pytest.raises(SystemExit) as stopped:
        check()
    assert stopped.value.code == 2

"""Does `feedback report` keep a file that is there, unless it is told otherwise?"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback.cli import main


def test_a_file_that_is_there_is_written_over_only_when_forced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FEEDBACK_DATA_DIR", str(tmp_path / "instance"))
    assert main(["keys", "new"]) == 0
    assert main(["migrate"]) == 0
    out = tmp_path / "chapter.html"
    out.write_text("kept", encoding="utf-8")
    command = ["report", "--year", "2023-24", "--out", str(out)]
    assert main(command) == 2
    assert "--force writes over it" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "kept"
    assert main([*command, "--force"]) == 0
    assert "missing: Parents' feedback" in capsys.readouterr().err
    assert "Feedback from children and families" in out.read_text(encoding="utf-8")

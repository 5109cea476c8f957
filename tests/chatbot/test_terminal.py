"""Can a survey be talked through without a browser, and kept as a test?"""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.__main__ import main
from tests.chatbot.conversing import Engine, library, play, read_script

TOLD = ["#a:alone", "nah", "yeh", "realy good\n", "why", "#skip"]


def test_a_talk_shows_what_is_said_offered_and_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["young-person"], TOLD) == 0
    out = capsys.readouterr().out
    assert "bot: Are you OK to answer now?" in out
    assert "[#a:alone]" in out
    assert "= assent: alias" in out


def test_a_script_is_printed_that_replays(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["child-8-11", "--repro"], ["#a:alone", "no", "yes", "purple teapot"]) == 0
    path = tmp_path / "golden.yaml"
    path.write_text(capsys.readouterr().out, "utf-8")
    script = read_script(path)
    assert [line.told.what for line in script.lines] == ["a:alone", "no", "yes", "purple teapot"]
    assert play(script, Engine(library(script.survey)))


def test_a_childs_band_speaks_its_own_words(capsys: pytest.CaptureFixture[str]) -> None:
    main(["child-5-8"], [])
    assert "I'm not a person. I'm a form that chats." in capsys.readouterr().out


def test_what_is_no_survey_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("key: x", "utf-8")
    assert main([str(broken)], []) == 2
    assert "broken.yaml" in capsys.readouterr().err

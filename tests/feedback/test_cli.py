"""Does each command come from the module that is named for it, and `--help` name them all?"""

from __future__ import annotations

import argparse
import importlib

import pytest

from feedback.cli import ROOMS, main, rooms_for


def registered(room: str) -> set[str]:
    commands = argparse.ArgumentParser().add_subparsers()
    importlib.import_module(f"feedback.{room}").register(commands)
    return set(commands.choices)


def test_every_command_stands_beside_the_module_that_has_it() -> None:
    for room in set(ROOMS.values()):
        assert registered(room) == {name for name, its in ROOMS.items() if its == room}


def test_a_command_loads_its_own_module_alone() -> None:
    assert rooms_for(["worker", "--once"]) == ["cli_worker"]
    assert set(rooms_for([])) == set(rooms_for(["--help"])) == set(ROOMS.values())


def test_a_word_that_is_no_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sned"])
    assert ended.value.code == 2
    assert "worker" in capsys.readouterr().err

"""Does the terminal let the first member of staff in, and a leaver out?"""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback import cli_staff
from feedback.store.database import Database
from feedback.store.tables import metadata
from feedback.web.accounts import link_is_for, list_staff


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("FEEDBACK_DATA_DIR", str(tmp_path))
    made = Database(f"sqlite:///{tmp_path / 'feedback.sqlite'}")
    metadata.create_all(made.engine)
    return made


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli_staff.register(parser.add_subparsers())
    args = parser.parse_args(["staff", *words])
    done: int = args.run(args)
    return done


def test_adding_prints_a_link_that_leads_in(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("add", "Ann@Partnership.example", "--role", "administrator") == 0
    found = re.search(r"/staff/set-up/(\S+)", capsys.readouterr().out)
    assert found
    with database.reading() as session:
        assert link_is_for(session, found[1], datetime.now(UTC)) == "ann@partnership.example"
        assert [one.roles for one in list_staff(session)] == [("administrator",)]


def test_adding_again_adds_the_role(database: Database) -> None:
    for role in ("administrator", "duty_officer"):
        assert run("add", "ann@partnership.example", "--role", role) == 0
    with database.reading() as session:
        assert [one.roles for one in list_staff(session)] == [("administrator", "duty_officer")]


def test_disabling_closes_the_account_and_its_link(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", "ann@partnership.example", "--role", "analyst")
    found = re.search(r"/staff/set-up/(\S+)", capsys.readouterr().out)
    assert found
    assert run("disable", "ann@partnership.example") == 0
    with database.reading() as session:
        assert link_is_for(session, found[1], datetime.now(UTC)) is None
        assert [one.active for one in list_staff(session)] == [False]


@pytest.mark.parametrize(
    "words",
    [
        ("add", "not an address", "--role", "analyst"),
        ("add", "viewer@partnership.example", "--role", "team_viewer"),
        ("disable", "nobody@partnership.example"),
    ],
)
def test_wrong_use_exits_with_two_and_changes_nothing(
    database: Database, words: tuple[str, ...]
) -> None:
    assert run(*words) == 2
    with database.reading() as session:
        assert list_staff(session) == ()

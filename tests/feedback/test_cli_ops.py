"""Can an operator migrate, back up, restore and check, with the commands of the guide?"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from feedback.cli import main
from feedback.privacy.audit import note
from feedback.sealing.keyfile import read_keyfile
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.settings import Settings, read_settings
from feedback.store.database import Database
from feedback.store.outbox import AuditEntry
from tests.factories import DURING

WORDS = "more biscuits please"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with tables and keys, made by the commands alone."""
    monkeypatch.setenv("FEEDBACK_DATA_DIR", str(tmp_path / "instance"))
    assert main(["keys", "new"]) == 0
    assert main(["migrate"]) == 0
    return read_settings()


def keys_of(settings: Settings) -> Keys:
    keys = Keys(Database(settings.keys), read_keyfile(settings.key_encryption_file))
    keys.prepare()
    return keys


def seal(settings: Settings, owner: str = "response:1") -> bytes:
    return keys_of(settings).make(owner).seal(WORDS, "place")


def entries(settings: Settings) -> int:
    with Database(settings.database).reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def write_entry(settings: Settings, what: str = "seen") -> None:
    with Database(settings.database).writing() as session:
        note(session, who="a@example.org", what=what, about="concern:1", now=DURING)


def test_migrating_twice_does_nothing_more(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    assert "Nothing to do." in capsys.readouterr().out


def test_a_key_file_is_never_replaced(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = settings.key_encryption_file.read_bytes()
    assert main(["keys", "new"]) == 2
    assert "never replaced" in capsys.readouterr().err
    assert settings.key_encryption_file.read_bytes() == before


def test_a_backup_brings_the_data_back_as_they_were(settings: Settings, tmp_path: Path) -> None:
    write_entry(settings)
    copy = tmp_path / "copies" / "data.backup"
    copy.parent.mkdir()
    assert main(["backup", str(copy)]) == 0
    write_entry(settings, "later")
    assert main(["restore", "--check", str(copy)]) == 0
    assert entries(settings) == 2, "checking changes nothing"
    assert main(["restore", str(copy)]) == 0
    assert entries(settings) == 1


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "missing"])
def test_a_damaged_copy_is_refused_and_the_data_stay(
    settings: Settings, tmp_path: Path, harm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_entry(settings)
    copy = tmp_path / "data.backup"
    main(["backup", str(copy)])
    whole = copy.read_bytes()
    harmed = {"cut": whole[:-40], "empty": b"",
              "flip": whole[:500] + bytes([whole[500] ^ 1]) + whole[501:]}  # fmt: skip
    copy.unlink()
    if harm != "missing":
        copy.write_bytes(harmed[harm])
    assert main(["restore", str(copy)]) == 2
    assert "nothing was restored" in capsys.readouterr().err
    assert entries(settings) == 1


def test_the_data_copy_holds_no_key_and_no_words(settings: Settings, tmp_path: Path) -> None:
    seal(settings)
    copy = tmp_path / "data.backup"
    main(["backup", str(copy)])
    assert WORDS.encode() not in copy.read_bytes()
    assert settings.key_encryption_file.read_bytes() not in copy.read_bytes()


def test_lost_keys_come_back_from_their_copy_and_open_the_words(
    settings: Settings, tmp_path: Path
) -> None:
    sealed, folder = seal(settings), tmp_path / "safe"
    assert main(["keys", "backup", str(folder)]) == 0
    for path in (settings.data_dir / "keys").iterdir():
        path.unlink()
    assert main(["keys", "restore", str(folder / "keys.backup"), str(folder / "kek")]) == 0
    assert keys_of(settings).open("response:1").unseal(sealed, "place") == WORDS


def test_a_copy_of_the_keys_is_never_put_over_living_ones(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(settings)
    folder = tmp_path / "safe"
    main(["keys", "backup", str(folder)])
    keys_of(settings).destroy("response:1")
    seal(settings, "response:2")
    assert main(["keys", "restore", str(folder / "keys.backup"), str(folder / "kek")]) == 2
    assert "bring deleted ones back" in " ".join(capsys.readouterr().err.split())
    with pytest.raises(WordsAreGone):
        keys_of(settings).open("response:1")


def test_rotation_keeps_the_words_and_kills_older_copies(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed, folder = seal(settings), tmp_path / "safe"
    main(["keys", "backup", str(folder)])
    assert main(["keys", "rotate"]) == 0
    assert keys_of(settings).open("response:1").unseal(sealed, "place") == WORDS
    for path in (settings.data_dir / "keys").glob("keys.sqlite*"):
        path.unlink()
    newest = str(settings.key_encryption_file)
    assert main(["keys", "restore", str(folder / "keys.backup"), newest]) == 2
    assert "nothing was restored" in capsys.readouterr().err


def test_the_audit_is_sound_until_somebody_touches_it(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        write_entry(settings)
    assert main(["audit", "verify"]) == 0
    anchor = capsys.readouterr().out.split("head ")[1].strip()
    with Database(settings.database).writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.place == 2).values(who="b@example.org"))
    assert main(["audit", "verify"]) == 1
    assert "entry 2 was changed" in capsys.readouterr().out
    with Database(settings.database).writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.place >= 2))
    assert main(["audit", "verify"]) == 0, "a cut alone is seen only against the anchor"
    assert main(["audit", "verify", "--anchor", anchor]) == 1
    assert main(["audit", "verify", "--anchor", "yesterday"]) == 2


def test_the_doctor_says_what_production_would_refuse(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "FEEDBACK_SECRET_KEY" in told
    assert "to put right before real use" in told


def test_the_doctor_says_that_tables_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FEEDBACK_DATA_DIR", str(tmp_path))
    main(["keys", "new"])
    assert main(["doctor"]) == 1
    assert "feedback migrate" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["backup", "x"], ["keys", "rotate"], ["keys", "backup", "y"], ["restore", "x"]]
)
def test_without_its_key_file_every_command_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("FEEDBACK_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert main(command) == 2
    assert "key file" in capsys.readouterr().err

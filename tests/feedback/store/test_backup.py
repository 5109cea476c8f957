"""Does a sound copy come back, and is a damaged one refused?"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from feedback.store.backup import BackupRefused, back_up, restore, unseal_file
from feedback.store.database import Database
from feedback.store.migrating import migrate
from feedback.store.outbox import KeptSetting
from tests.conftest import SEED, scaled
from tests.postgres import postgres_url

NOW = datetime(2024, 2, 5, 10, tzinfo=UTC)
KEY = secrets.token_bytes(32)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data.sqlite'}"
        return
    found = postgres_url()
    if found is None:
        pytest.skip("PostgreSQL is not installed")
    yield found


def keep(url: str, key: str) -> None:
    database = Database(url)
    migrate(database)
    with database.writing() as session:
        session.execute(
            insert(KeptSetting).values(key=key, value="v", changed_by="t", changed_at=NOW)
        )
    database.close()


def kept(url: str) -> list[str]:
    database = Database(url)
    with database.reading() as session:
        found = sorted(session.scalars(select(KeptSetting.key)))
    database.close()
    return found


def test_what_was_there_comes_back(url: str, tmp_path: Path) -> None:
    keep(url, "before")
    copy = tmp_path / "copy.backup"
    back_up(url, copy, KEY, NOW)
    keep(url, "after")
    assert restore(url, copy, KEY)["made_at"] == NOW.isoformat()
    assert kept(url) == ["before"]


def test_a_damaged_copy_is_refused_and_nothing_is_replaced(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'data.sqlite'}"
    keep(url, "before")
    copy = tmp_path / "copy.backup"
    back_up(url, copy, KEY, NOW)
    sound = copy.read_bytes()
    chance = random.Random(SEED)
    tries = scaled(1000)
    for _ in range(tries):
        spoilt = bytearray(sound)
        place = chance.randrange(len(spoilt) * 8)
        spoilt[place // 8] ^= 1 << (place % 8)
        copy.write_bytes(bytes(spoilt))
        with pytest.raises(BackupRefused):
            restore(url, copy, KEY)
        copy.write_bytes(sound[: chance.randrange(len(sound))])
        with pytest.raises(BackupRefused):
            restore(url, copy, KEY)
    assert kept(url) == ["before"]
    print(f"N = {2 * tries} damaged copies, seed {SEED}")


def test_a_copy_sealed_by_another_key_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'data.sqlite'}"
    keep(url, "before")
    copy = tmp_path / "copy.backup"
    back_up(url, copy, KEY, NOW)
    with pytest.raises(BackupRefused, match="another key"):
        unseal_file(copy, tmp_path / "out", secrets.token_bytes(32))

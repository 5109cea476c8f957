"""Do sealed words open only where and for whom they were sealed, and never again once forgotten?"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.sealing.keyfile import (
    KeyFileMissing,
    new_keyfile,
    only_newest,
    read_keyfile,
    with_new_kek,
    write_keyfile,
)
from feedback.sealing.keystore import KeyFileOld, Keys, SealBroken, WordsAreGone
from feedback.store.database import Database
from tests.conftest import scaled
from tests.postgres import postgres_url


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    made = Keys(Database(f"sqlite:///{tmp_path / 'keys.sqlite'}"), new_keyfile())
    made.prepare()
    return made


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(words=st.text(max_size=400), place=st.text(min_size=1, max_size=30))
def test_words_come_back_as_they_were(keys: Keys, words: str, place: str) -> None:
    clean = words.encode("utf-8", "replace").decode()
    clean_place = place.encode("utf-8", "replace").decode()
    key = keys.make("response:a")
    sealed = key.seal(clean, clean_place)
    assert keys.open("response:a").unseal(sealed, clean_place) == clean
    assert not clean or len(clean) < 4 or clean.encode() not in sealed


def test_words_do_not_open_elsewhere_or_for_another(keys: Keys) -> None:
    sealed = keys.make("response:a").seal("words", "good")
    with pytest.raises(SealBroken):
        keys.open("response:a").unseal(sealed, "change")
    with pytest.raises(SealBroken):
        keys.make("response:b").unseal(sealed, "good")


def test_every_single_flipped_bit_is_noticed(keys: Keys) -> None:
    key = keys.make("response:a")
    sealed = key.seal("words", "good")
    for place in range(len(sealed) * 8):
        spoilt = bytearray(sealed)
        spoilt[place // 8] ^= 1 << (place % 8)
        with pytest.raises(SealBroken):
            key.unseal(bytes(spoilt), "good")


def test_a_destroyed_key_is_gone_also_for_old_copies_of_the_data(keys: Keys) -> None:
    sealed_in_an_old_backup = keys.make("response:a").seal("words", "good")
    keys.destroy("response:a")
    with pytest.raises(WordsAreGone):
        keys.open("response:a")
    with pytest.raises(SealBroken):
        keys.make("response:a").unseal(sealed_in_an_old_backup, "good")


def test_making_a_key_twice_gives_the_same_key(keys: Keys) -> None:
    sealed = keys.make("response:a").seal("words", "good")
    assert keys.make("response:a").unseal(sealed, "good") == "words"


def test_many_keys_open_at_once_and_missing_ones_are_left_out(keys: Keys) -> None:
    sealed = {f"r:{n}": keys.make(f"r:{n}").seal(str(n), "p") for n in range(5)}
    keys.destroy("r:3")
    found = keys.open_many([*sealed, "r:99"])
    assert sorted(found) == ["r:0", "r:1", "r:2", "r:4"]
    assert all(found[owner].unseal(sealed[owner], "p") == owner[2:] for owner in found)


def test_rotation_keeps_words_and_kills_old_copies_of_the_key_store(tmp_path: Path) -> None:
    path = tmp_path / "keys.sqlite"
    first = new_keyfile()
    keys = Keys(Database(f"sqlite:///{path}"), first)
    keys.prepare()
    sealed = keys.make("response:a").seal("words", "good")
    keys._database.close()
    shutil.copy(path, tmp_path / "old.sqlite")
    renewed = with_new_kek(first)
    assert Keys(Database(f"sqlite:///{path}"), renewed).rewrap() == 1
    after = Keys(Database(f"sqlite:///{path}"), only_newest(renewed))
    assert after.open("response:a").unseal(sealed, "good") == "words"
    old_copy = Keys(Database(f"sqlite:///{tmp_path / 'old.sqlite'}"), only_newest(renewed))
    assert not old_copy.answers()
    with pytest.raises(SealBroken):
        old_copy.open("response:a")


def test_the_key_file_is_for_its_owner_only_and_missing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "kek"
    with pytest.raises(KeyFileMissing, match="feedback keys"):
        read_keyfile(path)
    made = new_keyfile()
    write_keyfile(path, made)
    assert path.stat().st_mode & 0o077 == 0
    assert read_keyfile(path) == made


def test_keyed_hashes_need_the_key_file(keys: Keys, tmp_path: Path) -> None:
    other = Keys(Database(f"sqlite:///{tmp_path / 'other.sqlite'}"), new_keyfile())
    told = keys.keyed_hash("resume code", "maple rocket window")
    assert told == keys.keyed_hash("resume code", "maple rocket window")
    assert told != keys.keyed_hash("invitation link", "maple rocket window")
    assert told != other.keyed_hash("resume code", "maple rocket window")


def test_keys_do_not_show_when_printed(keys: Keys) -> None:
    assert "AESGCM" not in repr(keys.make("response:a"))
    assert "keks" not in repr(new_keyfile())


@pytest.fixture(params=["sqlite", "postgresql"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'held.sqlite'}"
    if request.param == "postgresql":
        found = postgres_url()
        if found is None:
            pytest.skip("PostgreSQL is not installed")
        url = found
    database = Database(url)
    yield database
    database.close()


def test_a_process_that_runs_on_loses_no_words_when_somebody_rotates(
    held: Database, tmp_path: Path
) -> None:
    path = tmp_path / "kek"
    write_keyfile(path, new_keyfile())
    running = Keys(held, read_keyfile(path), partial(read_keyfile, path))
    running.prepare()
    before = running.make("response:before").seal("words", "good")
    rotate(held, path)
    assert running.open("response:before").unseal(before, "good") == "words"
    rotate(held, path)  # from here on it holds a key file that is old again
    after = running.make("response:after").seal("words", "good")
    rotate(held, path)
    later = Keys(held, read_keyfile(path))
    assert later.open("response:before").unseal(before, "good") == "words"
    assert later.open("response:after").unseal(after, "good") == "words"
    assert later.count() == 2
    assert later.answers()


def test_a_process_with_an_old_key_file_seals_nothing(held: Database, tmp_path: Path) -> None:
    """Another machine, say, whose copy of the key file nobody renewed."""
    path = tmp_path / "kek"
    write_keyfile(path, new_keyfile())
    elsewhere = Keys(held, read_keyfile(path))
    elsewhere.prepare()
    rotate(held, path)
    with pytest.raises(KeyFileOld):
        elsewhere.make("response:a")
    with pytest.raises(WordsAreGone):
        Keys(held, read_keyfile(path)).open("response:a")


def rotate(database: Database, path: Path) -> None:
    """As `feedback keys rotate` does it."""
    renewed = with_new_kek(read_keyfile(path))
    write_keyfile(path, renewed)
    Keys(database, renewed).rewrap()
    write_keyfile(path, only_newest(renewed))


def test_keys_made_while_somebody_rotates_all_open_afterwards(
    held: Database, tmp_path: Path
) -> None:
    """Rotations one upon the other: a process may be refused, but what it sealed is never lost."""
    path = tmp_path / "kek"
    write_keyfile(path, new_keyfile())
    Keys(held, read_keyfile(path)).prepare()
    each = scaled(1000) // 4
    sealed: dict[str, bytes] = {}
    refused: list[str] = []

    def people(number: int) -> None:
        running = Keys(held, read_keyfile(path), partial(read_keyfile, path))
        for turn in range(each):
            owner = f"response:{number}x{turn}"
            while owner not in sealed:
                try:
                    sealed[owner] = running.make(owner).seal(owner, "good")
                except (KeyFileOld, SealBroken):  # two rotations within one write
                    refused.append(owner)

    threads = [threading.Thread(target=people, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    rotations = 0
    while any(thread.is_alive() for thread in threads) or rotations == 0:
        rotate(held, path)
        rotations += 1
    for thread in threads:
        thread.join()
    rotate(held, path)
    opened = Keys(held, read_keyfile(path)).open_many(list(sealed))
    assert len(opened) == len(sealed) == 4 * each
    assert all(opened[owner].unseal(sealed[owner], "good") == owner for owner in sealed)
    print(f"N = {4 * each} keys made during {rotations} rotations, "
          f"{len(refused)} refused and tried again, {held.engine.dialect.name}")  # fmt: skip


def test_two_who_make_the_same_key_at_once_get_the_same(held: Database) -> None:
    keys = Keys(held, new_keyfile())
    keys.prepare()
    together = threading.Barrier(4)
    sealed: list[bytes] = []

    def make() -> None:
        together.wait()
        sealed.append(keys.make("response:a").seal("words", "good"))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [keys.open("response:a").unseal(one, "good") for one in sealed] == ["words"] * 4


def test_a_destroyed_key_is_in_no_file_any_more(tmp_path: Path) -> None:
    """Not in SQLite's log either: whoever takes the disk and the key file finds nothing."""
    keys = Keys(Database(f"sqlite:///{tmp_path / 'keys.sqlite'}"), new_keyfile())
    keys.prepare()
    owners = [f"response:{n:032x}" for n in range(50)]
    for owner in owners:
        keys.make(owner)
    keys.destroy(owners[20])
    files = [file.read_bytes() for file in tmp_path.glob("keys.sqlite*")]
    assert any(owners[19].encode() in file for file in files)
    assert not any(owners[20].encode() in file for file in files)

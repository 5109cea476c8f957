"""Do sealed words open only where and for whom they were sealed, and never again once forgotten?"""

from __future__ import annotations

import shutil
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
from feedback.sealing.keystore import Keys, SealBroken, WordsAreGone
from feedback.store.database import Database


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

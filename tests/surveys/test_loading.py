"""Is a document read strictly, and kept without loss?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from surveys.checking import check_paths, files_in
from surveys.definition import Survey
from surveys.library_index import LIBRARY, instruments
from surveys.loading import from_document, load_file, load_text, option_sets, to_document

HERE = Path(__file__).parent
SOUND = (HERE / "sound.yaml").read_text(encoding="utf-8")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_text(SOUND, encoding="utf-8-sig")
    assert isinstance(load_file(path), Survey)


def test_a_file_that_is_not_utf_8_says_so(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(SOUND.replace("Your views", "Ton préféré").encode("cp1252"))
    found = load_file(path)
    assert not isinstance(found, Survey)
    assert [str(mistake) for mistake in found] == [
        f"{path}:1: error not-utf8: This file is not UTF-8 text. Save it as UTF-8."
    ]


def test_no_is_a_word_and_not_a_falsehood() -> None:
    text = SOUND.replace('is: ["no", a_bit]', "is: [no, a_bit]")
    assert load_text(text, "x") == load_text(SOUND, "x")


def test_a_set_can_be_added_to() -> None:
    text = SOUND.replace(
        "options: F3", "options: F3\n        extra: [{code: z, label: Z, face: sad}]"
    )
    loaded = load_text(text, "x")
    assert isinstance(loaded, Survey)
    assert [choice.code for choice in loaded.question("listen").choices][-1] == "z"
    assert from_document(json.loads(json.dumps(to_document(loaded)))) == loaded


def test_the_shared_sets_have_the_labels_the_reports_print() -> None:
    labels = {name: [choice.label for choice in choices] for name, choices in option_sets().items()}
    assert labels["R5"] == ["Excellent", "Good", "Ok", "Poor", "Not sure"]
    assert labels["F3"] == ["Yes", "A bit", "No", "Don't know"]
    assert labels["CF"] == ["1 Not confident", "2", "3", "4", "5 Very confident", "Not my role"]
    assert set(labels) >= {"R5", "YN", "FR", "F3", "AG", "CF", "GR"}


def test_two_files_with_the_same_key_and_version_clash(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yml"):
        (tmp_path / name).write_text(SOUND, encoding="utf-8")
    found = check_paths(files_in(tmp_path))
    assert [mistake.code for mistake in found] == ["double-survey"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A1:\n  - {code: a, label: A}\n  - {code: a, label: B}\n", "option-clash"),
        ("a1: []\n", "wrong-value"),
        ("A1: [{code: a, labell: A}]\n", "unknown-field"),
        ("- a\n", "wrong-value"),
        ("A1: [\n", "yaml-syntax"),
    ],
)
def test_a_broken_file_of_sets_says_what_is_wrong(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "option-sets.yaml"
    path.write_text(text, encoding="utf-8")
    assert code in [mistake.code for mistake in check_paths([path])]


def test_the_library_has_no_error() -> None:
    found = check_paths(files_in(LIBRARY))
    assert [str(mistake) for mistake in found if mistake.severity == "error"] == []


@pytest.mark.parametrize("name", list(instruments()))
def test_an_instrument_is_the_same_after_json(name: str) -> None:
    loaded = load_file(instruments()[name])
    assert isinstance(loaded, Survey)
    assert loaded.key == name
    assert from_document(json.loads(json.dumps(to_document(loaded)))) == loaded

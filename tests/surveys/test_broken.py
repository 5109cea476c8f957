"""Does every mistake an author can make get its exact message, on its line?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surveys.checking import check_text

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
_EXPECTED = re.compile(r"^# expect (.*)$", re.M)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_survey_gets_exactly_the_messages_written_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [str(mistake) for mistake in check_text(text, path.name)]
    expected = [f"{path.name}:{line}" for line in _EXPECTED.findall(text)]
    assert expected
    assert found == expected


def test_the_sound_survey_has_no_mistake() -> None:
    path = HERE / "sound.yaml"
    assert check_text(path.read_text(encoding="utf-8"), path.name) == ()


def test_every_mistake_is_named_at_once() -> None:
    texts = [path.read_text(encoding="utf-8") for path in BROKEN]
    text = (HERE / "sound.yaml").read_text(encoding="utf-8")
    text = text.replace("options: F3", "options: F9").replace("min: 8", "min: 8\n        min: 9")
    text = text.replace("kind: multi", "kind: multii").replace("label: Someone else", "labell: X")
    codes = [mistake.code for mistake in check_text(text, "x.yaml")]
    assert sorted(codes) == [
        "double-field",
        "missing-field",
        "unknown-field",
        "unknown-option-set",
        "wrong-value",
    ]
    assert len(texts) > 50


@pytest.mark.parametrize(
    "text", ["a: &x [*x]", "[" * 5000, "a: *nowhere", "\x00", "%YAML 1.1\n---\na: [yes"]
)
def test_hostile_yaml_is_a_mistake_and_not_a_crash(text: str) -> None:
    assert check_text(text, "x.yaml")


def test_aliases_that_multiply_are_refused() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 9)]
    text = "l0: &l0 [a]\n" + "\n".join(levels)
    assert [mistake.code for mistake in check_text(text, "x.yaml")] == ["yaml-too-large"]

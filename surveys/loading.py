"""How does an author's document become a Survey, or all its mistakes at once?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from surveys.assembly import assemble
from surveys.definition import Choice, Survey
from surveys.documents import from_document, to_document
from surveys.mistakes import Lines, Mistake, Severity
from surveys.schema import OptionSets, SurveyFields
from surveys.shape import shaped
from surveys.yaml_text import read_yaml

__all__ = [
    "Loaded",
    "Mistake",
    "Severity",
    "from_document",
    "load_file",
    "load_text",
    "option_sets",
    "read_file",
    "read_option_sets",
    "read_text",
    "to_document",
]

OPTION_SETS = Path(__file__).parent / "library" / "option-sets.yaml"
Sets = Mapping[str, tuple[Choice, ...]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read of a file: the survey when there is enough of it, and every mistake.

    `whole` is False when questions that could not be read are missing from the survey.
    """

    survey: Survey | None
    lines: Lines
    mistakes: tuple[Mistake, ...]
    whole: bool = True


def load_file(path: Path) -> Survey | tuple[Mistake, ...]:
    """The survey in this file, or all that keeps it from being read. Raises OSError."""
    return _all_or_nothing(read_file(path))


def load_text(text: str, name: str, sets: Sets | None = None) -> Survey | tuple[Mistake, ...]:
    """The survey in this YAML text, or all that keeps it from being read; `name` is its path."""
    return _all_or_nothing(read_text(text, name, sets))


def read_file(path: Path, name: str | None = None) -> Loaded:
    """As much of the file's survey as can be read, with every mistake. Raises OSError."""
    return read_text(_decoded(path), name or str(path))


def read_text(text: str | None, name: str, sets: Sets | None = None) -> Loaded:
    """As much of the survey as can be read; text None means its bytes were not UTF-8."""
    if text is None:
        return Loaded(None, Lines(name), (_not_utf8(name),))
    yaml = read_yaml(text, name)
    lines = Lines(name, yaml.lines)
    if yaml.value is None and yaml.mistakes:
        return Loaded(None, lines, yaml.mistakes)
    if not isinstance(yaml.value, dict):
        message = "This file holds no survey. Begin with the fields key, version and title."
        return Loaded(None, lines, (*yaml.mistakes, lines.error((), "not-a-survey", message)))
    shape = shaped(SurveyFields, yaml.value, lines)
    mistakes = (*yaml.mistakes, *shape.mistakes)
    if shape.fields is None:
        return Loaded(None, lines, _sorted(mistakes))
    made = assemble(shape.fields, lines, option_sets() if sets is None else sets)
    whole = shape.whole and made.whole
    return Loaded(made.survey, made.lines, _sorted((*mistakes, *made.mistakes)), whole)


@dataclass(frozen=True, slots=True)
class SetsFile:
    """The named answer sets of a file, and what is wrong in it."""

    sets: Sets
    lines: Lines
    mistakes: tuple[Mistake, ...]


@cache
def option_sets() -> Sets:
    """The library's named answer sets; ValueError when its own file is broken."""
    file = read_option_sets(OPTION_SETS)
    if file.mistakes:
        raise ValueError("\n".join(map(str, file.mistakes)))
    return file.sets


def read_option_sets(path: Path, name: str | None = None) -> SetsFile:
    """The named answer sets of a file and what is wrong in it. Raises OSError."""
    name = name or str(path)
    text = _decoded(path)
    if text is None:
        return SetsFile({}, Lines(name), (_not_utf8(name),))
    yaml = read_yaml(text, name)
    # The file is the mapping itself; the shape has it under a name.
    lines = Lines(name, {("sets", *place): line for place, line in yaml.lines.items()})
    if yaml.value is None and yaml.mistakes:
        return SetsFile({}, lines, yaml.mistakes)
    shape = shaped(OptionSets, {"sets": yaml.value}, lines)
    found = {} if shape.fields is None else shape.fields.sets
    sets = {
        key: tuple(Choice(**choice.model_dump()) for choice in choices)
        for key, choices in found.items()
    }
    return SetsFile(sets, lines, _sorted((*yaml.mistakes, *shape.mistakes)))


def _decoded(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _not_utf8(name: str) -> Mistake:
    return Lines(name).error((), "not-utf8", "This file is not UTF-8 text. Save it as UTF-8.")


def _all_or_nothing(loaded: Loaded) -> Survey | tuple[Mistake, ...]:
    if loaded.mistakes or loaded.survey is None:
        return loaded.mistakes
    return loaded.survey


def _sorted(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    return tuple(sorted(mistakes))

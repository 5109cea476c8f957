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
    """What could be read of a file: the survey when there is enough of it, and every mistake."""

    survey: Survey | None
    lines: Lines
    mistakes: tuple[Mistake, ...]


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
    fields, mistakes = shaped(SurveyFields, yaml.value, lines)
    if fields is None:
        return Loaded(None, lines, _sorted((*yaml.mistakes, *mistakes)))
    made = assemble(fields, lines, option_sets() if sets is None else sets)
    return Loaded(made.survey, made.lines, _sorted((*yaml.mistakes, *mistakes, *made.mistakes)))


@cache
def option_sets() -> Sets:
    """The library's named answer sets; ValueError when its own file is broken."""
    sets, mistakes = read_option_sets(OPTION_SETS)
    if mistakes:
        raise ValueError("\n".join(map(str, mistakes)))
    return sets


def read_option_sets(path: Path, name: str | None = None) -> tuple[Sets, tuple[Mistake, ...]]:
    """The named answer sets of a file and what is wrong in it. Raises OSError."""
    name = name or str(path)
    text = _decoded(path)
    if text is None:
        return {}, (_not_utf8(name),)
    yaml = read_yaml(text, name)
    # The file is the mapping itself; the shape has it under a name.
    lines = Lines(name, {("sets", *place): line for place, line in yaml.lines.items()})
    if yaml.value is None and yaml.mistakes:
        return {}, yaml.mistakes
    fields, mistakes = shaped(OptionSets, {"sets": yaml.value}, lines)
    found = {} if fields is None else fields.sets
    sets = {
        key: tuple(Choice(**choice.model_dump()) for choice in choices)
        for key, choices in found.items()
    }
    return sets, _sorted((*yaml.mistakes, *mistakes))


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

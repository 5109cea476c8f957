"""What is wrong in these files? (Reading and checking together, for the command and for CI.)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from surveys.check_questions import check_choices
from surveys.checks import check
from surveys.library_index import OPTION_SETS_NAME
from surveys.loading import Loaded, read_file, read_option_sets, read_text
from surveys.mistakes import Mistake


def check_paths(paths: Iterable[Path]) -> tuple[Mistake, ...]:
    """Every mistake in these files, and keys two of them share. Raises OSError."""
    mistakes: list[Mistake] = []
    seen: dict[tuple[str, int], str] = {}
    for path in paths:
        if path.name == OPTION_SETS_NAME:
            mistakes += _check_option_sets(path)
            continue
        loaded = read_file(path)
        mistakes += _all(loaded)
        if loaded.survey is not None:
            mistakes += _shared_key(loaded, seen)
    return tuple(mistakes)


def check_text(text: str, name: str) -> tuple[Mistake, ...]:
    """Every mistake in one YAML text."""
    return _all(read_text(text, name))


def files_in(path: Path) -> list[Path]:
    """The file itself, or every YAML file in the folder and those in it, sorted."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*.y*ml") if file.suffix in (".yaml", ".yml"))


def _all(loaded: Loaded) -> tuple[Mistake, ...]:
    if loaded.survey is None:
        return loaded.mistakes
    found = check(loaded.survey, loaded.lines, whole=loaded.whole)
    return tuple(sorted({*loaded.mistakes, *found}))


def _check_option_sets(path: Path) -> Iterator[Mistake]:
    file = read_option_sets(path)
    yield from file.mistakes
    for name, choices in file.sets.items():
        yield from check_choices(choices, ("sets", name), file.lines)


def _shared_key(loaded: Loaded, seen: dict[tuple[str, int], str]) -> Iterator[Mistake]:
    survey = loaded.survey
    if survey is None:
        return
    first = seen.setdefault((survey.key, survey.version), loaded.lines.path)
    if first != loaded.lines.path:
        message = f"“{survey.key}” version {survey.version} is also in {first}. Rename one."
        yield loaded.lines.error(("key",), "double-survey", message)

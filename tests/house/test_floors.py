"""Does every room import lower floors only?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# The ground has steps of its own: sealing keeps its keys by the store's way of writing.
FLOORS: dict[str, float] = {
    "wsgi": 7,
    "feedback.app": 6,
    "feedback.participant": 5,
    "feedback.console": 5,
    "feedback.cli": 5.5,  # it starts what stands on the floor below
    "feedback.jobs": 5,
    "feedback.story": 4.5,
    "feedback.quotes": 4.2,  # it asks the reports' words who may be listed
    "feedback.reports": 4,
    "feedback.web": 4,
    "feedback.services": 3.5,
    "feedback.compact": 3.3,  # its sectors are those of the courses
    "feedback.training": 3.2,  # it stands on rounds, doors and the outbox
    "feedback.coding": 3.1,  # reports count what it keeps
    "feedback.collection": 3,
    "feedback.themes": 3,
    "chatbot": 2,
    "feedback.privacy": 2,
    "feedback.safeguarding": 2,
    "feedback.adapters": 2,
    "feedback.sealing": 1.2,
    "feedback.store": 1.1,
    "surveys": 1,
    "feedback.settings": 1,
    "feedback.ports": 1,
    "feedback.errors": 1,
    "feedback.whole_file": 1,  # a key file and an export are written the same way
    "feedback.onnx_file": 1,  # a file format: the second look's network and the themes'
}
OUTSIDE_THE_CORE = {"flask", "sqlalchemy", "werkzeug", "feedback"}


def room_of(module: str) -> str | None:
    """The room a module stands in: the longest name on the plan that it begins with."""
    parts = module.split(".")
    if parts[:1] == ["feedback"] and len(parts) > 1 and parts[1].startswith("cli"):
        return "feedback.cli"
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in FLOORS:
            return name
    return None


def modules() -> list[Path]:
    files = [ROOT / "wsgi.py"]
    for package in ("surveys", "chatbot", "feedback"):
        files += sorted((ROOT / package).rglob("*.py"))
    return files


def name_of(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> set[str]:
    """Every module imported anywhere in a file, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_room_imports_lower_floors_only(path: Path) -> None:
    here = room_of(name_of(path))
    if here is None:
        assert name_of(path) == "feedback", f"{path} stands in no room of the plan"
        return
    for imported in imports_of(path):
        there = room_of(imported)
        if there is None or there == here:
            continue
        assert FLOORS[there] < FLOORS[here], f"{name_of(path)} climbs to {imported}"


@pytest.mark.parametrize("package", ["surveys", "chatbot"])
def test_the_engines_know_no_pages_and_no_tables(package: str) -> None:
    for path in sorted((ROOT / package).rglob("*.py")):
        tops = {name.split(".")[0] for name in imports_of(path)}
        assert not tops & OUTSIDE_THE_CORE, path


def test_the_engines_say_where_pages_and_tables_are() -> None:
    for package in ("surveys", "chatbot"):
        first = (ROOT / package / "__init__.py").read_text(encoding="utf-8").splitlines()[0]
        assert "no pages, no tables here: see feedback/participant and feedback/store" in first


IMPURE = {"time", "random", "secrets", "os", "socket", "subprocess", "requests"}


def test_the_pure_core_has_no_clock_no_chance_and_no_environment() -> None:
    pure = [*(ROOT / "surveys").rglob("*.py"), *(ROOT / "chatbot").rglob("*.py")]
    pure += [ROOT / "feedback/safeguarding" / f"{name}.py" for name in ("scan", "patterns")]
    for path in pure:
        tops = {name.split(".")[0] for name in imports_of(path)}
        assert not tops & IMPURE, path


SHORT_INIT = "an __init__ is a docstring only"


def test_an_init_is_a_docstring_only() -> None:
    for package in ("surveys", "chatbot", "feedback"):
        for path in (ROOT / package).rglob("__init__.py"):
            body = ast.parse(path.read_text(encoding="utf-8")).body
            assert len(body) <= 1, f"{path}: {SHORT_INIT}"


LONGEST_FILE, LONGEST_FUNCTION = 300, 40


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_files_and_functions_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < LONGEST_FILE, "split this file"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines"

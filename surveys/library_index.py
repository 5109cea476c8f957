"""Where is each instrument of the library?"""

from __future__ import annotations

from pathlib import Path

LIBRARY = Path(__file__).parent / "library"
OPTION_SETS_NAME = "option-sets.yaml"


def instruments() -> dict[str, Path]:
    """The path of every instrument by its name (its key, and its file's name), sorted."""
    paths = sorted(LIBRARY.glob("*.yaml"))
    return {path.stem: path for path in paths if path.name != OPTION_SETS_NAME}


def path_of(name: str) -> Path:
    """The path of one instrument; KeyError when the library has none of this name."""
    return instruments()[name]

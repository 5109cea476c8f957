"""How is a lexicon read from its files?"""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from feedback.safeguarding.lexicon import Lexicon, LexiconError, compile_lexicon

SHIPPED = Path(__file__).parent / "lexicon" / "en-GB"


def load_lexicon(path: Path = SHIPPED) -> Lexicon:
    """Read one YAML file, or every *.yaml of a folder, as one lexicon. Raises as below."""
    return compile_lexicon(read_lexicon_data(path))


def read_lexicon_data(path: Path = SHIPPED) -> dict[str, object]:
    """Read one YAML file, or every *.yaml of a folder, as plain data, not compiled yet.

    Mappings of the same key are joined, lists and texts put one after the other. Raises
    LexiconError for data that cannot be read and OSError for a missing file.
    """
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise LexiconError(f"no lexicon files in {path.name}")
    whole: dict[str, object] = {}
    for file in files:
        part = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
        if not isinstance(part, dict):
            raise LexiconError(f"{file.name}: not a mapping")
        for key, value in part.items():
            whole[str(key)] = _join(whole.get(str(key)), value, f"{file.name}: {key}")
    for key in ("version", "owner", "language"):
        if key not in whole:
            raise LexiconError(f"a lexicon needs its {key}")
    return whole


def _join(old: object, new: object, where: str) -> object:
    if old is None:
        return new
    if isinstance(old, dict) and isinstance(new, dict):
        twice = old.keys() & new.keys()
        if twice:
            raise LexiconError(f"{where}: given twice: {', '.join(sorted(map(str, twice)))}")
        return {**old, **new}
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *new]
    if isinstance(old, str) and isinstance(new, str):
        return f"{old}\n{new}"
    raise LexiconError(f"{where}: cannot be joined")

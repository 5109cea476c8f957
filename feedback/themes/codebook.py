"""Which themes does a partnership look for? A codebook, read from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

SHIPPED = Path(__file__).parent / "codebooks"
_LISTS = ("words", "examples", "not_words")


class CodebookError(ValueError):
    """A codebook cannot be used; the text says which theme and why."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. `words`: words and phrases that speak for it; `not_words` against it."""

    key: str
    name: str
    about: str = ""
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    printed: str = ""  # the sentence of the yearly report this theme stands for, word for word


@dataclass(frozen=True, slots=True)
class Codebook:
    """The themes in the order of the file."""

    themes: tuple[Theme, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(theme.key for theme in self.themes)


def read_codebook(path: Path) -> Codebook:
    """Read a codebook. Raises CodebookError with the fault, OSError for a missing file."""
    try:
        document = YAML(typ="safe").load(path.read_text(encoding="utf-8-sig"))
    except YAMLError as error:
        raise CodebookError(f"{path.name} is not a YAML file") from error
    return codebook_of(document)


def codebook_of(document: object) -> Codebook:
    """Check a document and make it a codebook. Raises CodebookError."""
    themes = document.get("themes") if isinstance(document, Mapping) else None
    if not isinstance(themes, list) or not themes:
        raise CodebookError("a codebook has a list `themes` with at least one theme")
    read = tuple(_theme(one, number) for number, one in enumerate(themes, start=1))
    keys = [theme.key for theme in read]
    double = {key for key in keys if keys.count(key) > 1}
    if double:
        raise CodebookError(f"theme {sorted(double)[0]!r} is there twice")
    return Codebook(read)


def _theme(one: object, number: int) -> Theme:
    if not isinstance(one, Mapping):
        raise CodebookError(f"theme {number} is not a set of fields")
    fields = {str(name).replace("-", "_"): value for name, value in one.items()}
    key = fields.get("key", fields.get("name"))
    if not isinstance(key, str | int | float) or not str(key).strip():
        raise CodebookError(f"theme {number} has no key")
    key = str(key).strip()
    if "|" in key:
        raise CodebookError(f"theme {key!r}: a key holds no |, which parts keys in coded answers")
    lists = {name: _list(fields.get(name), key, name) for name in _LISTS}
    about = str(fields.get("about") or "").strip()
    return Theme(
        key=key,
        name=str(fields.get("name") or key).strip(),
        about=about,
        printed=str(fields.get("printed") or ""),
        **lists,
    )


def _list(value: object, key: str, name: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise CodebookError(f"theme {key!r}: {name} is a list")
    return tuple(text for one in value if (text := str(one).strip()))


# Which shipped codebook reads the answers of which instrument (surveys/library).
_BOOK_OF = {
    "child-5-8": "children",
    "child-8-11": "children",
    "young-person": "children",
    "parent": "parents",
    "professional": "professionals",
    "training-day-0": "training-needs",
    "training-month-3": "training-results",
    "training-month-6": "training-results",
    "training-manager": "training-results",
    "workshop": "training-results",
    "two-day-course": "training-results",
    "safer-me-plan": "training-results",
    "rethink-day-0": "re-think",
    "rethink-week-8": "re-think",
}


def shipped_for(instrument: str) -> Codebook | None:
    """The codebook of an instrument; those of training and Re-think go by their file names."""
    path = SHIPPED / f"{_BOOK_OF.get(instrument, instrument)}.yaml"
    return read_codebook(path) if path.exists() else None

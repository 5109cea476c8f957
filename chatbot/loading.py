"""How are the words of a language read from their file?"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from chatbot.frames import LexisError
from chatbot.guesser import guesser_from
from chatbot.lexis import Lexis, lexis_from
from chatbot.manners import Manners, MannersError, manners_from

WORDS = Path(__file__).parent / "words"
BANDS = Path(__file__).parent / "bands"


@cache
def load_lexis(language: str = "en", folder: Path = WORDS) -> Lexis:
    """The words of a language and what was taught on them, read once.

    Raises LexisError, GuesserError, and OSError where there are none.
    """
    lexis, taught = load_words(language, folder), folder / f"{language}-guesses.json"
    if not taught.exists():
        return lexis
    return replace(lexis, guesser=guesser_from(json.loads(taught.read_text("utf-8"))))


def load_words(language: str = "en", folder: Path = WORDS) -> Lexis:
    """The words of a language alone: nothing is guessed. Raises LexisError and OSError."""
    data = YAML(typ="safe", pure=True).load((folder / f"{language}.yaml").read_text("utf-8"))
    if not isinstance(data, dict):
        raise LexisError(f"{language}.yaml: not a mapping")
    return lexis_from(data)


def languages(folder: Path = WORDS) -> tuple[str, ...]:
    """The languages there are words for."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


@cache
def load_manners(band: str, language: str = "en", folder: Path = BANDS) -> Manners:
    """The wordings for a band, read once. Raises MannersError, and OSError where there are none."""
    name = f"{language}-{band.replace('_', '-')}.yaml"
    data = YAML(typ="safe", pure=True).load((folder / name).read_text("utf-8"))
    if not isinstance(data, dict):
        raise MannersError(f"{name}: not a mapping")
    return manners_from(data)

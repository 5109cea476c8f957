"""Which words name people, schools or jobs, and which are ordinary? The lists beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from rapidfuzz import fuzz, process

LISTS = Path(__file__).parent / "identifying"
_TYPO = 88  # rapidfuzz ratio from which an unknown word is an ordinary one misspelt


@dataclass(frozen=True, slots=True)
class Known:
    """All in lower case."""

    names: frozenset[str]  # first names that are no other word
    doubtful: frozenset[str]  # first names that are also ordinary words
    not_names: frozenset[str]  # written with a capital, and nobody's name
    ordinary: frozenset[str]
    jobs: tuple[str, ...]  # longest first
    ordinary_jobs: frozenset[str]
    job_heads: frozenset[str]  # last words of rare jobs of two words or more
    job_tails: tuple[str, ...]  # how rare jobs of one word end

    def is_unknown(self, word: str) -> bool:
        """Whether no ordinary word is spelt like this, nor nearly."""
        plain = word.lower().removesuffix("'s")
        if len(plain) < 3 or not plain.isalpha():
            return False
        if plain in self.ordinary or plain in self.not_names:
            return False
        if plain.endswith("s") and plain[:-1] in self.ordinary:
            return False
        return not _is_nearly_ordinary(plain)


@lru_cache(maxsize=1)
def known_words() -> Known:
    """Read the lists, once."""
    names = _words("first-names.txt") | _words("first-names-more.txt")
    doubtful = _words("names-that-are-words.txt")
    not_names = _words("not-names.txt")
    ordinary = (_english() | _words("modern-words.txt")) - (names - doubtful)
    heads = _words("job-heads.txt")
    jobs = sorted(_phrases("jobs.txt"), key=len, reverse=True)
    return Known(
        names=frozenset(names - doubtful - not_names),
        doubtful=frozenset(doubtful),
        not_names=frozenset(not_names),
        ordinary=frozenset(ordinary),
        jobs=tuple(jobs),
        ordinary_jobs=frozenset(_phrases("ordinary-jobs.txt")),
        job_heads=frozenset(word for word in heads if not word.startswith("-")),
        job_tails=tuple(sorted(word[1:] for word in heads if word.startswith("-"))),
    )


@lru_cache(maxsize=50_000)
def _is_nearly_ordinary(word: str) -> bool:
    if len(word) < 6:
        return False
    alike = _by_start().get(word[:2], ())
    return process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=_TYPO) is not None


@lru_cache(maxsize=1)
def _by_start() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for word in sorted(known_words().ordinary):
        groups.setdefault(word[:2], []).append(word)
    return {start: tuple(words) for start, words in groups.items()}


def _lines(name: str) -> list[str]:
    text = (LISTS / name).read_text(encoding="utf-8").lower()
    return [line for line in text.splitlines() if not line.startswith("#")]


def _words(name: str) -> set[str]:
    return {word for line in _lines(name) for word in line.split()}


def _phrases(name: str) -> set[str]:
    return {part.strip() for line in _lines(name) for part in line.split(",") if part.strip()}


def _english() -> set[str]:
    """TextBlob's list of English words: a file beside its code, so that nothing is imported."""
    found = find_spec("textblob")
    if found is None or not found.submodule_search_locations:
        return set()
    path = Path(found.submodule_search_locations[0]) / "en" / "en-spelling.txt"
    rows = path.read_text(encoding="utf-8").lower().splitlines()
    return {row.split()[0] for row in rows if row and not row.startswith(";")}

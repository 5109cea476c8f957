"""Which words name people, schools or jobs, and which are ordinary? The lists beside this file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from rapidfuzz import fuzz, process

LISTS = Path(__file__).parent / "identifying"
_LETTERS = re.compile(r"(?<![^\W\d_])[a-z]+")
_TYPO = 88  # rapidfuzz ratio from which an unknown word is an ordinary one misspelt


@dataclass(frozen=True, slots=True)
class Known:
    """All in lower case."""

    names: frozenset[str]  # first names that are no other word
    doubtful: frozenset[str]  # first names that are also ordinary words
    any_name: frozenset[str]  # both
    not_names: frozenset[str]  # written with a capital, and nobody's name
    ordinary: frozenset[str]  # common and rarer words that are no name
    common: frozenset[str]  # those a misspelt word is likely meant to be
    jobs: dict[str, tuple[str, ...]]  # by their first word, longest first
    ordinary_jobs: frozenset[str]
    trades: frozenset[str]  # told of few only with a word before them
    no_trades: frozenset[str]
    job_praise: frozenset[str]  # words before a job that say how somebody is
    leading_roles: frozenset[str]
    workplaces: frozenset[str]
    vehicles: frozenset[str]
    crafts: frozenset[str]
    areas: dict[str, tuple[str, ...]]  # as jobs
    doubtful_areas: frozenset[str]
    local_schools: dict[str, tuple[str, ...]]  # as jobs
    roads: frozenset[str]  # first words of roads that are other words too
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


def listed_in(low: str, listed: dict[str, tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Where a listed phrase stands as whole words, or with an s behind: beekeepers."""
    for word in _LETTERS.finditer(low):
        at = word.start()
        for phrase in (*listed.get(word[0], ()), *listed.get(word[0].removesuffix("s"), ())):
            end = at + len(phrase)
            if low.startswith(phrase, at):
                end += low[end : end + 1] == "s"
                if not low[end : end + 1].isalpha():
                    yield at, end
                    break


def any_of(phrases: frozenset[str]) -> str:
    """A pattern for one of these, the longest that fits."""
    longest_first = sorted(phrases, key=lambda one: (-len(one), one))
    return "(?:" + "|".join(map(re.escape, longest_first)) + ")"


@lru_cache(maxsize=1)
def known_words() -> Known:
    """Read the lists, once."""
    names = _words("first-names.txt") | _words("first-names-more.txt")
    doubtful = _words("names-that-are-words.txt")
    not_names = _words("not-names.txt")
    common = (_english() | _words("modern-words.txt")) - (names - doubtful)
    rarer = _rarer_english() - names - doubtful
    heads = _words("job-heads.txt")
    return Known(
        names=frozenset(names - doubtful - not_names),
        doubtful=frozenset(doubtful),
        any_name=frozenset(names | doubtful) - not_names,
        not_names=frozenset(not_names),
        ordinary=frozenset(common | rarer),
        common=frozenset(common),
        jobs=_by_first_word(_phrases("jobs.txt")),
        ordinary_jobs=frozenset(_phrases("ordinary-jobs.txt")),
        trades=frozenset(_words("trades.txt")),
        no_trades=frozenset(_words("no-trades.txt")),
        job_praise=frozenset(_words("job-praise.txt")),
        leading_roles=frozenset(_phrases("leading-roles.txt")),
        workplaces=frozenset(_phrases("workplaces.txt")),
        vehicles=frozenset(_phrases("vehicles.txt")),
        crafts=frozenset(_phrases("crafts.txt")),
        areas=_by_first_word(_phrases("areas.txt")),
        doubtful_areas=frozenset(_phrases("doubtful-areas.txt")),
        local_schools=_by_first_word(_phrases("local-schools.txt")),
        roads=frozenset(_words("roads.txt")),
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
    for word in sorted(known_words().common):
        groups.setdefault(word[:2], []).append(word)
    return {start: tuple(words) for start, words in groups.items()}


def _lines(name: str) -> list[str]:
    text = (LISTS / name).read_text(encoding="utf-8").lower()
    return [line for line in text.splitlines() if not line.startswith("#")]


def _words(name: str) -> set[str]:
    return {word for line in _lines(name) for word in line.split()}


def _by_first_word(phrases: set[str]) -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda one: (-len(one), one)):
        out.setdefault(re.split(r"[^a-z]", phrase)[0], []).append(phrase)
    return {first: tuple(all_of_it) for first, all_of_it in out.items()}


def _phrases(name: str) -> set[str]:
    """What commas part, which may run over the end of a line."""
    parts = " ".join(_lines(name)).split(",")
    return {" ".join(part.split()) for part in parts if part.strip()}


def _english() -> set[str]:
    """Common English words, by TextBlob's list of spellings."""
    return {row[0].lower() for row in _textblob("en-spelling.txt")}


def _rarer_english() -> set[str]:
    """Rarer ones, by its list of parts of speech: without names and foreign words."""
    return {
        row[0]
        for row in _textblob("en-lexicon.txt")
        if row[0].islower() and len(row[0]) > 2 and not {"NNP", "NNPS", "FW"} & set(row[1:])
    }


def _textblob(name: str) -> list[list[str]]:
    """A file beside TextBlob's code, by rows of words: so that nothing is imported."""
    found = find_spec("textblob")
    if found is None or not found.submodule_search_locations:
        return []
    path = Path(found.submodule_search_locations[0]) / "en" / name
    rows = path.read_text(encoding="utf-8").splitlines()
    return [row.split() for row in rows if row.strip() and not row.startswith(";")]

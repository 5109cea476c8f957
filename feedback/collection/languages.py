"""In which languages can a survey be talked through, and what belongs to each?

A language is a folder: `about.yaml` (its code and its own name, the help card's words),
`words.yaml` (how people say things), `bands/` (how the chat says things), `lexicon/` (what the
scan looks for) and `surveys/` (each survey's words). One that lacks a part is not offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML

from chatbot.lexis import Lexis
from chatbot.loading import load_lexis, load_manners
from chatbot.manners import Manners
from feedback.errors import FeedbackError
from feedback.safeguarding.lexicon import Lexicon
from feedback.safeguarding.lexicon_file import load_lexicon
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.screening import AnyScanner
from feedback.safeguarding.verdict import Level, Verdict
from surveys.definition import CHILDREN, Survey
from surveys.translation import translated

CARD = ("heading", "lead", "night", "carry_on", "come_back")
HITS = frozenset({Level.URGENT, Level.REVIEW})


class LanguageBroken(FeedbackError):
    """A language's folder breaks a promise; the message names the part."""


@dataclass(frozen=True, eq=False)
class Language:
    """One language that is whole."""

    code: str
    name: str  # in its own words
    lexis: Lexis
    manners: Mapping[str, Manners]  # by audience
    lexicon: Lexicon
    card: Mapping[str, str]  # the help card's words; what each number is for by its key
    words: Mapping[str, Mapping[str, object]]  # by survey key
    _scanner: list[Scanner] = field(default_factory=list)

    def scanner(self, also: AnyScanner) -> AnyScanner:
        """Looks for what this language's lexicon knows, and for what `also` knows."""
        if not self._scanner:
            self._scanner.append(Scanner(self.lexicon))
        return BothScanners(self._scanner[0], also)


@dataclass(frozen=True, slots=True)
class BothScanners:
    """Two lexicons over one text: who changed the language may still write in the other."""

    first: AnyScanner
    second: AnyScanner

    @property
    def lexicon(self) -> Lexicon:
        """The first one's: a text that looks like neither language goes to a person."""
        return self.first.lexicon

    def scan(self, text: str, *, audience: str = "child") -> Verdict:
        """The first verdict that is a hit, the gravest first; see Scanner."""
        mine = self.first.scan(text, audience=audience)
        if mine.level is Level.URGENT:
            return mine
        other = self.second.scan(text, audience=audience)
        is_graver = other.level is Level.URGENT or mine.level not in HITS
        return other if other.level in HITS and is_graver else mine


@dataclass(frozen=True, eq=False)
class Languages:
    """The languages beside the surveys' own."""

    found: tuple[Language, ...] = ()
    _made: dict[tuple[str, str, int], Survey | None] = field(default_factory=dict)

    def offered(self, survey: Survey) -> tuple[Language, ...]:
        """Those in which this very survey can be talked through, whole."""
        return tuple(one for one in self.found if self.survey_in(one.code, survey) is not None)

    def get(self, code: str) -> Language | None:
        """The language of this code."""
        return next((one for one in self.found if one.code == code), None)

    def survey_in(self, code: str, survey: Survey) -> Survey | None:
        """The survey in this language; None where anything is missing for it."""
        place = (code, survey.key, survey.version)
        if place not in self._made:
            self._made[place] = self._translated(code, survey)
        return self._made[place]

    def _translated(self, code: str, survey: Survey) -> Survey | None:
        language = self.get(code)
        if language is None or survey.audience.value not in language.manners:
            return None
        made = translated(survey, code, language.words.get(survey.key, {}))
        return made if isinstance(made, Survey) else None


def load_languages(folder: Path | None) -> Languages:
    """Every language in a folder of folders. Raises LanguageBroken; no folder, no language."""
    if folder is None:
        return Languages()
    paths = sorted(path for path in folder.iterdir() if path.is_dir())
    return Languages(tuple(_load(path) for path in paths))


def _load(folder: Path) -> Language:
    try:
        about = _yaml(folder / "about.yaml")
        code = folder.name
        card = {name: str(text) for name, text in dict(about["card"]).items()}  # type: ignore[call-overload]  # plain data
        if missing := set(CARD) - set(card):
            raise LanguageBroken(f"{code}: the help card lacks {', '.join(sorted(missing))}")
        bands = {path.stem.removeprefix(f"{code}-") for path in (folder / "bands").glob("*.yaml")}
        audiences = {one.value for one in CHILDREN if one.value.replace("_", "-") in bands}
        return Language(
            code=code,
            name=str(about["name"]),
            lexis=load_lexis(code, folder / "words"),
            manners={one: load_manners(one, code, folder / "bands") for one in audiences},
            lexicon=load_lexicon(folder / "lexicon"),
            card=card,
            words={path.stem: _yaml(path) for path in sorted((folder / "surveys").glob("*.yaml"))},
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise LanguageBroken(f"{folder.name}: {error}") from None


def _yaml(path: Path) -> dict[str, object]:
    data = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    if not isinstance(data, dict):
        raise LanguageBroken(f"{path.name}: not a mapping")
    return data

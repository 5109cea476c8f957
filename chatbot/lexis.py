"""Which words of one language mean an answer, a command, a "not", or nothing in particular?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from chatbot.days import Calendar
from chatbot.frames import COMMANDS, Frames, LexisError, frames_from, part_of
from chatbot.guesser import Guesser
from chatbot.plain import LETTERS_MOST, plain

SIGNS = re.compile(r"[,.;:!?…()\n]+|\s[-–—]+\s")  # what parts two clauses
_Said = Callable[[str], str]
_Phrases = Callable[[object], tuple[str, ...]]


@dataclass(frozen=True)
class Family:
    """How people say one answer: what may be taken, and what is only offered."""

    sure: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Lexis:
    """One language. Every phrase is in the form `plain` gives."""

    language: str
    emoji: Mapping[str, str]
    short: Mapping[str, str]
    filler: frozenset[str]
    filler_phrases: tuple[str, ...]  # "id say": nothing in particular as a whole
    unreal: tuple[str, ...]  # "id like to be": what follows is no answer yet, or none any more
    small: frozenset[str]  # "at", "in": a label may be said without them
    negator: frozenset[str]
    hedge: frozenset[str]
    families: Mapping[str, Family]  # "good", or "gr/good" for one set only
    opposites: Mapping[str, str]
    not_an_answer: frozenset[str]
    real_words: frozenset[str]
    commands: Mapping[str, str]  # phrase -> command
    every: frozenset[str]
    both: frozenset[str]
    but_not: tuple[str, ...]
    joiner: frozenset[str]
    polite: frozenset[str]
    frames: Frames
    places: Mapping[str, int]  # "second" -> 2, "last" -> -1
    numbers: Mapping[str, int]
    beside: frozenset[str]  # what may stand beside a place: "the … one"
    calendar: Calendar
    guesser: Guesser | None = None  # without one nothing is guessed

    def plain(self, text: str) -> str:
        """A text in the form the phrases have."""
        return plain(text, self.emoji, self.short)

    def is_unreal(self, said: str) -> bool:
        """Whether a plain message speaks of what is not, or not yet."""
        return any(f" {phrase} " in f" {said} " for phrase in self.unreal)

    def clauses(self, text: str) -> tuple[str, ...]:
        """A text parted at its signs, each part in the form the phrases have."""
        parts = (self.plain(part) for part in SIGNS.split(text[: LETTERS_MOST + 1]))
        return tuple(part for part in parts if part)

    def family(self, set_name: str, label: str) -> Family:
        """The ways to say an option; none known for a label of a survey's own."""
        return self.families.get(self.key(set_name, label), Family())

    def key(self, set_name: str, label: str) -> str:
        """Where an option's ways to say it stand."""
        said = self.plain(label)
        own = f"{set_name.casefold()}/{said}"
        return own if own in self.families else said

    @cached_property
    def unguessing(self) -> Lexis:
        """The same words, and nothing guessed from them."""
        return replace(self, guesser=None)

    @cached_property
    def longest_command(self) -> int:
        """Letters of the longest command: a longer message is none."""
        return max(map(len, self.commands), default=0)


def lexis_from(data: Mapping[str, object]) -> Lexis:
    """Build from plain data (chatbot/words/*.yaml). Raises LexisError."""
    emoji, short = _texts(data, "emoji"), _texts(data, "short")

    def said(text: str) -> str:
        return plain(text, emoji, short)

    def words(key: str, part: Mapping[str, object] = data) -> frozenset[str]:
        return frozenset(str(part.get(key, "")).split())

    phrases, multi = _parted(said), part_of(data, "multi")
    return Lexis(
        language=str(data.get("language", "")),
        emoji=emoji,
        short=short,
        filler=words("filler"),
        filler_phrases=phrases(data.get("filler_phrases")),
        unreal=phrases(data.get("unreal")),
        small=words("small"),
        negator=words("negator"),
        hedge=words("hedge"),
        families=_families(data, said, phrases),
        opposites={_key(k, said): _key(v, said) for k, v in _texts(data, "opposites").items()},
        not_an_answer=frozenset(phrases(data.get("not_an_answer"))),
        real_words=words("real_words"),
        commands=_commands(part_of(data, "commands"), phrases),
        every=frozenset(phrases(multi.get("all"))),
        both=frozenset(phrases(multi.get("both"))),
        but_not=phrases(multi.get("except")),
        joiner=words("joiner", multi),
        polite=words("polite"),
        frames=frames_from(data, phrases),
        places={name: int(n) for name, n in _texts(data, "places").items()},
        numbers={name: int(n) for name, n in _texts(data, "numbers").items()},
        beside=words("beside"),
        calendar=_calendar(part_of(data, "calendar")),
    )


def _parted(said: _Said) -> _Phrases:
    """Reads phrases parted by bars, each in the form `said` gives, none twice."""

    def phrases(text: object) -> tuple[str, ...]:
        found = (said(one) for one in str(text or "").split("|"))
        return tuple(dict.fromkeys(one for one in found if one))

    return phrases


def _calendar(data: Mapping[str, object]) -> Calendar:
    def numbered(key: str) -> dict[str, int]:
        return {name: int(n) for name, n in _texts(data, key).items()}

    def words(key: str) -> frozenset[str]:
        return frozenset(str(data.get(key, "")).split())

    return Calendar(
        weekdays=numbered("weekdays"), months=numbered("months"), near=numbered("near"),
        spans=numbered("spans"), last=words("last"), coming=words("coming"), ago=words("ago"),
        numbers=numbered("numbers"), small=words("small"), vague=words("vague"),
    )  # fmt: skip


def _families(data: Mapping[str, object], said: _Said, phrases: _Phrases) -> dict[str, Family]:
    return {
        _key(name, said): Family(phrases(_get(entry, "sure")), phrases(_get(entry, "maybe")))
        for name, entry in part_of(data, "families").items()
    }


def _commands(entries: Mapping[str, object], phrases: _Phrases) -> dict[str, str]:
    found: dict[str, str] = {}
    for command, text in entries.items():
        if command not in COMMANDS:
            raise LexisError(f"unknown command {command}")
        for phrase in phrases(text):
            if found.setdefault(phrase, command) != command:
                raise LexisError(f"“{phrase}” is {found[phrase]} and {command}")
    if missing := set(COMMANDS) - set(found.values()):
        raise LexisError(f"no words for {', '.join(sorted(missing))}")
    return found


def _key(name: str, said: _Said) -> str:
    set_name, _, label = name.rpartition("/")
    return f"{set_name.casefold()}/{said(label)}" if set_name else said(label)


def _texts(data: Mapping[str, object], key: str) -> dict[str, str]:
    return {name: str(entry) for name, entry in part_of(data, key).items()}


def _get(entry: object, key: str) -> object:
    if not isinstance(entry, Mapping) or not set(entry) <= {"sure", "maybe"}:
        raise LexisError("a family holds `sure` and `maybe`")
    return entry.get(key)

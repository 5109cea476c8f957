"""Which words of one language mean an answer, a command, a "not", or nothing in particular?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from chatbot.days import Calendar
from chatbot.plain import plain

COMMANDS = ("skip", "back", "stop", "help", "why", "delete", "present", "language")
PRESENT = "present"  # its heads count only beside a person: "mum is next to me"


_Said = Callable[[str], str]
_Phrases = Callable[[object], tuple[str, ...]]


class LexisError(ValueError):
    """The words of a language break a promise; the message names the entry."""


@dataclass(frozen=True)
class Family:
    """How people say one answer: what may be taken, and what is only offered."""

    sure: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that make a command together, in any order: "who … see", "cross … out … that"."""

    command: str
    groups: tuple[frozenset[str], ...]  # a word of each
    beside: frozenset[str]  # what else may stand here
    opens: bool  # whether the first group must begin the message


@dataclass(frozen=True, eq=False)
class Frames:
    """What may stand around a command without changing it, and which words name one."""

    before: tuple[str, ...]  # "can i", "lets"
    after: tuple[str, ...]  # "this one", "for now"
    heads: Mapping[str, str]  # word -> the command it names among light words
    light: frozenset[str]  # words that say nothing of their own: "i", "want", "this"
    persons: frozenset[str]  # who may be here, watching
    near: frozenset[str]  # "next", "behind", "here"
    around: frozenset[str]  # the light words that may stand beside a person who is near
    patterns: tuple[Pattern, ...]
    tells: tuple[str, ...]  # "end it all": where this is said, somebody tells something
    told_of: frozenset[str]  # "me", "him": beside a pattern these tell of something else


@dataclass(frozen=True, eq=False)
class Lexis:
    """One language. Every phrase is in the form `plain` gives."""

    language: str
    emoji: Mapping[str, str]
    short: Mapping[str, str]
    filler: frozenset[str]
    filler_phrases: tuple[str, ...]  # "id say": nothing in particular as a whole
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

    def plain(self, text: str) -> str:
        """A text in the form the phrases have."""
        return plain(text, self.emoji, self.short)

    def family(self, set_name: str, label: str) -> Family:
        """The ways to say an option; none known for a label of a survey's own."""
        return self.families.get(self.key(set_name, label), Family())

    def key(self, set_name: str, label: str) -> str:
        """Where an option's ways to say it stand."""
        said = self.plain(label)
        own = f"{set_name.casefold()}/{said}"
        return own if own in self.families else said

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

    def phrases(text: object) -> tuple[str, ...]:
        found = (said(one) for one in str(text or "").split("|"))
        return tuple(dict.fromkeys(one for one in found if one))

    multi = _part(data, "multi")
    return Lexis(
        language=str(data.get("language", "")),
        emoji=emoji,
        short=short,
        filler=words("filler"),
        filler_phrases=phrases(data.get("filler_phrases")),
        small=words("small"),
        negator=words("negator"),
        hedge=words("hedge"),
        families=_families(data, said, phrases),
        opposites={_key(k, said): _key(v, said) for k, v in _texts(data, "opposites").items()},
        not_an_answer=frozenset(phrases(data.get("not_an_answer"))),
        real_words=words("real_words"),
        commands=_commands(_part(data, "commands"), phrases),
        every=frozenset(phrases(multi.get("all"))),
        both=frozenset(phrases(multi.get("both"))),
        but_not=phrases(multi.get("except")),
        joiner=words("joiner", multi),
        polite=words("polite"),
        frames=_frames(data, phrases),
        places={name: int(n) for name, n in _texts(data, "places").items()},
        numbers={name: int(n) for name, n in _texts(data, "numbers").items()},
        beside=words("beside"),
        calendar=_calendar(_part(data, "calendar")),
    )


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
        for name, entry in _part(data, "families").items()
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


def _frames(data: Mapping[str, object], phrases: _Phrases) -> Frames:
    heads = _part(data, "heads")
    named = {f"@{name}": str(text).split() for name, text in heads.items()}
    named["@persons"] = str(data.get("persons", "")).split()
    return Frames(
        before=phrases(data.get("before")),
        after=phrases(data.get("after")),
        heads=_heads(heads),
        light=frozenset(str(data.get("light", "")).split()),
        persons=frozenset(named["@persons"]),
        near=frozenset(str(heads.get(PRESENT, "")).split()),
        around=frozenset(str(data.get("around", "")).split()),
        tells=phrases(data.get("tells")),
        patterns=_patterns(_part(data, "patterns"), named),
        told_of=frozenset(str(data.get("told_of", "")).split()),
    )


def _patterns(entries: Mapping[str, object], named: Mapping[str, list[str]]) -> tuple[Pattern, ...]:
    """A line each: "^" before the first group where it begins, "?" before what may stand by."""

    def words(group: str) -> frozenset[str]:
        return frozenset(one for word in group.split() for one in named.get(word, [word]))

    found = []
    for command, text in entries.items():
        if command not in COMMANDS:
            raise LexisError(f"unknown command {command}")
        for line in str(text).splitlines():
            parts = [part.strip() for part in line.removeprefix("^").split("|")]
            groups = tuple(words(part) for part in parts if not part.startswith("?"))
            also = [words(part.removeprefix("?")) for part in parts if part.startswith("?")]
            beside = frozenset[str]().union(*groups, *also)
            found.append(Pattern(command, groups, beside, line.startswith("^")))
    return tuple(found)


def _heads(entries: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for command, text in entries.items():
        if command not in COMMANDS:
            raise LexisError(f"unknown command {command}")
        for word in str(text).split() if command != PRESENT else ():
            if found.setdefault(word, command) != command:
                raise LexisError(f"“{word}” heads {found[word]} and {command}")
    return found


def _key(name: str, said: _Said) -> str:
    set_name, _, label = name.rpartition("/")
    return f"{set_name.casefold()}/{said(label)}" if set_name else said(label)


def _part(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    part = data.get(key, {})
    if not isinstance(part, Mapping):
        raise LexisError(f"{key} must be a mapping")
    return {str(name): entry for name, entry in part.items()}


def _texts(data: Mapping[str, object], key: str) -> dict[str, str]:
    return {name: str(entry) for name, entry in _part(data, key).items()}


def _get(entry: object, key: str) -> object:
    if not isinstance(entry, Mapping) or not set(entry) <= {"sure", "maybe"}:
        raise LexisError("a family holds `sure` and `maybe`")
    return entry.get(key)

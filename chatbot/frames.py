"""How is a command said in many ways: which words make one together, and which change nothing?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from chatbot.plain import bones, sounded, squeezed

COMMANDS = ("skip", "back", "stop", "help", "why", "delete", "present", "language")
LANGUAGE = "language"
PRESENT = "present"  # its heads count only beside a person: "mum is next to me"
FEW_LETTERS = 3  # so short a word is no slip of another


class LexisError(ValueError):
    """The words of a language break a promise; the message names the entry."""


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Words that make a command together, in any order: "who … see", "cross … out … that"."""

    command: str
    groups: tuple[frozenset[str], ...]  # a word of each
    beside: frozenset[str]  # what else may stand here
    opens: bool  # whether the first group must begin the message
    any_word: bool  # "*": whether a word or two of any kind may stand here

    @property
    def weight(self) -> int:
        """How much it says: of two that fit, the one that says more is meant."""
        return len(self.groups) + self.opens


@dataclass(frozen=True, eq=False)
class Frames:
    """What may stand around a command without changing it, and which words name one."""

    before: tuple[str, ...]  # "can i", "lets", the longest first
    after: tuple[str, ...]  # "this one", "for now"
    heads: Mapping[str, str]  # word -> the command it names among light words
    light: frozenset[str]  # words that say nothing of their own: "i", "want", "this"
    persons: frozenset[str]  # who may be here, watching
    near: frozenset[str]  # "next", "behind", "here"
    around: frozenset[str]  # the light words that may stand beside a person who is near
    patterns: tuple[Pattern, ...]
    tells: tuple[str, ...]  # "end it all": where this is said, somebody tells something
    told_of: frozenset[str]  # "me", "him": beside a pattern these tell of something else
    not_now: frozenset[str]  # "was", "always": who was near once or always is told of
    common: frozenset[str]  # words that lie near one of a command and mean themselves
    typed: Mapping[str, str]  # text-speak that would be an answer elsewhere: "2" for "to"
    alone: frozenset[str]  # "help": a clause of its own though it is one word
    parted_by: frozenset[str]  # "and", "because": what parts two clauses
    first: tuple[str, ...]  # of two commands in one message the one meant

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that plays a part in a command."""
        parts = (self.light, self.persons, self.near, self.around, self.heads)
        groups = (one.beside for one in self.patterns)
        return frozenset[str]().union(*parts, *groups, self.parted_by)

    @cached_property
    def by_word(self) -> Mapping[str, tuple[Pattern, ...]]:
        """The patterns by the words of their rarest group: one of these must be said."""
        found: dict[str, list[Pattern]] = defaultdict(list)
        for one in self.patterns:
            for word in min(one.groups, key=len):
                found[word].append(one)
        return {word: tuple(many) for word, many in found.items()}

    @cached_property
    def by_letter(self) -> Mapping[str, frozenset[str]]:
        """The words of four letters and more by the first."""
        return _by(lambda word: word[0], (one for one in self.words if len(one) > FEW_LETTERS))

    @cached_property
    def thin(self) -> Mapping[str, frozenset[str]]:
        """The words by their form without doubled letters: "skip" for "skiip"."""
        return _by(squeezed, self.words)

    @cached_property
    def by_sound(self) -> Mapping[str, frozenset[str]]:
        """The words of four letters and more by their sound: "anuther" for "another"."""
        return _by(sounded, (one for one in self.words if len(one) > FEW_LETTERS))

    @cached_property
    def bare(self) -> Mapping[str, frozenset[str]]:
        """The words by their form without vowels: "next" for "nxt"."""
        return _by(lambda word: bones(squeezed(word)), self.words)


def _by(form: Callable[[str], str], words: Iterable[str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for word in words:
        found[form(word)].add(word)
    return {key: frozenset(many) for key, many in found.items()}


def frames_from(data: Mapping[str, object], phrases: Callable[[object], tuple[str, ...]]) -> Frames:
    """Build from plain data (chatbot/words/*.yaml). Raises LexisError."""
    heads, groups = part_of(data, "heads"), part_of(data, "groups")
    named = {f"@{name}": str(text).split() for name, text in (*heads.items(), *groups.items())}
    named["@persons"] = str(data.get("persons", "")).split()

    def words(key: str) -> frozenset[str]:
        return frozenset(str(data.get(key, "")).split())

    return Frames(
        before=tuple(sorted(phrases(data.get("before")), key=len, reverse=True)),
        after=phrases(data.get("after")),
        heads=_heads(heads),
        light=words("light"),
        persons=frozenset(named["@persons"]),
        near=frozenset(str(heads.get(PRESENT, "")).split()),
        around=words("around"),
        tells=phrases(data.get("tells")),
        patterns=_patterns(part_of(data, "patterns"), named),
        told_of=words("told_of"),
        not_now=words("not_now"),
        common=words("common"),
        typed={name: str(word) for name, word in part_of(data, "typed").items()},
        alone=words("alone"),
        parted_by=words("parted_by"),
        first=_first(data),
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
            any_word, opens = "*" in beside, line.startswith("^")
            found.append(Pattern(command, groups, beside - {"*"}, opens, any_word))
    return tuple(found)


def _first(data: Mapping[str, object]) -> tuple[str, ...]:
    """All commands, the one that is meant first of several in one message."""
    found = tuple(str(data.get("first", "")).split()) or COMMANDS
    if sorted(found) != sorted(COMMANDS):
        raise LexisError(f"first must name each of {', '.join(COMMANDS)} once")
    return found


def _heads(entries: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for command, text in entries.items():
        if command not in COMMANDS:
            raise LexisError(f"unknown command {command}")
        for word in str(text).split() if command != PRESENT else ():
            if found.setdefault(word, command) != command:
                raise LexisError(f"“{word}” heads {found[word]} and {command}")
    return found


def part_of(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    """One part of a language's words, by name. Raises LexisError where it is no mapping."""
    part = data.get(key, {})
    if not isinstance(part, Mapping):
        raise LexisError(f"{key} must be a mapping")
    return {str(name): entry for name, entry in part.items()}

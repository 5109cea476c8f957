"""What does the scanner know, compiled and ready to match?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from feedback.safeguarding.inflection import noun_forms, verb_forms
from feedback.safeguarding.patterns import Pattern, PatternError, parse_pattern
from feedback.safeguarding.spelling import Speller
from feedback.safeguarding.verdict import AUDIENCES, KINDS, Level


class LexiconError(ValueError):
    """The lexicon's data break a promise; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Patterns that raise the same level and kinds.

    `heeds_denial`: "he never hits me" does not fire. `unless`: a word of this mask in the same
    sentence silences the rule. `soft`: a hint, not asked of an adult's comment on a service, nor
    where a second look weighs hints. A pattern that begins with "?" is a hint in any rule.
    """

    name: str
    kinds: tuple[str, ...]
    level: Level
    heeds_denial: bool
    unless: int
    unless_anywhere: int
    audiences: frozenset[str]
    soft: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything data: words, spellings, rules. Compiled once, then only read."""

    version: str
    owner: str
    language: str
    speller: Speller
    emoji: Mapping[str, str]
    classes: Mapping[str, int]
    masks: Mapping[str, int]  # word or merged_phrase -> mask
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]  # first word -> phrases, longest first
    marks: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]  # first word -> (phrase, mask)
    rules: tuple[Rule, ...]
    patterns: tuple[tuple[Pattern, int], ...]  # (pattern, index of its rule)
    idioms: tuple[Pattern, ...]
    mishaps: tuple[Pattern, ...]  # one's own: no idiom where one of `doers` stands before it
    doers: int
    kept_by_idioms: int
    softened_by: int  # a text naming two of these is an adult's comment on a service
    told_of: int  # whom a telling names; a text that names nobody of these is seldom one
    common: frozenset[str]  # the language's commonest words: does a text look like it at all?

    def mask_of(self, *classes: str) -> int:
        """The mask of a word that belongs to all of these; a class the lexicon lacks adds none."""
        return sum(self.classes.get(name, 0) for name in set(classes))


class _Bits:
    """Gives every class and every literal word a bit of its own."""

    def __init__(self) -> None:
        self.classes: dict[str, int] = {}
        self.masks: dict[str, int] = {}
        self._literals: dict[str, int] = {}
        self._next = 0

    def new(self) -> int:
        self._next += 1
        return 1 << (self._next - 1)

    def learn(self, members: Mapping[str, Sequence[str]]) -> None:
        for name, words in members.items():
            self.classes[name] = self.new()
            for word in words:
                self.masks[word] = self.masks.get(word, 0) | self.classes[name]

    def literal(self, word: str) -> int:
        if word not in self._literals:
            self._literals[word] = self.new()
            self.masks[word] = self.masks.get(word, 0) | self._literals[word]
        return self._literals[word]


def class_words(body: str, others: Mapping[str, str]) -> list[str]:
    """Read a class: `v:` and `n:` lines are inflected, `@OTHER` takes in another class.

    step_dad is read as one word from then on; kicks+off only marks its last word.
    """
    out: list[str] = []
    for line in body.splitlines():
        mark, _, rest = line.strip().partition(":")
        pieces = (rest if mark in ("v", "n") else line).split()
        for piece in pieces:
            if piece.startswith("@"):
                if piece[1:] not in others:
                    raise LexiconError(f"unknown class {piece}")
                out.extend(class_words(others[piece[1:]], others))
            elif mark == "v":
                out.extend(_verb_phrase(piece))
            elif mark == "n":
                out.extend(noun_forms(piece))
            else:
                out.append(piece)
    return out


def _verb_phrase(piece: str) -> list[str]:
    under = "+" if "+" in piece else "_"
    head, under, rest = piece.partition(under)
    return [form + under + rest for form in verb_forms(head)]


def compile_lexicon(data: Mapping[str, object]) -> Lexicon:
    """Build a Lexicon from plain data (see docs/safeguarding.md for its shape).

    Raises LexiconError, naming the entry, for anything that cannot be read.
    """
    bits = _Bits()
    classes = _texts(data, "classes")
    written = {name: class_words(body, classes) for name, body in classes.items()}
    joined = {word for words in written.values() for word in words if "_" in word}
    members = {name: [w.replace("+", "_") for w in words] for name, words in written.items()}
    bits.learn(members)
    idioms, mishaps = (
        tuple(_parse(line, bits, key) for line in _lines(str(data.get(key, ""))))
        for key in ("idioms", "mishaps")
    )
    rules, patterns = _rules(data, bits)
    short = {k: tuple(v.split()) for k, v in _texts(data, "short").items()}
    common = frozenset(str(data.get("common", "")).split())
    version, owner, language = (str(data[key]) for key in ("version", "owner", "language"))
    return Lexicon(
        version=version,
        owner=owner,
        language=language,
        speller=_speller(data, _known(bits.masks, short) | common, short, members),
        emoji=_texts(data, "emoji"),
        classes=bits.classes,
        masks=bits.masks,
        phrases=_phrases(joined),
        marks=_marks(bits.masks, joined),
        rules=rules,
        patterns=patterns,
        idioms=idioms,
        mishaps=mishaps,
        doers=_mask_of(data, "doers", bits),
        kept_by_idioms=_mask_of(data, "kept_by_idioms", bits),
        softened_by=_mask_of(data, "softened_by", bits),
        told_of=_mask_of(data, "told_of", bits),
        common=common,
    )


def _speller(
    data: Mapping[str, object],
    known: frozenset[str],
    short: Mapping[str, tuple[str, ...]],
    members: Mapping[str, Sequence[str]],
) -> Speller:
    fuzzy = [w for name in str(data.get("fuzzy", "")).split() for w in members[name]]
    return Speller(
        known=known,
        short=short,
        key=tuple(sorted({w for w in fuzzy if "_" not in w})),
        ordinary=frozenset(str(data.get("ordinary", "")).split()),
    )


def _texts(data: Mapping[str, object], key: str) -> dict[str, str]:
    part = data.get(key, {})
    if not isinstance(part, Mapping):
        raise LexiconError(f"{key} must be a mapping")
    return {str(k): str(v) for k, v in part.items()}


def _lines(body: str) -> list[str]:
    return [line.strip() for line in body.splitlines() if line.strip() and line.strip()[0] != "#"]


def _parse(line: str, bits: _Bits, where: str) -> Pattern:
    try:
        return parse_pattern(line, bits.literal, bits.classes)
    except (PatternError, ValueError) as error:
        raise LexiconError(f"{where}: {error}") from error


def _mask_of(data: Mapping[str, object], key: str, bits: _Bits) -> int:
    return _mask(str(data.get(key, "")), bits, key)


def _mask(names: str, bits: _Bits, where: str) -> int:
    mask = 0
    for name in names.split():
        if name.isupper() and name not in bits.classes:
            raise LexiconError(f"{where}: unknown class {name}")
        mask |= bits.classes[name] if name.isupper() else bits.literal(name)
    return mask


def _rules(
    data: Mapping[str, object], bits: _Bits
) -> tuple[tuple[Rule, ...], tuple[tuple[Pattern, int], ...]]:
    persons = _mask(str(data.get("persons", "")), bits, "persons")
    denials = _mask(str(data.get("denials", "")), bits, "denials")
    rules: list[Rule] = []
    patterns: list[tuple[Pattern, int]] = []
    entries = data.get("rules", [])
    if not isinstance(entries, list):
        raise LexiconError("rules must be a list")
    for entry in entries:
        rule = _rule(entry, bits)
        lines = _lines(str(entry.get("patterns", "")))
        doubtful = [line[1:] for line in lines if line[0] == "?"]
        sure = [line for line in lines if line[0] != "?"]
        hint = replace(rule, name=f"{rule.name}?", level=Level.REVIEW, soft=True)
        for part, belongs in ((sure, rule), (doubtful, hint)):
            for line in part:
                pattern = _parse(line, bits, rule.name)
                if rule.heeds_denial:
                    pattern = _with_act(pattern, persons, denials)
                patterns.append((pattern, len(rules)))
            if part:
                rules.append(belongs)
    return tuple(rules), tuple(patterns)


def _with_act(pattern: Pattern, persons: int, denials: int) -> Pattern:
    """Mark the first word that is no person as the act, unless one is marked already.

    A pattern that itself asks for a "not" or "nobody" is left alone: there denial is the alarm.
    """
    if any(step.act or (step.mask & denials and not step.banned) for step in pattern.steps):
        return pattern
    for index, step in enumerate(pattern.steps):
        if not (step.banned or step.optional or step.closes or step.mask & persons):
            steps = (*pattern.steps[:index], replace(step, act=True), *pattern.steps[index + 1 :])
            return replace(pattern, steps=steps)
    return pattern


def _rule(entry: Mapping[str, object], bits: _Bits) -> Rule:
    name = str(entry.get("id", "a rule without an id"))
    kinds = tuple(str(entry.get("kinds", "")).split())
    audiences = frozenset(str(entry.get("audiences", "child parent")).split())
    level = str(entry.get("level", ""))
    if not kinds or not set(kinds) <= set(KINDS):
        raise LexiconError(f"{name}: kinds must be of {', '.join(KINDS)}")
    if level not in (Level.REVIEW, Level.URGENT):
        raise LexiconError(f"{name}: level must be review or urgent")
    if not audiences <= set(AUDIENCES):
        raise LexiconError(f"{name}: audiences must be of {', '.join(AUDIENCES)}")
    return Rule(
        name=name,
        kinds=kinds,
        level=Level(level),
        heeds_denial=str(entry.get("denial", "heed")) == "heed",
        unless=_mask(str(entry.get("unless", "")), bits, name),
        unless_anywhere=_mask(str(entry.get("unless_anywhere", "")), bits, name),
        audiences=audiences,
        soft=str(entry.get("soft", "no")) == "yes",
    )


def _known(masks: Mapping[str, int], short: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    words = {part for word in masks for part in word.split("_")}
    return frozenset(words | {w for parts in short.values() for w in parts})


def _phrases(joined: set[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases of the classes become one word (step_dad); longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for word in sorted(joined):
        parts = tuple(word.split("_"))
        found.setdefault(parts[0], []).append(parts)
    return {k: tuple(sorted(v, key=len, reverse=True)) for k, v in found.items()}


def _marks(
    masks: Mapping[str, int], joined: set[str]
) -> dict[str, tuple[tuple[tuple[str, ...], int], ...]]:
    """Phrases named only by a pattern mark their last word and leave the words as they are."""
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for word, mask in masks.items():
        if "_" in word and word not in joined:
            parts = tuple(word.split("_"))
            found.setdefault(parts[0], []).append((parts, mask))
    return {k: tuple(v) for k, v in found.items()}

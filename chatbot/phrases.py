"""Which options does a phrase name, and what may follow from a typed message?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from chatbot.lexis import Lexis


class Outcome(StrEnum):
    """What follows from a typed message."""

    ACCEPT = "accept"
    CONFIRM = "confirm"
    ASK = "ask"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; `aliases`: other words for it in this survey, accepted."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """`values`: the option's value; on confirm the candidates, best first; on command its name.

    `sureness` 0-100; `how`: label, command, alias, position, phrase, spelling, guess, or "".
    """

    outcome: Outcome
    values: tuple[str, ...] = ()
    sureness: int = 0
    how: str = ""


NOTHING = Match(Outcome.ASK)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every known way to say each option: phrase -> indexes of the options it may mean."""

    labels: dict[str, int]
    sure: dict[str, frozenset[int]]
    maybe: dict[str, tuple[int, ...]]
    keys: tuple[str, ...]

    def means(self, phrase: str) -> tuple[int, ...]:
        """Options this phrase names, whether they may be taken or only offered."""
        if phrase in self.labels:
            return (self.labels[phrase],)
        return tuple(sorted(self.sure.get(phrase, ()))) or self.maybe.get(phrase, ())


@lru_cache(maxsize=512)
def phrases_of(lexis: Lexis, options: tuple[Option, ...], set_name: str) -> Phrases:
    """The phrases of a set of options; what two options claim is only ever offered."""
    labels = {lexis.plain(one.label): n for n, one in enumerate(options)}
    sure: dict[str, set[int]] = {}
    maybe: dict[str, list[int]] = {}
    for n, one in enumerate(options):
        family = lexis.family(set_name, one.label)
        bare = _bare(lexis, one.label)
        own = (*(lexis.plain(alias) for alias in one.aliases), *((bare,) if bare else ()))
        for phrase in (*family.sure, *own):
            sure.setdefault(phrase, set()).add(n)
        for phrase in family.maybe:
            maybe.setdefault(phrase, []).append(n)
    return Phrases(
        labels,
        {phrase: frozenset(found) for phrase, found in sure.items()},
        {phrase: tuple(found) for phrase, found in maybe.items()},
        tuple(lexis.key(set_name, one.label) for one in options),
    )


def _bare(lexis: Lexis, label: str) -> str:
    """A label without its small words: "At school" is also "school"."""
    words = lexis.plain(label).split()
    bare = [word for word in words if word not in lexis.filler | lexis.small]
    return " ".join(bare) if len(bare) < len(words) else ""


def spoken(words: Sequence[str], known: Phrases) -> tuple[list[tuple[int, ...]], list[str]]:
    """The options named in a row of words, longest phrases first, and the words left over."""
    found: list[tuple[int, ...]] = []
    left: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(6, len(words) - at), 0, -1):
            means = known.means(" ".join(words[at : at + size]))
            if means:
                found.append(means)
                at += size
                break
        else:
            left.append(words[at])
            at += 1
    return found, left


def all_phrases(known: Phrases) -> Iterator[tuple[str, Sequence[int], bool]]:
    """(phrase, options it may mean, whether it may be taken)."""
    for phrase, n in known.labels.items():
        yield phrase, (n,), True
    for phrase, found in known.sure.items():
        yield phrase, sorted(found), len(found) == 1
    for phrase, offered in known.maybe.items():
        yield phrase, offered, False

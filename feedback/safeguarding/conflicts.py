"""Which members of staff must not read a concern: is one named in it, or with the family?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from feedback.safeguarding.folding import fold

NAMED, ALLOCATED = "named", "allocated"


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
TITLES = _listed("mr mrs ms miss mx dr sir madam mister missus doctor pc dc sgt prof professor")
ROLES = _listed(
    "worker workers sw socialworker keyworker iro manager officer assistant practitioner nurse"
    " teacher advocate mentor chair supervisor therapist counsellor services lady"
)
NEAR_ROLE = 5  # words from a first name to what the person is: "dana who is my social worker"
# "I miss dana" is longing, "miss dana" is a title.
LONGS = _listed("i we you they he she to really will do dont did would")
# First names that are ordinary words too: only with a capital that does not begin a sentence.
ALSO_WORDS = _listed(
    "will may hope faith grace mark rose art jack bill sue pat rob drew dawn joy penny frank chase"
    " hunter max ray summer april june august daisy ruby amber ivy holly heather olive robin jay"
    " carol gene grant dean earl duke king miles pierce nick peg sandy angel star sky honey"
    " dolly guy christian iris lily poppy violet pearl crystal destiny harmony charity"
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff as families may know them; `name` may be empty."""

    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    has_capital: bool
    begins: bool  # a sentence


@dataclass(frozen=True, slots=True)
class _Name:
    first: str
    last: str  # "" for somebody with one name
    last_too: tuple[str, ...]  # a double name's halves


def named_in(words: str, colleagues: Iterable[Colleague]) -> frozenset[str]:
    """The ids of those the words name: full name, title and surname, or first name and role.

    Misspelt names count. A first name on its own does not: children have friends of that name.
    """
    said = _words(words)
    folded = fold(words, {}).plain
    found = set()
    for one in colleagues:
        name = _name_of(one)
        if _has_email(folded, one) or (name is not None and _names(said, name)):
            found.add(one.id)
    return frozenset(found)


def is_allocated(worker: str, colleague: Colleague) -> bool:
    """Whether the cohort's "worker" (a name, an e-mail address, or several) is this person."""
    if _has_email(fold(worker, {}).plain, colleague):
        return True
    name = _name_of(colleague)
    return name is not None and (
        _full_name(_words(worker), name) if name.last else _only_name(worker) == name.first
    )


def _words(text: str) -> tuple[_Word, ...]:
    """The words folded to plain letters, with where a capital stood."""
    folded = fold(text, {})
    found: list[_Word] = []
    end = 0
    for match in _WORD.finditer(folded.plain):
        start, _ = folded.span(match.start(), match.end())
        plain = match[0].removesuffix("'s").replace("'", "")
        begins = not found or bool(re.search(r"[.!?\n]", folded.plain[end : match.start()]))
        after_title = bool(found) and found[-1].plain in TITLES
        found.append(_Word(plain, text[start].isupper(), begins and not after_title))
        end = match.end()
    return tuple(found)


def _name_of(one: Colleague) -> _Name | None:
    """First and last name; from the address (dana.smith@) where no name is kept."""
    kept = one.name.strip()
    if not kept:
        local = re.sub(r"\d+", "", one.email.partition("@")[0])
        kept = " ".join(part for part in re.split(r"[._+-]+", local) if part)
        if " " not in kept:
            return None  # "duty@" names nobody
    if "," in kept:
        last, _, first = kept.partition(",")
        kept = f"{first} {last}"
    parts = [part for part in kept.split() if part.strip(".").casefold() not in TITLES]
    spelt = [["".join(w.plain for w in _words(p)), *(w.plain for w in _words(p))] for p in parts]
    spelt = [part for part in spelt if part[0]]
    if not spelt:
        return None
    last_part = spelt[-1] if len(spelt) > 1 else []
    halves = tuple(half for half in last_part[1:] if len(half) > 2 and half != last_part[0])
    return _Name(spelt[0][0], last_part[0] if last_part else "", halves)


def _has_email(folded: str, one: Colleague) -> bool:
    address = one.email.strip().casefold()
    return "@" in address and bool(
        re.search(rf"(?<![\w.]){re.escape(address)}(?![\w-])", folded)
    )  # as a whole: "ann@x" is not "joann@x"


def _only_name(worker: str) -> str:
    return "".join(word.plain for word in _words(worker))


def _names(said: Sequence[_Word], name: _Name) -> bool:
    return (
        (bool(name.last) and _full_name(said, name))
        or _titled(said, name)
        or _first_with_role(said, name)
    )


def _full_name(said: Sequence[_Word], name: _Name) -> bool:
    """First and last name beside each other in either order, run together, or "D Smith"."""
    joined = name.first + name.last
    for place, word in enumerate(said):
        if len(joined) >= 6 and _same(word.plain, joined):
            return True
        around = said[place + 1 : place + 3]  # one middle name or initial may stand between
        for other in around:
            if _pair(word, other, name):
                return True
    return False


def _pair(one: _Word, other: _Word, name: _Name) -> bool:
    if {name.first, name.last} <= ALSO_WORDS and not (one.has_capital and other.has_capital):
        return False  # "I will hope" does not name Will Hope
    first, last = one.plain, other.plain
    if len(first) == 1 and first == name.first[0] and first not in {"i", "a"}:
        return _is_last(last, name)
    return _first_and_last(first, last, name) or _first_and_last(last, first, name)


def _first_and_last(first: str, last: str, name: _Name) -> bool:
    """Beside each other one of the two may be spelt freely: "anne field", "dina smith"."""
    if _is_last(last, name):
        return _near(first, name.first)
    return _same(first, name.first) and _near(last, name.last)


def _titled(said: Sequence[_Word], name: _Name) -> bool:
    """ "Mrs Smith", "miss smyth", "Miss Dana"."""
    for place, word in enumerate(said[:-1]):
        if word.plain not in TITLES:
            continue
        longing = word.plain == "miss" and place > 0 and said[place - 1].plain in LONGS
        after = said[place + 1].plain
        if not longing and (_is_last(after, name) or _same(after, name.first)):
            return True
    return False


def _first_with_role(said: Sequence[_Word], name: _Name) -> bool:
    """ "my social worker dana", "Dana the IRO"; a short form ("Dan") only with a capital."""
    roles = [place for place, word in enumerate(said) if word.plain in ROLES]
    for place, word in enumerate(said):
        if word.plain in ROLES or not any(abs(place - role) <= NEAR_ROLE for role in roles):
            continue
        shown = word.has_capital and not word.begins
        if name.first in ALSO_WORDS:
            if shown and word.plain == name.first:
                return True
            continue
        short = shown and len(word.plain) > 2 and name.first.startswith(word.plain)
        if short or _same(word.plain, name.first):
            return True
    return False


def _is_last(plain: str, name: _Name) -> bool:
    return bool(name.last) and any(_same(plain, one) for one in (name.last, *name.last_too))


def _same(said: str, name: str) -> bool:
    """Whether `said` is the name, perhaps misspelt: one slip from 5 letters on, two from 8.

    In four letters one slip is often another name (Dana, Lana): only letters swapped or doubled.
    """
    if said == name:
        return True
    if len(name) < 4 or abs(len(said) - len(name)) > 2:
        return False
    if len(name) == 4:
        swapped = sorted(said) == sorted(name) and OSA.distance(said, name) == 1
        return swapped or _undoubled(said) == _undoubled(name)
    return OSA.distance(said, name) <= (2 if len(name) >= 8 else 1)


def _near(said: str, name: str) -> bool:
    return len(name) > 2 and OSA.distance(said, name) <= (2 if len(name) >= 8 else 1)


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)

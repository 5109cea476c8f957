"""Which command is a message: to skip, go back, stop, get help, delete …, or none?

A message is a command only where every word of it belongs to one: what tells of something else is
never taken for one, however many words of a command it holds ("i want to go back to my mums").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chatbot.frames import LANGUAGE, PRESENT, Frames, Pattern
from chatbot.lexis import Lexis
from chatbot.plain import is_other_script
from chatbot.spelling import SWAPPED_LEAST, joined, parted, spelt, swaps

CLAUSE_LEAST, CLAUSE_MOST = 2, 11  # words
CLAUSES_MOST = 4  # a longer message tells something of its own
ANY_MOST = 2  # words of any kind beside a pattern that takes them
LETTERS_MOST = 120


def find_command(lexis: Lexis, text: str) -> str | None:
    """The command a typed message is, said in so many words or otherwise; None for none.

    Letters of another script alone ask for another language.
    """
    said = lexis.plain(text)
    if not said:
        return LANGUAGE if is_other_script(text) else None
    return known_command(lexis, said) or told_command(lexis, said, lexis.clauses(text))


def known_command(lexis: Lexis, said: str) -> str | None:
    """The command whose very words these are, politeness aside."""
    if len(said) > lexis.longest_command + 20:
        return None
    if said in lexis.commands:
        return lexis.commands[said]
    if tells(lexis, said):
        return None
    core = " ".join(word for word in said.split() if word not in lexis.polite)
    for one in _without(core, lexis):
        if one in lexis.commands:
            return lexis.commands[one]
    return None


def told_command(lexis: Lexis, said: str, clauses: Sequence[str] = ()) -> str | None:
    """The command of words nobody wrote down: "could you erase it all for me"; None for none."""
    if len(said) > LETTERS_MOST or tells(lexis, said):
        return None
    words = words_of(said, lexis)
    if sum(word not in lexis.frames.words for word in words) > ANY_MOST:
        return None
    if len(words) == 1:
        return _alone(words[0], lexis)
    whole = _meant(words, lexis)
    if whole:
        return _first(whole, lexis.frames)
    parts = [words_of(part, lexis) for part in clauses] if len(clauses) > 1 else [words]
    parts = [clause for part in parts for clause in _clauses(part, lexis.frames)]
    if len(parts) > CLAUSES_MOST:
        return None
    found: set[str] = set()
    for part in parts:
        meant = _meant(part, lexis)
        if meant is None:
            meant = _halves(part, lexis)
        if meant is None:
            return None
        found |= meant
    return _first(found, lexis.frames)


def _halves(words: Sequence[str], lexis: Lexis) -> set[str] | None:
    """Two clauses with no sign between them: "i went too fast go back", "cant talk mum is here".

    Where they can be parted in several ways, the one that names fewest commands is meant.
    """
    found = [both for at in range(1, len(words)) if (both := _two(words, at, lexis))]
    return min(found, key=len, default=None)


def _two(words: Sequence[str], at: int, lexis: Lexis) -> set[str] | None:
    """What two clauses name; light words excuse what follows, but nothing beside somebody near."""
    halves = words[:at], words[at:]
    if any(len(half) < CLAUSE_LEAST and half[0] not in lexis.frames.alone for half in halves):
        return None
    one = _meant(halves[0], lexis)
    other = None if one is None else _meant(halves[1], lexis)
    if one is None or not other:
        return None
    if not one and (at <= CLAUSE_LEAST or len(halves[1]) < CLAUSE_LEAST):
        return None  # "i can | talk to someone" is one clause
    if PRESENT in one and " ".join(halves[1]) not in lexis.commands:
        return None
    return one | other if one or PRESENT not in other else None


def tells(lexis: Lexis, said: str) -> bool:
    """Whether somebody tells something with these plain words, whatever else they hold."""
    return any(f" {phrase} " in f" {said} " for phrase in lexis.frames.tells)


def words_of(said: str, lexis: Lexis) -> list[str]:
    """The words as they are spelt, text-speak written out, parted where they run together."""
    frames, found = lexis.frames, []
    for word in joined(said.split()):
        if word in frames.typed:
            found += frames.typed[word].split()
            continue
        known = spelt(word, frames, lexis.real_words)
        is_whole = known in frames.words or known in frames.common
        found += [known] if is_whole else parted(known, frames) or [known]
    return found


def _clauses(words: Sequence[str], frames: Frames) -> Iterator[list[str]]:
    clause: list[str] = []
    for word in words:
        if word in frames.parted_by:
            if clause:
                yield clause
            clause = []
        else:
            clause.append(word)
    if clause:
        yield clause


def _first(found: set[str], frames: Frames) -> str | None:
    """Of several the one that is asked for: "i pressed it by accident, delete it"."""
    return min(found, key=frames.first.index) if found else None


def _alone(word: str, lexis: Lexis) -> str | None:
    """A single word: only as it is known to be said, or two of its letters changed."""
    if word in lexis.commands:
        return lexis.commands[word]
    if lexis.frames.heads.get(word) == LANGUAGE:
        return LANGUAGE
    if len(word) < SWAPPED_LEAST or word in lexis.real_words:
        return None
    return next((lexis.commands[one] for one in swaps(word) if one in lexis.commands), None)


def _meant(words: Sequence[str], lexis: Lexis) -> set[str] | None:
    """The commands a clause names; nothing where its words are light; None where it tells more."""
    if len(words) > CLAUSE_MOST:
        return None
    frames, said = lexis.frames, " ".join(words)
    command = lexis.commands.get(said) or _by_patterns(words, frames) or known_command(lexis, said)
    if command == PRESENT and not frames.not_now.isdisjoint(words):
        return None
    if command:
        return {command}
    if any(word in frames.persons - frames.light for word in words):
        return _beside(words, frames)
    return _by_cover(words, lexis)


def _by_patterns(words: Sequence[str], frames: Frames) -> str | None:
    """Words that are a command together: "who gets to see this", "can you cross that out"."""
    said = " ".join(words)
    begins = (one for one in frames.before if said.startswith(f"{one} "))
    asked = said.removeprefix(next(begins, said))
    for part in (words, asked.split()):
        likely = {one for word in part for one in frames.by_word.get(word, ())}
        fit = [one for one in likely if _fits(one, part, frames)]
        most = max((one.weight for one in fit), default=0)
        if fit:
            return _first({one.command for one in fit if one.weight == most}, frames)
    return None


def _fits(pattern: Pattern, words: Sequence[str], frames: Frames) -> bool:
    """Whether each group has its word, a word of its own, and nothing else is said."""
    if pattern.opens and words[0] not in pattern.groups[0]:
        return False
    held = frozenset(words)
    if any(group.isdisjoint(held) for group in pattern.groups):
        return False
    others = held - pattern.beside - (frames.light - frames.told_of)
    if len(others) > (ANY_MOST if pattern.any_word else 0):
        return False
    if not frames.told_of.isdisjoint(others) or not frames.persons.isdisjoint(others):
        return False
    return _each_has_one(pattern.groups, held)


def _each_has_one(groups: Sequence[frozenset[str]], words: frozenset[str]) -> bool:
    """Whether the groups can be given a word each, none of them twice."""
    if not groups:
        return True
    return any(_each_has_one(groups[1:], words - {word}) for word in words & groups[0])


def _beside(words: Sequence[str], frames: Frames) -> set[str] | None:
    """Somebody is near, and nothing else is said of them."""
    # "in" is light elsewhere ("in polish"), and beside a person it says that they are near.
    rest = [w for w in words if w in frames.near or w not in frames.persons | frames.around]
    return {PRESENT} if rest and frames.near.issuperset(rest) else None


def _by_cover(words: Sequence[str], lexis: Lexis) -> set[str] | None:
    """Known phrases and head words of commands, and light words alone around them."""
    frames, found, at = lexis.frames, set[str](), 0
    while at < len(words):
        for end in range(min(len(words), at + CLAUSE_MOST), at + 1, -1):
            phrase = " ".join(words[at:end])
            if phrase in lexis.commands:
                found.add(lexis.commands[phrase])
                at = end
                break
        else:
            word = words[at]
            if word in frames.heads:
                found.add(frames.heads[word])
            elif word not in frames.light:
                return None
            at += 1
    return found


def _without(said: str, lexis: Lexis) -> Iterator[str]:
    """A message without "can i" before and "this one" after it; never nothing at all."""
    heads = [said, *(said.removeprefix(f"{one} ") for one in lexis.frames.before)]
    for head in dict.fromkeys(heads):
        yield head
        for one in lexis.frames.after:
            if head.endswith(f" {one}"):
                yield head.removesuffix(f" {one}")

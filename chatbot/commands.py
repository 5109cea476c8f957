"""Which command is a message: to skip, go back, stop, get help, delete …, or none?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from chatbot.lexis import PRESENT, Lexis, Pattern

SPELT_AT, LETTERS_LEAST, SWAPPED_LEAST = 85, 5, 4
HEADED_MOST = 9  # words; a longer message tells something of its own


def find_command(lexis: Lexis, said: str) -> str | None:
    """The command a plain message is, politeness aside; None where it is none."""
    if len(said) > lexis.longest_command + 20:
        return None
    if said in lexis.commands:
        return lexis.commands[said]
    if any(f" {phrase} " in f" {said} " for phrase in lexis.frames.tells):
        return None
    core = " ".join(word for word in said.split() if word not in lexis.polite)
    for one in (core, *_without(core, lexis)):
        if one in lexis.commands:
            return lexis.commands[one]
    words = core.split()
    if len(words) == 1:
        return _swapped(core, lexis)
    if not words or len(words) > HEADED_MOST:
        return None
    return _by_patterns(said.split(), lexis) or _by_heads(words, lexis)


def _swapped(word: str, lexis: Lexis) -> str | None:
    """Two letters of a single command word changed places: "hepl", "sikp", "retrun"."""
    if len(word) < SWAPPED_LEAST or word in lexis.real_words:
        return None
    for at in range(len(word) - 1):
        other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if other in lexis.commands:
            return lexis.commands[other]
    return None


def _by_patterns(words: Sequence[str], lexis: Lexis) -> str | None:
    """Words that are a command together: "who gets to see this", "can you cross that out"."""
    frames = lexis.frames
    if not frames.told_of.isdisjoint(words):
        return None
    words = [_spelt(word, lexis) for word in words]
    said = " ".join(words)
    for one in sorted(frames.before, key=len, reverse=True):
        said = said.removeprefix(f"{one} ")
    fit = [one for one in frames.patterns if _fits(one, words, said.split(), frames.light)]
    most = max((len(one.groups) for one in fit), default=0)  # the one that says more
    found = {one.command for one in fit if len(one.groups) == most}
    return found.pop() if len(found) == 1 else None


def _fits(
    pattern: Pattern, words: Sequence[str], asked: Sequence[str], light: frozenset[str]
) -> bool:
    """Whether each group has its word and nothing else is said."""
    if any(word not in pattern.beside and word not in light for word in words):
        return False
    if pattern.opens and not {words[0], *asked[:1]} & pattern.groups[0]:
        return False
    return all(not group.isdisjoint(words) for group in pattern.groups)


def _by_heads(words: Sequence[str], lexis: Lexis) -> str | None:
    """Light words and one command's head words alone: "could you erase it all for me"."""
    frames = lexis.frames
    if len(words) < 2:
        return None
    if any(w in frames.persons - frames.light for w in words):
        # "in" is light elsewhere ("in polish"), and beside a person it says that they are near.
        rest = [w for w in words if w in frames.near or w not in frames.persons | frames.around]
        return PRESENT if rest and frames.near.issuperset(rest) else None
    words = [_spelt(word, lexis) for word in words]
    heads = {frames.heads[w] for w in words if w in frames.heads}
    others = [w for w in words if w not in frames.heads and w not in frames.light]
    return heads.pop() if len(heads) == 1 and not others else None


def _spelt(word: str, lexis: Lexis) -> str:
    """A misspelt head word as it is spelt: "tranlsate", "delte"; a plural stays what it is."""
    frames = lexis.frames
    is_known = word in frames.heads or word in frames.light or word in lexis.real_words
    if is_known or len(word) < LETTERS_LEAST:
        return word
    near = [
        head
        for head in frames.heads
        if head[0] == word[0] and word != f"{head}s" and fuzz.ratio(word, head) >= SPELT_AT
    ]
    return near[0] if len({frames.heads[head] for head in near}) == 1 else word


def _without(said: str, lexis: Lexis) -> Iterator[str]:
    """A message without "can i" before and "this one" after it; never nothing at all."""
    heads = [said, *(said.removeprefix(f"{one} ") for one in lexis.frames.before)]
    for head in dict.fromkeys(heads):
        yield head
        for one in lexis.frames.after:
            if head.endswith(f" {one}"):
                yield head.removesuffix(f" {one}")

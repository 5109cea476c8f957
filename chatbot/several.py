"""Which answers did somebody mean where they may choose several?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.commands import known_command, told_command
from chatbot.guessing import guessed
from chatbot.lexis import Lexis
from chatbot.matching import command_in, understand
from chatbot.phrases import NOTHING, Match, Option, Outcome, Phrases, phrases_of, spoken
from chatbot.places import position
from chatbot.plain import LETTERS_MOST, asks

_BREAK = re.compile(r"[,;/\n+&]|\band\b|\bplus\b|\bn\b", re.IGNORECASE)
_COUNTS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5}
_NONE = "none of these"


def understand_several(
    lexis: Lexis,
    text: str,
    options: Sequence[Option],
    *,
    exclusive: Sequence[str] = (),
    set_name: str = "",
) -> Match:
    """One typed message at a question with several answers; `exclusive` values stand alone.

    "a and c", "the first two", "all of them", "none", labels in a row. Whatever is left over or
    denied makes it an offer, not an answer.
    """
    if len(text) > LETTERS_MOST:
        return NOTHING
    listed = tuple(options)
    said = lexis.plain(text)
    if not said:
        return command_in(lexis, text)
    known = phrases_of(lexis, listed, set_name)
    if said not in known.labels and (command := known_command(lexis, said)) is not None:
        return Match(Outcome.COMMAND, (command,), 100, "command")
    together = [one for one in listed if one.value not in exclusive]
    whole = _whole(lexis, said, listed, together, exclusive)
    if whole is not None:
        return whole
    but_not = _all_but(lexis, said, known, listed, together)
    if but_not is not None:
        return but_not
    row = _row(lexis, text, listed)
    if row is not None:
        return _taken(row, listed, exclusive)
    if not spoken(said.split(), known)[0]:
        command = told_command(lexis, said, lexis.clauses(text))
        if command is not None:
            return Match(Outcome.COMMAND, (command,), 100, "command")
    return guessed(lexis, text, _named(lexis, text, said, known, listed, exclusive, set_name))


def _whole(
    lexis: Lexis,
    said: str,
    listed: tuple[Option, ...],
    together: Sequence[Option],
    exclusive: Sequence[str],
) -> Match | None:
    """All, none, both, the first two."""
    core = " ".join(word for word in said.split() if word not in lexis.polite)
    if core in lexis.every:
        return Match(Outcome.ACCEPT, tuple(one.value for one in together), 95, "phrase")
    if core in lexis.both:
        if len(together) == 2:
            return Match(Outcome.ACCEPT, tuple(one.value for one in together), 95, "phrase")
        return NOTHING
    if core in lexis.families[_NONE].sure and exclusive:
        none = [one for one in listed if one.value in exclusive]
        if len(none) == 1:
            return Match(Outcome.ACCEPT, (none[0].value,), 95, "alias")
        return Match(Outcome.CONFIRM, tuple(one.value for one in none[:3]), 60, "alias")
    words = [word for word in core.split() if word not in {"the", "ones", "options", "of", "them"}]
    if len(words) == 2 and words[1] in _COUNTS and words[0] in {"first", "last", "top", "bottom"}:
        count = _COUNTS[words[1]]
        if count > len(listed):
            return NOTHING
        part = listed[:count] if words[0] in {"first", "top"} else listed[-count:]
        return _taken([listed.index(one) for one in part], listed, exclusive)
    return None


def _all_but(
    lexis: Lexis,
    said: str,
    known: Phrases,
    listed: tuple[Option, ...],
    together: Sequence[Option],
) -> Match | None:
    """ "everything except the dog": offered, never taken."""
    for phrase in lexis.but_not:
        before, found, after = f" {said} ".partition(f" {phrase} ")
        is_all = before.strip() in lexis.every or phrase in {"all but", "everything but"}
        if not found or not is_all:
            continue
        named, left = spoken(after.split(), known)
        out = {n for indexes in named for n in indexes}
        if out and all(word in lexis.filler for word in left):
            values = tuple(one.value for one in together if listed.index(one) not in out)
            return Match(Outcome.CONFIRM, values, 60, "phrase")
    return None


def _row(lexis: Lexis, text: str, listed: tuple[Option, ...]) -> list[int] | None:
    """ "1, 3", "a and c", "first and last": places and nothing else."""
    labels = [lexis.plain(one.label) for one in listed]
    pieces = [piece.strip() for piece in _BREAK.split(text) if piece.strip()]
    words = lexis.plain(text).split()
    if len(pieces) == 1 and all(len(word) == 1 or word.isdecimal() for word in words):
        pieces = words
    places = [position(lexis, lexis.plain(piece), labels) for piece in pieces]
    if not places or any(place is None or place < 0 for place in places):
        return None
    return list(dict.fromkeys(place for place in places if place is not None))


def _named(
    lexis: Lexis,
    text: str,
    said: str,
    known: Phrases,
    listed: tuple[Option, ...],
    exclusive: Sequence[str],
    set_name: str,
) -> Match:
    """Labels in a row, or each piece understood by itself."""
    named, left = spoken(said.split(), known)
    rest = [w for w in left if w not in lexis.filler and w not in lexis.joiner]
    indexes = list(dict.fromkeys(n for found in named for n in found))
    clear = all(len(found) == 1 for found in named) and not asks(text)
    if indexes and not rest and clear:
        return _taken(indexes, listed, exclusive)
    pieces = [piece for piece in _BREAK.split(text) if lexis.plain(piece)]
    plainly = lexis.unguessing  # a piece is guessed from no more than the whole is
    matches = [understand(plainly, piece, listed, set_name=set_name) for piece in pieces]
    values = [value for match in matches for value in match.values]
    values = list(dict.fromkeys(v for v in values if any(o.value == v for o in listed)))
    if matches and all(match.outcome is Outcome.ACCEPT for match in matches):
        chosen = [n for n, one in enumerate(listed) if one.value in values]
        return _taken(chosen, listed, exclusive)
    if len(matches) == 1 and matches[0].outcome is Outcome.COMMAND:
        return matches[0]
    offered = list(dict.fromkeys([*values, *(listed[n].value for n in indexes)]))
    return Match(Outcome.CONFIRM, tuple(offered[:6]), 60, "phrase") if offered else NOTHING


def _taken(indexes: Sequence[int], listed: tuple[Option, ...], exclusive: Sequence[str]) -> Match:
    """In the order of the list; one that stands alone beside another is asked about."""
    values = tuple(listed[n].value for n in sorted(set(indexes)))
    if len(values) > 1 and any(value in exclusive for value in values):
        return Match(Outcome.CONFIRM, values[:6], 60, "phrase")
    return Match(Outcome.ACCEPT, values, 93, "phrase")

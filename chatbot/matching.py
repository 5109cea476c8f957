"""Which answer did somebody mean by what they typed? Taken only where no other was meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from chatbot.commands import find_command, known_command, told_command
from chatbot.guessing import guessed
from chatbot.lexis import Lexis
from chatbot.phrases import (
    NOTHING,
    Match,
    Option,
    Outcome,
    Phrases,
    all_phrases,
    phrases_of,
    spoken,
)
from chatbot.places import position
from chatbot.plain import LETTERS_MOST, asks, squeezed

ACCEPT_AT, GAP, CONFIRM_AT, COMMAND_AT = 87, 12, 70, 87
LETTERS_LEAST = 4  # a shorter word is one slip away from too many others
EXTRA_MOST = 4  # words about something else: beyond these they are kept, nothing is offered
OFFERED_MOST = 3


def understand(lexis: Lexis, text: str, options: Sequence[Option], *, set_name: str = "") -> Match:
    """One typed message at a question with one answer.

    Each step may take an answer only where nothing speaks for another; what is left is offered
    ("Did you mean ...?") or kept as words. Deterministic; time grows with the message's length.
    """
    if len(text) > LETTERS_MOST:
        return NOTHING
    said = lexis.plain(text)
    if not said:
        return command_in(lexis, text)
    known = phrases_of(lexis, tuple(options), set_name)
    heard = _Heard(lexis, text, said, tuple(options), known)
    found = _first(heard, (_by_label, _by_command, _by_alias, _by_position, _by_core))
    if found is not None and (found is NOTHING or found.outcome is not Outcome.CONFIRM):
        return found
    # What is an answer beyond doubt is one; what might be is a command where it is put as one.
    command = told_command(lexis, said, lexis.clauses(text))
    if command is not None:
        return Match(Outcome.COMMAND, (command,), 100, "command")
    if found is not None:
        return found
    found = _first(heard, (_by_spelling, _by_phrase)) or NOTHING
    return guessed(lexis, text, found)


def command_in(lexis: Lexis, text: str) -> Match:
    """What is left of a message that holds no word of this language: a command, or nothing."""
    command = find_command(lexis, text)
    return NOTHING if command is None else Match(Outcome.COMMAND, (command,), 100, "command")


def _first(heard: _Heard, steps: Sequence[Callable[[_Heard], Match | None]]) -> Match | None:
    return next((found for step in steps if (found := step(heard)) is not None), None)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A message on its way down the ladder."""

    lexis: Lexis
    text: str
    said: str
    options: tuple[Option, ...]
    known: Phrases

    @property
    def core(self) -> str:
        """The message without words that mean nothing in particular."""
        said = f" {self.said} "
        for phrase in self.lexis.filler_phrases:
            said = said.replace(f" {phrase} ", " ")
        return " ".join(w for w in said.split() if not self._is_filler(w))

    def _is_filler(self, word: str) -> bool:
        filler = self.lexis.filler
        return word in filler or squeezed(word) in filler

    def accept(self, n: int, sureness: int, how: str) -> Match:
        """This option, unless it is only wished for or asked about: then it is offered."""
        is_known = how in {"label", "alias"}
        if asks(self.text) or (not is_known and self.lexis.is_unreal(self.said)):
            return self.confirm([n], 75, how)
        return Match(Outcome.ACCEPT, (self.options[n].value,), sureness, how)

    def confirm(self, indexes: Sequence[int], sureness: int, how: str) -> Match:
        offered = list(dict.fromkeys(indexes))[:OFFERED_MOST]
        return Match(Outcome.CONFIRM, tuple(self.options[n].value for n in offered), sureness, how)


def _by_label(heard: _Heard) -> Match | None:
    n = heard.known.labels.get(heard.said)
    return None if n is None else heard.accept(n, 100, "label")


def _by_command(heard: _Heard) -> Match | None:
    if heard.said in heard.known.sure:
        return None  # a word that is also an option here is the option: "y" at a yes or no
    command = known_command(heard.lexis, heard.said)
    return None if command is None else Match(Outcome.COMMAND, (command,), 100, "command")


def _by_alias(heard: _Heard) -> Match | None:
    """The whole message is a known way to say it, or a known way to say nothing."""
    if heard.said in heard.lexis.not_an_answer:
        return NOTHING
    found = heard.known.sure.get(heard.said)
    if found is None:
        found = _stretched(heard)
    if found:
        if len(found) > 1:
            return heard.confirm(sorted(found), 70, "alias")
        return heard.accept(next(iter(found)), 98, "alias")
    maybe = heard.known.maybe.get(heard.said) or heard.known.maybe.get(_calm(heard))
    return heard.confirm(maybe, 70, "alias") if maybe else None


def _calm(heard: _Heard) -> str:
    """ "soo good", "really really good": how strongly it is said decides between two options."""
    filler = heard.lexis.filler
    words = [squeezed(w) if squeezed(w) in filler else w for w in heard.said.split()]
    return " ".join(word for n, word in enumerate(words) if not n or word != words[n - 1])


def _stretched(heard: _Heard) -> frozenset[int] | None:
    """ "yess", "noo": a letter too many, never one too few ("god" is not "good")."""
    thin = squeezed(heard.said)
    if thin == heard.said:
        return None
    found: set[int] = set()
    for phrase, indexes in heard.known.sure.items():
        if len(phrase) <= len(heard.said) and squeezed(phrase) == thin:
            found |= indexes
    for phrase, n in heard.known.labels.items():
        if len(phrase) <= len(heard.said) and squeezed(phrase) == thin:
            found.add(n)
    return frozenset(found) or None


def _by_position(heard: _Heard) -> Match | None:
    labels = [heard.lexis.plain(one.label) for one in heard.options]
    place = position(heard.lexis, heard.said, labels)
    if place is None:
        return None
    if place < 0:
        return NOTHING
    if heard.said.isdecimal() and not any(label[:1].isdecimal() for label in labels):
        return heard.confirm([place], 75, "position")  # the first answer, or a mark out of five?
    return heard.accept(place, 95, "position")


def _by_core(heard: _Heard) -> Match | None:
    """Fillers aside, the rest is a known way to say it: "it was good i think"."""
    core = heard.core
    if not core or core == heard.said:
        return None
    n = heard.known.labels.get(core)
    found = frozenset({n}) if n is not None else heard.known.sure.get(core, frozenset())
    if len(found) == 1:
        one = next(iter(found))
        named = {n for means in spoken(_calm(heard).split(), heard.known)[0] for n in means}
        if named - {one}:  # "i think really good": a small word makes it another answer
            return heard.confirm(sorted({*named, one}), 72, "phrase")
        return heard.accept(one, 93, "phrase")
    offered = sorted(found) or heard.known.maybe.get(core, ())
    return heard.confirm(offered, 65, "phrase") if offered else None


def _by_spelling(heard: _Heard) -> Match | None:
    """A misspelling: the nearest phrase, taken only where no other option is near."""
    best: Match | None = None
    for words in dict.fromkeys((heard.said, heard.core)):
        found = _nearest(heard, words) if words else None
        if found is not None and (best is None or found.sureness > best.sureness):
            best = found
    command = _nearest_command(heard)
    if command is not None and (best is None or command.sureness > best.sureness):
        return command
    return best


def _nearest(heard: _Heard, words: str) -> Match | None:
    scores: dict[int, tuple[float, str, bool]] = {}
    for phrase, indexes, may_take in all_phrases(heard.known):
        score = fuzz.ratio(words, phrase, score_cutoff=CONFIRM_AT - GAP)
        for n in indexes:
            if score and score > scores.get(n, (0.0, "", False))[0]:
                scores[n] = (score, phrase, may_take)
    ranked = sorted(scores, key=lambda n: -scores[n][0])
    if not ranked or scores[ranked[0]][0] < CONFIRM_AT:
        return None
    score, phrase, may_take = scores[ranked[0]]
    runner_up = scores[ranked[1]][0] if len(ranked) > 1 else 0.0
    taken = score >= ACCEPT_AT and score - runner_up >= GAP and may_take
    if taken and _is_slip(heard, words, phrase):
        return heard.accept(ranked[0], round(score), "spelling")
    if len(words) < LETTERS_LEAST - 1 or words in heard.lexis.real_words:
        return None
    named = [n for means in spoken(words.split(), heard.known)[0] for n in means]
    near = [n for n in ranked if scores[n][0] >= CONFIRM_AT and scores[n][0] >= score - GAP]
    return heard.confirm([*named, *near], min(round(score), 86), "spelling")


def _is_slip(heard: _Heard, words: str, phrase: str) -> bool:
    """Whether the difference can only be a slip: no other word, no "not" more or less."""
    lexis = heard.lexis
    if len(words) < LETTERS_LEAST or asks(heard.text) or words[0] != phrase[0]:
        return False
    typed, meant = words.split(), phrase.split()
    labelled = {word for label in heard.known.labels for word in label.split()}
    if any(word in labelled and word not in meant for word in typed):
        return False  # "not inadequate" is no misspelt "not adequate"
    if any(word in lexis.real_words and word not in meant for word in typed):
        return False
    for group in (lexis.negator, lexis.hedge):
        if {w for w in typed if w in group} != {w for w in meant if w in group}:
            return False
    return len(typed) == len(meant) and all(
        one == other or fuzz.ratio(one, other) >= CONFIRM_AT
        for one, other in zip(typed, meant, strict=True)
    )


def _nearest_command(heard: _Heard) -> Match | None:
    said = heard.said
    if len(said) < LETTERS_LEAST or said in heard.lexis.real_words:
        return None
    best, name = 0.0, ""
    for phrase, command in heard.lexis.commands.items():
        if len(phrase) < LETTERS_LEAST or phrase[0] != said[0]:
            continue
        score = fuzz.ratio(said, phrase, score_cutoff=COMMAND_AT)
        if score > best and _same_words(said, phrase):
            best, name = score, command
    return Match(Outcome.COMMAND, (name,), round(best), "command") if name else None


def _same_words(said: str, phrase: str) -> bool:
    """Word for word a slip apart: "go back home" is no misspelt "go back"."""
    typed, meant = said.split(), phrase.split()
    if len(typed) != len(meant):
        return "".join(typed) == "".join(meant)
    return all(fuzz.ratio(*pair) >= CONFIRM_AT for pair in zip(typed, meant, strict=True))


def _by_phrase(heard: _Heard) -> Match | None:
    """A way to say it stands in a longer message: offered, or taken with fillers alone around."""
    words = heard.said.split()
    found, left = spoken(words, heard.known)
    if not found:
        return None
    rest = [w for w in left if w not in heard.lexis.filler]
    negated = any(w in heard.lexis.negator for w in rest)
    content = [w for w in rest if w not in heard.lexis.negator | heard.lexis.hedge]
    if len(content) > EXTRA_MOST:
        return NOTHING
    candidates = list(dict.fromkeys(n for indexes in found for n in indexes))
    if len(candidates) == 1 and not rest and not asks(heard.text) and _is_plain(heard, words):
        return heard.accept(candidates[0], 90, "phrase")  # "yeah deffo", "yes yes"
    if negated:
        opposites = [_opposite(heard, n) for n in candidates]
        candidates = [*(n for n in opposites if n is not None), *candidates]
    return heard.confirm(candidates, 55, "phrase")


def _is_plain(heard: _Heard, words: Sequence[str]) -> bool:
    """Whether each phrase in the message may be taken by itself: none is only ever offered."""
    sure = {**heard.known.labels, **heard.known.sure}
    left = " ".join(words)
    for phrase in sorted(sure, key=len, reverse=True):
        left = f" {left} ".replace(f" {phrase} ", "  ").strip()
    return not spoken(left.split(), heard.known)[0]


def _opposite(heard: _Heard, n: int) -> int | None:
    opposite = heard.lexis.opposites.get(heard.known.keys[n])
    return heard.known.keys.index(opposite) if opposite in heard.known.keys else None

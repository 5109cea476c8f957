"""What would a person call a group of answers? A noun phrase or two, and the words that carry it.

Heavy imports: worker and commands only. Phrases are found with TextBlob's pattern parser, which
needs no data beyond its own package.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from textblob.en import parse

from feedback.privacy.identifying_words import known_words
from feedback.privacy.redaction import Redactor
from feedback.themes.clean import parts_of, plain
from feedback.themes.reading import Embedder, Floats, Numbers
from feedback.themes.stems import stem
from feedback.themes.words import LITTLE, NEGATORS, content_stems, tokens_of

_READ_MOST = 250  # answers of a group that names are taken from
_PHRASE_MOST = 3  # words
_WORDS_TOLD = 8
_CANDIDATES = 40
_COMPARED = 80
_DIRECTION = 0.8  # how much of what the other groups say is taken away
_FLOOR, _POWER = 0.05, 2.0  # of six settings tried on the tuning half, a good one
_EMPTY_TEXT = (
    "thing lot bit way one everything anything nothing something someone everyone anyone time day "
    "week year today hour people person guy stuff kind sort example case fact part point end "
    "experience i you he she it we they them us me question comment answer reason problem issue "
    "number other same much many more most less such none no any all some first last next good bad "
    "great nice best better very really thank thanks please okay mr mrs miss dr sir"
)
_EMPTY = frozenset(stem(word) for word in _EMPTY_TEXT.split())
_PRAISE_WORDS = (
    "thank thanks good great excellent brilliant fantastic amazing wonderful lovely perfect "
    "outstanding superb happy pleased satisfied grateful best love loved awesome fab ace"
)
_PRAISES = frozenset(stem(word) for word in _PRAISE_WORDS.split())
_PRAISE = ("praise", "and", "thanks")
_SHORT, _MOSTLY = 8, 0.25  # words of short praise; share of a group's answers
_SPEAKS_FOR_ITSELF = 5  # answers of a group whose words it may claim
_FAR_MORE = 1.3
_NOUN, _DESCRIBES = ("NN", "NNS"), ("JJ", "NN", "NNS", "VBG")
Phrase = tuple[str, ...]
_HIDDEN = re.compile(r"\[\w+\]")


class Namer:
    """Names the groups of a survey's answers by what sets each apart from the others."""

    def __init__(self, texts: Sequence[str], groups: Numbers, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._redactor = Redactor()
        self._said: dict[int, Counter[str]] = defaultdict(Counter)
        self._size: Counter[int] = Counter(groups.tolist())
        self._texts: dict[int, list[str]] = defaultdict(list)
        self._spelt: dict[str, Counter[str]] = defaultdict(Counter)
        for text, group in zip(texts, groups.tolist(), strict=True):
            tokens = tokens_of(text)
            for token in tokens:
                self._spelt[stem(token)][token] += 1
            self._said[group].update(set(content_stems(tokens)))
            self._texts[group].append(text)
        self._praise = {
            group: sum(map(_is_short_praise, told)) / len(told)
            for group, told in self._texts.items()
        }
        self._all: Counter[str] = Counter()
        for one in self._said.values():
            self._all.update(one)

    def name(self, group: int) -> tuple[str, tuple[str, ...]]:
        """A name such as "Waiting times & appointments", and up to eight words best first."""
        words = self._words(group)
        phrases = self._phrases(group)
        ranked = self._ranked(group, phrases)
        own = [phrase for phrase in ranked if not self._is_of_another(group, phrase)] or ranked
        chosen: list[Phrase] = [_PRAISE] if self._is_praise(group) else []
        for phrase in own:
            used = {stem(word) for one in chosen for word in one}
            if not used & {stem(word) for word in phrase}:
                chosen.append(phrase)
            if len(chosen) == 2:
                break
        told = " & ".join(" ".join(phrase) for phrase in chosen) or " & ".join(words[:2])
        return (told[:1].upper() + told[1:]) or "Other answers", words

    def _is_of_another(self, group: int, phrase: Phrase) -> bool:
        """Whether another group says these words far more: then they part nothing here."""
        stems = [s for s in map(stem, phrase) if s not in LITTLE]
        mine = np.mean([self._weight(group, s) for s in stems] or [0.0])
        others = [
            float(np.mean([self._weight(other, s) for s in stems] or [0.0]))
            for other in self._size
            if other != group and self._size[other] >= _SPEAKS_FOR_ITSELF
        ]
        return max(others, default=0.0) > _FAR_MORE * float(mine)

    def _is_praise(self, group: int) -> bool:
        """Whether most answers here are short praise, and fewer elsewhere."""
        others = [share for one, share in self._praise.items() if one != group]
        mine = self._praise[group]
        return mine > _MOSTLY and mine > 2 * float(np.mean(others or [0.0]))

    def _weight(self, group: int, word: str) -> float:
        """How often said here against elsewhere; 0 for a word that says nothing."""
        here = self._said[group][word] / self._size[group]
        others = sum(self._size.values()) - self._size[group]
        there = (self._all[word] - self._said[group][word]) / max(1, others)
        return float(np.sqrt(here) * np.log((here + 0.02) / (there + 0.02)))

    def _words(self, group: int) -> tuple[str, ...]:
        names = known_words().names
        weights = {
            word: self._weight(group, word)
            for word, count in self._said[group].items()
            if word not in _EMPTY and (count > 1 or self._size[group] < 4)
        }
        best = sorted(weights, key=lambda w: (-weights[w], w))
        spelt = [self._spelt[word].most_common(1)[0][0] for word in best]
        kept = [w for w in spelt if w not in names and w.isalpha() and w not in NEGATORS]
        return tuple(kept[:_WORDS_TOLD])

    def _phrases(self, group: int) -> Counter[Phrase]:
        """Noun phrases of the group, and in how many answers each is said."""
        found: Counter[Phrase] = Counter()
        for text in self._texts[group][:_READ_MOST]:
            # A name hidden leaves a full stop, so that no phrase reaches over it.
            safe = _HIDDEN.sub(" . ", self._redactor.redact(text))
            parts = [plain(part.text) for part in parts_of(safe)]
            found.update({phrase for part in parts for phrase in noun_phrases(part)})
        return found

    def _ranked(self, group: int, phrases: Counter[Phrase]) -> list[Phrase]:
        """Phrases by coverage, by what is said here and not elsewhere, and by nearness."""
        merged: dict[frozenset[str], Counter[Phrase]] = defaultdict(Counter)
        for phrase, count in phrases.items():
            merged[frozenset(map(stem, phrase))][phrase] += count
        least = 2 if self._size[group] > 5 else 1
        read = min(_READ_MOST, self._size[group])
        worth: dict[Phrase, float] = {}
        for stems, forms in merged.items():
            count = sum(forms.values())
            carries = np.mean([self._weight(group, s) for s in stems if s not in LITTLE] or [0.0])
            if count >= least and carries > 0:
                form = min(forms, key=lambda f: (-forms[f], f))
                worth[form] = float(carries * np.sqrt(count / read) * (1 + 0.2 * (len(form) > 1)))
        best = sorted(worth, key=lambda p: (-worth[p], p))[:_CANDIDATES]
        if self._embedder is None or not best:
            return best
        near = self._nearness(group, best)
        return sorted(best, key=lambda p: (-worth[p] * (_FLOOR + near[p]) ** _POWER, p))

    def _nearness(self, group: int, phrases: Sequence[Phrase]) -> dict[Phrase, float]:
        """0-1: how far a phrase points where the group's answers differ from all the others."""
        if self._embedder is None:
            return dict.fromkeys(phrases, 0.0)
        others = [text for g in sorted(self._texts) if g != group for text in self._texts[g][:8]]
        some = self._texts[group][:_COMPARED]
        held: Floats = self._embedder.embed(
            [*(" ".join(p) for p in phrases), *some, *others[:_COMPARED]]
        )
        at = len(phrases)
        apart = held[at : at + len(some)].mean(0)
        if others:
            apart = apart - _DIRECTION * held[at + len(some) :].mean(0)
        apart = apart / max(float(np.linalg.norm(apart)), 1e-6)
        return {p: max(0.0, float(v @ apart)) for p, v in zip(phrases, held, strict=False)}


def _is_short_praise(text: str) -> bool:
    tokens = tokens_of(text)
    return 0 < len(tokens) <= _SHORT and bool(_PRAISES.intersection(map(stem, tokens)))


def noun_phrases(text: str) -> Iterable[Phrase]:
    """Runs of describing words that end in a noun, such as ("waiting", "times")."""
    names = known_words().names
    run: list[tuple[str, str]] = []
    for word, tag in [*_tagged(text), ("", "")]:
        if tag in _DESCRIBES and word.isalpha() and word not in names:
            run.append((word, tag))
            continue
        yield from _ending_in_a_noun(run)
        run = []


def _ending_in_a_noun(run: Sequence[tuple[str, str]]) -> Iterable[Phrase]:
    for end in range(len(run), 0, -1):
        if run[end - 1][1] not in _NOUN:
            continue
        for start in range(max(0, end - _PHRASE_MOST), end):
            words = tuple(word for word, _ in run[start:end])
            if stem(words[0]) not in _EMPTY and len(set(words)) == len(words):  # "waiting time"
                yield words


def _tagged(text: str) -> list[tuple[str, str]]:
    tagged = str.split(parse(text, chunks=False))  # its own split gives lists of lists
    return [(bits[0].lower(), bits[1]) for word in tagged if len(bits := word.split("/")) > 1]

"""What does a text mean, whatever words it uses: does somebody tell of harm?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import re2

from feedback.safeguarding.folding import fold
from feedback.safeguarding.passages import Span, passages
from feedback.safeguarding.verdict import KINDS, Level, Verdict

_BLANKS = re2.compile(r"\s+")
_RUNS = tuple((letter, re2.compile(letter + "{3,}")) for letter in "abcdefghijklmnopqrstuvwxyz")
_KIND_LEAST = 0.4  # a kind is named when it is at least this sure; the surest one always
_ROUNDED = 4  # places: batches of other sizes differ in the seventh


class Opinions(Protocol):
    """A network: one row per text, numbers before the sigmoid."""

    def opinions(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Give concern, urgent, one per kind, and "sounds like a comment on a service"."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """What belongs to a network: its name, its calibration, and when it speaks up.

    `chance = sigmoid(slope * number + offset)`; `least` is the chance per audience from which a
    text is for review, `least_hinted` the same where a hint of the lexicon stands in it; what the
    lexicon holds for unlikely, without a hint, needs `least_unlikely`. A text of
    many passages has many occasions to be misread, and one that sounds like a comment on a service
    is seldom a child's: both need a surer network, by `per_passage` times the logarithm of their
    number and by `manner_weight` for each unit over `manner_from`.
    """

    version: str
    slope: float
    offset: float
    least: Mapping[str, float]
    least_hinted: Mapping[str, float]
    emoji: Mapping[str, str]
    least_unlikely: float = 0.0  # for what is unlikely to tell of harm, without a hint
    per_passage: float = 0.0
    manner_from: float = 0.0
    manner_weight: float = 0.0


def plain_text(text: str, emoji: Mapping[str, str]) -> str:
    """Make a text plain for the network: folded, long runs cut to one letter, blanks joined."""
    folded = fold(text, emoji).plain
    for letter, run in _RUNS:
        if letter * 3 in folded:
            folded = run.sub(letter, folded)
    return str(_BLANKS.sub(" ", folded)).strip()


class MeaningLook:
    """A second look by meaning. Pure given its network: same text, same verdict."""

    def __init__(
        self,
        network: Opinions,
        setting: Setting,
        is_hinted: Callable[[str, str], bool],
        is_unlikely: Callable[[str], bool] = lambda _text: False,
    ) -> None:
        """Take a network, what belongs to it, who hears hints, (text, audience), and what text is
        unlikely to tell of harm.
        """
        self._network = network
        self._setting = setting
        self._is_hinted = is_hinted
        self._is_unlikely = is_unlikely

    @property
    def version(self) -> str:
        """What looks: its name and version."""
        return self._setting.version

    def look(self, text: str, first: Verdict, *, audience: str) -> Verdict:
        """Give review or none of one text. Raises KeyError for an unknown audience."""
        return self.look_many([text], [first], audience=audience)[0]

    def look_many(
        self, texts: Sequence[str], firsts: Sequence[Verdict], *, audience: str
    ) -> list[Verdict]:
        """Look at many texts at once; faster. What the first look flagged stays as it was."""
        open_ones = [i for i, first in enumerate(firsts) if first.level is Level.NONE]
        least = [self._least(texts[i], audience) for i in open_ones]
        heard = self._heard([texts[i] for i in open_ones], least)
        out = list(firsts)
        for index, (kinds, spans) in zip(open_ones, heard, strict=True):
            level = Level.REVIEW if spans else Level.NONE
            out[index] = Verdict(level, kinds, spans, firsts[index].lexicon_version)
        return out

    def chances(self, texts: Sequence[str]) -> list[float]:
        """How likely each text tells of harm: 0 to 1, its surest passage."""
        pieces = [self._pieces(text) for text in texts]
        told = self._told(words for part in pieces for _, words in part)
        return [
            max((self._chance(told[words]) for _, words in part), default=0.0) for part in pieces
        ]

    def _least(self, text: str, audience: str) -> float:
        """From which chance a text is heard."""
        setting = self._setting
        if self._is_hinted(text, audience):
            return setting.least_hinted[audience]
        least = setting.least[audience]
        return max(least, setting.least_unlikely) if self._is_unlikely(text) else least

    def _heard(
        self, texts: Sequence[str], least: Sequence[float]
    ) -> list[tuple[tuple[str, ...], tuple[Span, ...]]]:
        pieces = [self._pieces(text) for text in texts]
        told = self._told(words for part in pieces for _, words in part)
        out = []
        for part, enough in zip(pieces, least, strict=True):
            needed = _logit(enough) + self._surer([told[words] for _, words in part])
            loud = [(span, told[w]) for span, w in part if self._number(told[w]) >= needed]
            kinds = {kind for _, row in loud for kind in _kinds(row)}
            out.append((tuple(sorted(kinds)), _without_covers([span for span, _ in loud])))
        return out

    def _surer(self, rows: Sequence[Sequence[float]]) -> float:
        """By how much surer the network must be of this text."""
        setting, manner = self._setting, 1 + 1 + len(KINDS)
        if not rows:
            return 0.0
        heard = [row[manner] for row in rows if len(row) > manner]
        sounds = sum(heard) / len(heard) if heard else setting.manner_from
        over = max(0.0, sounds - setting.manner_from)
        return setting.per_passage * math.log(len(rows)) + setting.manner_weight * over

    def _pieces(self, text: str) -> list[tuple[Span, str]]:
        """Give the passages and, unless it is the same or too long, the whole text."""
        spans = passages(text)
        if 1 < len(spans) <= 4:
            spans.append((spans[0][0], spans[-1][1]))
        emoji = self._setting.emoji
        pieces = ((span, plain_text(text[span[0] : span[1]], emoji)) for span in spans)
        return [(span, words) for span, words in pieces if any(c.isalpha() for c in words)]

    def _told(self, texts: Iterable[str]) -> dict[str, Sequence[float]]:
        distinct = sorted(set(texts), key=lambda text: (len(text), text))
        return dict(zip(distinct, self._network.opinions(distinct), strict=True))

    def _number(self, row: Sequence[float]) -> float:
        return round(self._setting.slope * row[0] + self._setting.offset, _ROUNDED)

    def _chance(self, row: Sequence[float]) -> float:
        return round(_sigmoid(self._number(row)), _ROUNDED)


def _without_covers(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Drop a span that holds another: the sentence says more than the whole text."""
    kept = [
        one
        for one in spans
        if not any(o != one and one[0] <= o[0] and o[1] <= one[1] for o in spans)
    ]
    return tuple(sorted(set(kept)))


def _kinds(row: Sequence[float]) -> list[str]:
    chances = [_sigmoid(number) for number in row[2 : 2 + len(KINDS)]]
    surest = max(chances)
    return [k for k, c in zip(KINDS, chances, strict=True) if c >= _KIND_LEAST or c == surest]


def _logit(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _sigmoid(number: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, number))))

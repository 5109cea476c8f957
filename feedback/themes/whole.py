"""What does the machine make of all answers to one question? Every part of the pipeline, once.

Heavy imports: worker and commands only. No database: texts and codings in, places and numbers out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from feedback.privacy.redaction import Redactor, redacted
from feedback.themes.alike import Alike, alike_themes
from feedback.themes.assign import gold_of, untaught, vocabulary
from feedback.themes.carrying import Carrier, Spans
from feedback.themes.clean import has_words
from feedback.themes.codebook import Codebook, Theme
from feedback.themes.discover import discover
from feedback.themes.embedding import choose_embedder, kind_of
from feedback.themes.placing import placed
from feedback.themes.reading import Embedder, Floats, Reading, read_answers
from feedback.themes.scoring import odds, weights_for
from feedback.themes.sentiment import feelings
from feedback.themes.stems import stem
from feedback.themes.sureness import (
    Band,
    against_people,
    bands_of,
    learnt,
)
from feedback.themes.teaching import usefulness
from feedback.themes.words import content_stems, tokens_of

Against = Mapping[str, tuple[int, int, int, int]]
SUGGESTIONS = 3  # an answer, for the person coding
FOUND_FROM = 5  # answers; a theme of fewer would be hidden everywhere
DISCOVER_FROM = 10  # unplaced answers
WORD_FROM = 3  # answers of a found theme that say a word before the theme may bear it


@dataclass(frozen=True, slots=True)
class Suggested:
    """One answer in one theme; a mere suggestion where it is not placed."""

    row: int
    theme: str
    score: float
    is_placed: bool
    spans: Spans


@dataclass(frozen=True, slots=True)
class Found:
    """A theme no codebook names; its words were said by several and identify nobody we know of."""

    name: str
    words: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """What came of it. `feelings` and `usefulness` have one entry an answer, in order."""

    embedder: str
    suggested: tuple[Suggested, ...]
    found: tuple[Found, ...]
    feelings: tuple[str, ...]
    usefulness: tuple[float, ...]
    alike: tuple[Alike, ...]
    bands: tuple[Band, ...]  # empty while too few are coded
    # By theme: answers in it by both, the machine alone, people alone, neither. Each coded answer
    # is judged by a machine that has not seen its coding.
    against: Against
    unplaced: int
    cut: float  # from which score an answer is put into a theme, before anybody has coded
    cuts: Mapping[str, float]  # the same by theme, as codings moved it


@dataclass(frozen=True, slots=True)
class _Scored:
    """Scores and what is placed, each (n_answers, n_themes), and how sure that proved to be."""

    scores: Floats
    sure: NDArray[np.bool_]
    cuts: Mapping[str, float]
    bands: tuple[Band, ...] = ()
    against: Against = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to read. `embedder`: a name, one that is made, or None for the best one installed."""

    embedder: str | Embedder | None = None
    asked: str = ""  # the question's wording: "nothing" to "what could we do better?" is praise
    seed: int = 0


def read_whole(
    texts: Sequence[str], book: Codebook, coded: Mapping[int, Sequence[str]], wanted: Wanted
) -> Whole:
    """Put every answer into the book's themes, find those it lacks, learn from `coded`.

    `coded`: row -> the keys of themes a person gave it, perhaps none. The same in gives the same
    out.
    """
    turn = wanted.embedder
    if turn is None or isinstance(turn, str):
        turn = choose_embedder(turn, vocabulary(texts, book), seed=wanted.seed)
    if not any(has_words(text) for text in texts):
        quiet = tuple("neutral" for _ in texts)
        nothing = (0.0,) * len(texts)
        return Whole(kind_of(turn), (), (), quiet, nothing, (), (), {}, len(texts), 0.0, {})
    reading = read_answers(texts, turn)
    told = _scored(reading, book, coded, turn, wanted.seed)
    scores, sure = told.scores, told.sure
    unplaced = [row for row in range(len(texts)) if not sure[row].any() and row not in coded]
    found = _found(texts, unplaced, turn, wanted.seed)
    meaning = turn if kind_of(turn) == "minilm" else None
    felt = feelings(texts, [wanted.asked] * len(texts), with_mixed=True, embedder=meaning)
    rows = np.array(sorted(coded), np.int64)
    cut = weights_for(kind_of(turn)).cut
    useful = usefulness(reading, scores, cut, rows)
    return Whole(
        embedder=kind_of(turn),
        suggested=_suggested(reading, book, turn, scores, sure),
        found=found,
        feelings=tuple(one.label for one in felt),
        usefulness=tuple(useful.tolist()),
        alike=_alike(book, sure, found, meaning),
        bands=told.bands,
        against=told.against,
        cut=cut,
        cuts=told.cuts,
        unplaced=len(unplaced) - sum(len(one.rows) for one in found),
    )


def _alike(
    book: Codebook, sure: NDArray[np.bool_], found: Sequence[Found], embedder: Embedder | None
) -> tuple[Alike, ...]:
    """Over the book's themes and the found ones, which go by "found 0", "found 1" …"""
    held = {
        key: frozenset(np.flatnonzero(sure[:, at]).tolist()) for at, key in enumerate(book.keys)
    }
    new = {f"found {at}": one for at, one in enumerate(found)}
    held |= {key: frozenset(one.rows) for key, one in new.items()}
    named = [Theme(key=key, name=one.name, words=one.words) for key, one in new.items()]
    return alike_themes([*book.themes, *named], held, embedder)


def _scored(
    reading: Reading,
    book: Codebook,
    coded: Mapping[int, Sequence[str]],
    embedder: Embedder | None,
    seed: int,
) -> _Scored:
    if not book.themes:
        nothing = np.zeros((len(reading.texts), 0), np.float32)
        return _Scored(nothing, nothing > 0, {})
    weights = weights_for(kind_of(embedder))
    scores = untaught(reading, book, embedder, weights)
    rows = np.array([row for row in sorted(coded) if reading.spoken[row]], np.int64)
    cuts = np.full(len(book.themes), weights.cut, np.float32)
    bands: tuple[Band, ...] = ()
    against: dict[str, tuple[int, int, int, int]] = {}
    if len(rows):
        gold = gold_of([coded[row] for row in rows.tolist()], book)
        made = learnt(reading, odds(scores), rows, gold, weights, seed=seed)
        scores, cuts = made.scores, made.cuts
        if made.unseen is not None and made.told is not None:
            bands = bands_of(made.unseen, made.told, gold)
            against = dict(zip(book.keys, against_people(made.told, gold), strict=True))
    sure = placed(scores, weights, cuts) & reading.spoken[:, None]
    by_theme = dict(zip(book.keys, cuts.tolist(), strict=True))
    return _Scored(scores, np.asarray(sure, np.bool_), by_theme, bands, against)


def _suggested(
    reading: Reading,
    book: Codebook,
    embedder: Embedder | None,
    scores: Floats,
    sure: NDArray[np.bool_],
) -> tuple[Suggested, ...]:
    """Every placed pair and the best few of each answer, best first."""
    carrier = Carrier(reading, book, embedder)
    out = []
    for row in np.flatnonzero(reading.spoken).tolist():
        order = np.argsort(-scores[row], kind="stable")
        best = [at for at in order[:SUGGESTIONS].tolist() if scores[row, at] > 0]
        more = [at for at in order[SUGGESTIONS:].tolist() if sure[row, at]]
        for at in [*best, *more]:
            is_placed = bool(sure[row, at])
            spans = carrier.spans(row, at)
            out.append(Suggested(row, book.keys[at], float(scores[row, at]), is_placed, spans))
    return tuple(out)


def _found(
    texts: Sequence[str], unplaced: Sequence[int], embedder: Embedder | None, seed: int
) -> tuple[Found, ...]:
    """Themes in what the codebook leaves; small groups stay unplaced."""
    rows = [row for row in unplaced if has_words(texts[row])]
    if len(rows) < DISCOVER_FROM:
        return ()
    left = [texts[row] for row in rows]
    out = []
    for one in discover(
        left, embedder=embedder if embedder is not None else "none", seed=seed
    ).themes:
        if len(one.rows) < FOUND_FROM:
            continue
        words = _safe_words([left[at] for at in one.rows], one.words)
        name = _safe_name(one.name, words)
        out.append(Found(name, words, tuple(rows[at] for at in one.rows)))
    return tuple(out)


def _safe_words(texts: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """Words that several people said; none that names somebody or some place."""
    often = Counter(word for text in texts for word in set(content_stems(tokens_of(text))))
    redactor = Redactor()
    return tuple(
        word for word in words if often[stem(word)] >= WORD_FROM and not redactor.find(word.title())
    )


def _safe_name(name: str, words: Sequence[str]) -> str:
    """The name without identifiers; from the words where nothing is left of it."""
    safe = redacted(name, Redactor().find(name))
    return safe if "[" not in safe else " & ".join(words[:2]) or "A theme without a name"

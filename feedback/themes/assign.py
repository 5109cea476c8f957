"""Which themes of a codebook is each answer about? Heavy imports: worker and commands only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback.themes.clean import has_words
from feedback.themes.codebook import Codebook
from feedback.themes.embedding import choose_embedder, kind_of
from feedback.themes.pairs import pair_columns
from feedback.themes.placing import placed, placed_on_average
from feedback.themes.reading import Embedder, Floats, Reading, read_answers
from feedback.themes.scoring import Weights, chances, first_chances, odds, weights_for
from feedback.themes.sureness import learnt


@dataclass(frozen=True, slots=True)
class Placed:
    """One answer in one theme; theme "" and score 0 when it is in none."""

    row: int
    theme: str
    score: float


@dataclass(frozen=True, slots=True)
class Coded:
    """What a person decided: this text is about these themes."""

    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to assign. `embedder`: minilm, tfidf, none, one made, or None for the best installed."""

    embedder: str | Embedder | None = None
    per_answer: float | None = None
    seed: int = 0


def assign(
    texts: Sequence[str], book: Codebook, *, coded: Sequence[Coded] = (), wishes: Wishes
) -> list[Placed]:
    """Every answer's themes, in order of rows, best first; each answer has at least one row.

    The same answers, codebook and codings give the same result. Raises EmbedderMissing.
    """
    scores, sure = _scores(texts, book, coded, wishes)
    if wishes.per_answer is not None:
        sure = placed_on_average(scores, wishes.per_answer)
    out: list[Placed] = []
    for row in range(len(texts)):
        themes = np.flatnonzero(sure[row])
        best_first = sorted(themes.tolist(), key=lambda at: (-scores[row, at], at))
        found = [Placed(row, book.keys[at], float(scores[row, at])) for at in best_first]
        out += found or [Placed(row, "", 0.0)]
    return out


def _scores(
    texts: Sequence[str], book: Codebook, coded: Sequence[Coded], wishes: Wishes
) -> tuple[Floats, NDArray[np.bool_]]:
    if not any(has_words(text) for text in texts):
        nothing = np.zeros((len(texts), len(book.themes)), np.float32)
        return nothing, nothing > 0
    taught = [one for one in coded if has_words(one.text)]
    everything = [*texts, *(one.text for one in taught)]
    embedder = choose_embedder(wishes.embedder, vocabulary(everything, book), seed=wishes.seed)
    weights = weights_for(kind_of(embedder))
    reading = read_answers(everything, embedder)
    scores, cuts = untaught(reading, book, embedder, weights), None
    if taught:
        rows = np.arange(len(texts), len(everything))
        gold = gold_of([one.themes for one in taught], book)
        told = learnt(reading, odds(scores), rows, gold, weights, seed=wishes.seed)
        scores, cuts = told.scores, told.cuts
    scores = scores[: len(texts)]
    return scores, placed(scores, weights, cuts)


def untaught(
    reading: Reading, book: Codebook, embedder: Embedder | None, weights: Weights
) -> Floats:
    """(n_answers, n_themes), 0-1: what the codebook alone says. At least one answer has words."""
    first = first_chances(pair_columns(reading, book, embedder), weights)
    return chances(reading, first, weights)


def gold_of(coded: Sequence[Sequence[str]], book: Codebook) -> NDArray[np.bool_]:
    """(n_coded, n_themes); a key the codebook lacks teaches nothing."""
    places = {key: at for at, key in enumerate(book.keys)}
    out = np.zeros((len(coded), len(places)), bool)
    for row, keys in enumerate(coded):
        out[row, [places[key] for key in keys if key in places]] = True
    return out


def vocabulary(texts: Sequence[str], book: Codebook) -> list[str]:
    """All that tf-idf may learn words from."""
    told = [f"{theme.name}: {theme.about}" for theme in book.themes]
    shown = [word for theme in book.themes for word in (*theme.words, *theme.examples)]
    return [*texts, *told, *shown]

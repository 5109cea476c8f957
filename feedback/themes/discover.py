"""Which themes do answers fall into that no codebook names? Worker and commands only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from feedback.themes.clean import plain
from feedback.themes.embedding import choose_embedder
from feedback.themes.naming import Namer
from feedback.themes.pairs import answer_means
from feedback.themes.quotes import Quote, pick_quotes
from feedback.themes.reading import Embedder, Floats, Numbers, Reading, read_answers
from feedback.themes.words import content_stems, tokens_of

_ALIKE_MOST = 3000  # answers compared each with each; the rest join the nearest theme
_NEIGHBOURS, _ROUNDS = 12, 2  # every answer drawn to those like it; more rounds even themes out
_WORDS_LOUD = 0.8  # words beside meanings: what is named alike belongs together
_LATENT = 100
_TOO_COMMON, _MANY = 0.3, 50  # of many answers, a word in so large a share parts nothing
_THEME_LEAST = 2  # answers; one alone is no theme unless a number of themes is asked for


@dataclass(frozen=True, slots=True)
class Discovered:
    """A theme: its name, the words that carry it best first, its rows, and redacted quotes."""

    name: str
    words: tuple[str, ...]
    rows: tuple[int, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """Largest first; every row is in one theme or in `unplaced`."""

    themes: tuple[Discovered, ...]
    unplaced: tuple[int, ...]


def discover(
    texts: Sequence[str],
    *,
    themes: int | None = None,
    embedder: str | Embedder | None = None,
    seed: int = 0,
) -> Themes:
    """Find `themes` themes, or a sensible number; the same answers give the same themes.

    Fewer than asked where there are fewer different answers. Raises EmbedderMissing.
    """
    turn = choose_embedder(embedder, texts, seed=seed)
    reading = read_answers(texts, turn)
    rows = np.flatnonzero(reading.spoken)
    if not len(rows):
        return Themes((), tuple(range(len(texts))))
    space = answer_space(reading, rows, seed=seed)
    unlike = len({plain(texts[row]) for row in rows.tolist()})
    wanted = min(themes or sensible_number(unlike), unlike)
    groups = grouped(space, wanted, seed=seed)
    namer = Namer([texts[row] for row in rows.tolist()], groups, turn)
    found = []
    for group in np.unique(groups).tolist():
        members = np.flatnonzero(groups == group)
        if themes is None and len(members) < min(_THEME_LEAST, len(rows)):
            continue
        middle = space[members].mean(0)
        best_first = members[np.argsort(-(space[members] @ middle), kind="stable")]
        name, words = namer.name(group)
        quotes = pick_quotes(texts, rows[best_first].tolist(), space[best_first])
        found.append(Discovered(name, words, tuple(rows[members].tolist()), quotes))
    found.sort(key=lambda one: (-len(one.rows), one.rows))
    placed = {row for one in found for row in one.rows}
    return Themes(tuple(found), tuple(row for row in range(len(texts)) if row not in placed))


def sensible_number(answers: int) -> int:
    """How many themes a person can hold in mind: 4 of 100 answers, 8 of 400, 16 at most."""
    return int(np.clip(round(np.sqrt(answers) / 2.5), 1 if answers < 12 else 2, 16))


def answer_space(reading: Reading, rows: Numbers, *, seed: int) -> Floats:
    """(n_rows, width), rows of length 1: meanings beside words, drawn to their neighbours."""
    texts = [reading.texts[row] for row in rows.tolist()]
    views = []
    if reading.vectors is not None:
        views.append(answer_means(reading.vectors, reading.owner, len(reading.texts))[rows])
    words = _latent_words(texts, seed=seed)
    if words is not None:
        views.append(np.float32(_WORDS_LOUD) * words)
    if not views:  # no word is said twice and there are no meanings: each answer stands alone
        return np.eye(len(rows), dtype=np.float32)
    return drawn_together(np.asarray(normalize(np.hstack(views)), np.float32))


def _latent_words(texts: Sequence[str], *, seed: int) -> Floats | None:
    table = TfidfVectorizer(
        analyzer=_terms,
        min_df=2 if len(texts) > 3 else 1,
        max_df=_TOO_COMMON if len(texts) >= _MANY else 1.0,
        sublinear_tf=True,
    )
    try:
        counts = table.fit_transform(texts)
    except ValueError:  # no word is in two answers and in fewer than a third of them
        return None
    width = min(_LATENT, min(counts.shape) - 1)
    if width < 2:
        return None
    with np.errstate(invalid="ignore", divide="ignore"):  # everybody said the very same
        turned = TruncatedSVD(width, random_state=seed).fit_transform(counts)
    return np.asarray(normalize(turned), np.float32)


def _terms(text: str) -> list[str]:
    return content_stems(tokens_of(text))


def drawn_together(space: Floats) -> Floats:
    """Each row moved half way to the mean of its nearest others, twice; in blocks."""
    n = len(space)
    count = min(_NEIGHBOURS, n - 1)
    if count < 1:
        return space
    near = np.zeros((n, count), np.int64)
    for first in range(0, n, 1024):
        block = slice(first, min(n, first + 1024))
        alike = space[block] @ space.T
        alike[np.arange(alike.shape[0]), np.arange(block.start, block.stop)] = -2
        near[block] = np.argpartition(-alike, count - 1, axis=1)[:, :count]
    for _ in range(_ROUNDS):
        moved = np.empty_like(space)
        for first in range(0, n, 1024):
            moved[first : first + 1024] = space[near[first : first + 1024]].mean(1)
        space = np.asarray(normalize(0.5 * space + 0.5 * moved), np.float32)
    return space


def grouped(space: Floats, wanted: int, *, seed: int) -> Numbers:
    """(n,) group of each row: the nearest groups joined, by mean distance, until `wanted` are left.

    Mean distance lets a theme that many speak of stay whole; k-means would cut it in pieces.
    """
    if wanted >= len(space):
        return np.arange(len(space))
    if wanted <= 1:
        return np.zeros(len(space), np.int64)
    some = np.arange(len(space))
    if len(some) > _ALIKE_MOST:
        some = np.sort(np.random.default_rng(seed).permutation(len(space))[:_ALIKE_MOST])
    tree = AgglomerativeClustering(wanted, linkage="average").fit_predict(space[some])
    if len(some) == len(space):
        return np.asarray(tree, np.int64)
    middles = normalize(np.stack([space[some[tree == g]].mean(0) for g in range(wanted)]))
    out: NDArray[np.int64] = np.argmax(space @ middles.T, axis=1)
    return out

"""What speaks for a theme in an answer? Numbers for every pair of the two."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from feedback.themes.codebook import Codebook, Theme
from feedback.themes.reading import Embedder, Floats, Reading, embed_once
from feedback.themes.spoken import Spoken, spoken_words

# Themes for what is said of the whole: they hold where nothing else does.
_GENERAL = re.compile(
    r"\b(general|generally|overall|unspecified|non-specific|miscellaneous|other|unclear|"
    r"without detail|as a whole|nothing)\b",
    re.IGNORECASE,
)
_SHARP = 15.0  # how strongly the nearest theme draws a sentence; .65 against .60 is 2 to 1


def answer_means(vectors: Floats, owner: NDArray[np.int64], n: int) -> Floats:
    """(n, width): the mean direction of each answer's sentences; zeros for an empty one."""
    total = _by_answer(np.add, vectors, owner, n, 0.0)
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-6))


def pair_columns(
    reading: Reading, book: Codebook, embedder: Embedder | None
) -> Mapping[str, Floats]:
    """Named (n_answers, n_themes) arrays; those of meaning only with an embedder.

    At least one answer must say something.
    """
    spoken = spoken_words(reading, book)
    shape = spoken.hits.shape
    general = np.array([float(_is_general(theme)) for theme in book.themes], np.float32)
    length = np.zeros((shape[0], 1), np.float32)
    sizes = np.array([len(tokens) for tokens in reading.tokens], np.float32)
    np.add.at(length[:, 0], reading.owner, sizes)
    columns = _of_words(spoken)
    columns["general"] = np.broadcast_to(general, shape)
    columns["general_alone"] = general * (spoken.hits.sum(1, keepdims=True) == 0)
    columns["general_hinted"] = general * columns["any_said"]
    columns["length"] = np.broadcast_to(np.log1p(length), shape)
    columns["said_long"] = columns["said"] * columns["length"]
    if embedder is not None and reading.vectors is not None:
        columns |= _of_meaning(reading, reading.vectors, book, embedder)
        for name in ("pull_most", "near_gap", "near"):
            columns[f"said_{name}"] = columns["said"] * columns[name]
    return columns


def _of_words(spoken: Spoken) -> dict[str, Floats]:
    said = (spoken.hits > 0).astype(np.float32)
    total = spoken.hits.sum(1, keepdims=True)
    share = spoken.hits / np.maximum(total, 1)
    return {
        "said": said,
        "said_more": np.clip(spoken.hits - 1, 0, 2),
        "negated": spoken.negated,
        "rarity": spoken.rarity,
        "phrases": spoken.phrases,
        "likeness": spoken.likeness,
        "likeness_gap": _gap(spoken.likeness),
        "said_share": share,
        "any_said": np.broadcast_to(said.any(1, keepdims=True), said.shape).astype(np.float32),
    }


def _of_meaning(
    reading: Reading, vectors: Floats, book: Codebook, embedder: Embedder
) -> dict[str, Floats]:
    """Cosines of sentences with a theme's description, words and examples; best sentence."""
    n, owner = len(reading.texts), reading.owner
    about, middle, nearest, like = _cosines(vectors, book.themes, embedder)
    raw = np.asarray((about + middle + nearest) / 3, np.float32)
    pull = np.exp((raw - raw.max(1, keepdims=True, initial=-1.0)) * np.float32(_SHARP))
    pull = np.asarray(pull / pull.sum(1, keepdims=True), np.float32)
    near = _by_answer(np.maximum, raw, owner, n, -1.0)
    word = _by_answer(np.maximum, nearest, owner, n, -1.0)
    told = _by_answer(np.maximum, about, owner, n, -1.0)
    example = _by_answer(np.maximum, like, owner, n, -1.0)
    pulls = _by_answer(np.add, pull, owner, n, 0.0)
    parts = np.bincount(owner, minlength=n)[:, None]
    spoken = reading.spoken
    usual = near[spoken].mean(0)
    themes = max(1, near.shape[1])
    return {
        "near": near,
        "near_gap": _gap(near),
        "near_unusual": near - usual,
        "near_rank": (-near).argsort(1).argsort(1).astype(np.float32) / themes,
        "word": word,
        "word_gap": _gap(word),
        "about_gap": _gap(told),
        "example": example,
        "example_gap": _gap(example),
        "pull": pulls,
        "pull_most": _by_answer(np.maximum, pull, owner, n, 0.0),
        "pull_share": pulls / np.maximum(parts, 1),
    }


def _cosines(
    vectors: Floats, themes: tuple[Theme, ...], embedder: Embedder
) -> tuple[Floats, Floats, Floats, Floats]:
    """(n_parts, n_themes) each: description, middle of the words, nearest word, nearest example."""
    texts = [f"{theme.name}: {theme.about}" for theme in themes]
    sizes = []
    for theme in themes:
        words = theme.words or (theme.name,)
        texts += [*words, *theme.examples]
        sizes.append((len(words), len(theme.examples)))
    held = embed_once(texts, embedder)
    about = vectors @ held[: len(themes)].T
    out = np.zeros((3, len(vectors), len(themes)), np.float32)
    at = len(themes)
    for number, (size, shown_size) in enumerate(sizes):
        group, shown = held[at : at + size], held[at + size : at + size + shown_size]
        at += size + shown_size
        mean = group.mean(0)
        out[0, :, number] = vectors @ (mean / max(float(np.linalg.norm(mean)), 1e-6))
        out[1, :, number] = (vectors @ group.T).max(1)
        # Where there are no examples, words stand in; they are less like an answer.
        out[2, :, number] = (vectors @ shown.T).max(1) if shown_size else 0.8 * out[1, :, number]
    return about, out[0], out[1], out[2]


def _by_answer(
    join: np.ufunc, values: Floats, owner: NDArray[np.int64], n: int, empty: float
) -> Floats:
    """(n, columns) from (n_parts, columns); owners ascend."""
    out = np.full((n, values.shape[1]), empty, np.float32)
    if len(owner):
        starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
        out[owner[starts]] = join.reduceat(values, starts, axis=0)
    return out


def _gap(values: Floats) -> Floats:
    """How far each theme is above the next best, or below the best, of the same answer."""
    if values.shape[1] < 2:
        return np.zeros_like(values)
    top = np.partition(values, -2, axis=1)[:, -2:]
    second, best = top[:, :1], top[:, 1:]
    return np.asarray(np.where(values == best, values - second, values - best), np.float32)


def _is_general(theme: Theme) -> bool:
    return bool(_GENERAL.search(f"{theme.name} {theme.about.split('.')[0]}"))

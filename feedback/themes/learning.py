"""What do people's own codings teach about this survey's themes?

Each theme learns a line of its own over meanings and words, starting from what the codebook said:
with no coding the codebook decides, and every coding moves it a little further away.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from feedback.themes.pairs import answer_means
from feedback.themes.reading import Floats, Reading
from feedback.themes.scoring import chance
from feedback.themes.words import content_stems

_WORDS_MOST = 3000
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Stiffness:
    """How firmly the learner holds to the codebook; tuned on the tuning halves, see benchmarks."""

    line: float = 1.0  # against moving away from nothing, for meanings and words
    slope: float = 30.0  # against trusting the codebook more or less than it was
    level: float = 2.0  # against a theme being likelier than the codebook thought
    meanings: float = 3.0  # how loud meanings are beside words
    words: float = 1.5


def learnt_chances(
    reading: Reading,
    start: Floats,
    coded: NDArray[np.int64],
    gold: NDArray[np.bool_],
    how: Stiffness,
) -> Floats:
    """(n_answers, n_themes), 0-1. `start`: log odds by the codebook; `gold` is of rows `coded`."""
    table = _table(reading, coded, how)
    themes = start.shape[1]
    width = table.shape[1]
    x, z, y = table[coded], start[coded], gold.astype(np.float32)
    # A theme nobody has coded has nothing to learn from: its silence is not a coding.
    heard = y.any(0)

    def cost(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        lines, slope, level = _taken_apart(flat, width, themes)
        told = x @ lines + z * slope + level
        p = chance(told)
        loss = float((np.logaddexp(0, told) - y * told)[:, heard].sum())
        off = (p - y) * heard
        loss += float(
            how.line * (lines**2).sum()
            + how.slope * ((slope - 1) ** 2).sum()
            + how.level * (level**2).sum()
        )
        change = x.T @ off + 2 * how.line * lines
        by_slope = (off * z).sum(0) + 2 * how.slope * (slope - 1)
        by_level = off.sum(0) + 2 * how.level * level
        return loss, np.concatenate([change.ravel(), by_slope, by_level]).astype(np.float64)

    begin = np.concatenate([np.zeros(width * themes), np.ones(themes), np.zeros(themes)])
    found = minimize(cost, begin, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    lines, slope, level = _taken_apart(found.x, width, themes)
    return chance(table @ lines + start * slope + level)


def _taken_apart(
    flat: NDArray[np.float64], width: int, themes: int
) -> tuple[Floats, Floats, Floats]:
    held = flat.astype(np.float32)
    edge = width * themes
    return (
        held[:edge].reshape(width, themes),
        held[edge : edge + themes],
        held[edge + themes :],
    )


def _table(reading: Reading, coded: NDArray[np.int64], how: Stiffness) -> Floats:
    """(n_answers, meanings and words): meanings of length `meanings`, words of length `words`."""
    n = len(reading.texts)
    said: list[set[str]] = [set() for _ in range(n)]
    for row, tokens in zip(reading.owner.tolist(), reading.tokens, strict=True):
        said[row].update(content_stems(tokens))
    often = Counter(word for row in coded.tolist() for word in said[row])
    kept = [word for word, count in often.most_common(_WORDS_MOST) if count > 1]
    places = {word: at for at, word in enumerate(kept)}
    overall = Counter(word for one in said for word in one if word in places)
    words = np.zeros((n, len(kept)), np.float32)
    for row, one in enumerate(said):
        for word in one:
            if word in places:
                words[row, places[word]] = np.log(n / overall[word]) + 1
    words *= how.words / np.maximum(np.linalg.norm(words, axis=1, keepdims=True), 1e-6)
    if reading.vectors is None:
        return words
    means = answer_means(reading.vectors, reading.owner, n)
    return np.hstack([how.meanings * means, words])

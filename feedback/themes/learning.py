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
_BLOCK = 8192


@dataclass(frozen=True, slots=True)
class Stiffness:
    """How firmly the learner holds to the codebook; tuned on the tuning halves, see benchmarks."""

    line: float = 2.0  # against moving away from nothing, for meanings and words
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
    *,
    wanted: NDArray[np.int64] | None = None,
) -> Floats:
    """(n_answers or n_wanted, n_themes), 0-1. `start`: log odds by the book; `gold`: of `coded`."""
    table = _Table(reading, coded, how)
    x, z, y = table.rows(coded), start[coded], gold.astype(np.float32)
    themes, width = start.shape[1], x.shape[1]
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
    told = np.arange(len(start)) if wanted is None else wanted
    out = start[told] * slope + level + table.along(told, lines)
    return np.asarray(chance(out) * reading.spoken[told, None], np.float32)


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


class _Table:
    """Rows of meanings and words, made in blocks: all at once would not fit for 100,000 answers."""

    def __init__(self, reading: Reading, coded: NDArray[np.int64], how: Stiffness) -> None:
        n = len(reading.texts)
        self._said: list[set[str]] = [set() for _ in range(n)]
        for row, tokens in zip(reading.owner.tolist(), reading.tokens, strict=True):
            self._said[row].update(content_stems(tokens))
        often = Counter(word for row in coded.tolist() for word in self._said[row])
        kept = sorted(word for word, count in often.most_common(_WORDS_MOST) if count > 1)
        self._places = {word: at for at, word in enumerate(kept)}
        overall = Counter(word for one in self._said for word in one if word in self._places)
        self._rarity = {word: float(np.log(n / overall[word])) + 1 for word in kept}
        self._how = how
        self._means: Floats | None = None
        if reading.vectors is not None:
            self._means = answer_means(reading.vectors, reading.owner, n) * how.meanings

    def rows(self, which: NDArray[np.int64]) -> Floats:
        """(n_rows, width): meanings of length `meanings`, words of length `words`."""
        words = np.zeros((len(which), len(self._places)), np.float32)
        for at, row in enumerate(which.tolist()):
            for word in self._said[row]:
                if word in self._places:
                    words[at, self._places[word]] = self._rarity[word]
        words *= self._how.words / np.maximum(np.linalg.norm(words, axis=1, keepdims=True), 1e-6)
        return words if self._means is None else np.hstack([self._means[which], words])

    def along(self, which: NDArray[np.int64], lines: Floats) -> Floats:
        """(n_rows, n_themes): how far each row lies along each theme's line."""
        blocks = [which[at : at + _BLOCK] for at in range(0, len(which), _BLOCK)]
        held = [self.rows(block) @ lines for block in blocks]
        return np.concatenate(held) if held else np.zeros((0, lines.shape[1]), np.float32)

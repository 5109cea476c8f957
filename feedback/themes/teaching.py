"""Which answers would teach most if a person coded them next? Heavy imports: worker only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feedback.themes.pairs import answer_means
from feedback.themes.reading import Floats, Numbers, Reading

_RANKED_MOST = 200  # answers put in order one by one; nobody codes more before the next run
_UNLIKE = 0.5  # how much of an answer's worth is that it is unlike those before it


def usefulness(reading: Reading, scores: Floats, cut: float, coded: Numbers) -> NDArray[np.float32]:
    """(n_answers,), 0-1: nearest to the cut first, and unlike what is coded or comes before.

    A coded answer, and one that says nothing, has 0.
    """
    n = len(reading.texts)
    out = np.zeros(n, np.float32)
    free = reading.spoken.copy()
    free[coded] = False
    if not free.any():
        return out
    unsure = _unsure(scores, cut)
    means = None
    if reading.vectors is not None:
        means = answer_means(reading.vectors, reading.owner, n)
    known = np.zeros(n, np.float32)  # likeness to the nearest that is coded or chosen
    if means is not None and len(coded):
        known = np.maximum((means @ means[coded].T).max(1), 0).astype(np.float32)
    out[free] = 0.01 * unsure[free]  # beyond those ranked, by unsureness alone
    left = np.flatnonzero(free)
    most = min(_RANKED_MOST, len(left))
    for rank in range(most):
        worth = (1 - _UNLIKE) * unsure[left] + _UNLIKE * (1 - known[left])
        at = int(np.argmax(worth))
        row = int(left[at])
        out[row] = 1 - 0.98 * rank / most
        left = np.delete(left, at)
        if means is not None:
            known = np.maximum(known, means @ means[row]).astype(np.float32)
    return out


def _unsure(scores: Floats, cut: float) -> Floats:
    """(n,), 0-1: 1 where a theme stands right at the cut, or where none comes near it."""
    if not scores.shape[1]:
        return np.ones(len(scores), np.float32)
    best = scores.max(1)
    near = 1 - np.abs(scores - cut).min(1) / max(cut, 1 - cut)
    return np.asarray(np.clip(np.maximum(near, 1 - best), 0, 1), np.float32)

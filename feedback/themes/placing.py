"""From which chance on is an answer put into a theme?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feedback.themes.reading import Floats
from feedback.themes.scoring import Weights


def placed(scores: Floats, weights: Weights) -> NDArray[np.bool_]:
    """(n_answers, n_themes): every theme at or over the cut, and the best one if it is not weak."""
    out = scores >= weights.cut
    best = scores.argmax(1)
    rows = np.flatnonzero(scores[np.arange(len(scores)), best] >= weights.least)
    out[rows, best[rows]] = True
    return out


def placed_on_average(scores: Floats, per_answer: float) -> NDArray[np.bool_]:
    """(n_answers, n_themes): every answer its floor(N) best, the rest where it is most likely.

    A score of 0 is never placed. So a whole number gives each answer exactly that many.
    """
    n, m = scores.shape
    whole = min(m, int(per_answer))
    order = (-scores).argsort(1, kind="stable")
    out = np.zeros((n, m), bool)
    np.put_along_axis(out, order[:, :whole], True, 1)
    spoken = scores.max(1, initial=0) > 0
    more = round((per_answer - whole) * int(spoken.sum()))
    if more and whole < m:
        following = np.take_along_axis(scores, order[:, whole : whole + 1], 1)[:, 0]
        rows = np.argsort(-following, kind="stable")[:more]
        out[rows, order[rows, whole]] = True
    return np.asarray(out & (scores > 0))

"""From which chance on is an answer put into a theme?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feedback.themes.reading import Floats
from feedback.themes.scoring import Weights

_CUTS = np.linspace(0.09, 0.69, 31)  # a theme's own cut is one of these
_HALF = 100  # codings that give a theme, from which its own cut weighs as much as the common one


def placed(scores: Floats, weights: Weights, cuts: Floats | None = None) -> NDArray[np.bool_]:
    """(n_answers, n_themes): every theme at or over its cut, and the best one if it is not weak.

    `cuts`: (n_themes,), or None for the common one.
    """
    out = scores >= (weights.cut if cuts is None else cuts)
    best = scores.argmax(1)
    rows = np.flatnonzero(scores[np.arange(len(scores)), best] >= weights.least)
    out[rows, best[rows]] = True
    return np.asarray(out, np.bool_)


def cuts_from(unseen: Floats, gold: NDArray[np.bool_], weights: Weights) -> Floats:
    """(n_themes,): each theme's cut, as codings bear it out that the scores have not seen.

    `unseen`, `gold`: (n_coded, n_themes). A theme's own best cut is drawn to the common one, the
    more the fewer codings give the theme; one that none gives keeps the common cut.
    """
    worth = agreement(placed(unseen, weights), gold)
    # F1 over all pairs grows with a pair put in a theme where it is right in over F1/2 of cases.
    gain = np.where(gold, 2.0, 0.0) - worth
    own = np.stack([(gain * (unseen >= cut)).sum(0) for cut in _CUTS])
    near = np.abs(_CUTS - weights.cut)[:, None]
    own_cut = _CUTS[np.where(own >= own.max(0) - 1e-9, near, np.inf).argmin(0)]
    heard = gold.sum(0)
    share = heard / (heard + _HALF)
    return np.asarray(weights.cut + (own_cut - weights.cut) * share, np.float32)


def agreement(told: NDArray[np.bool_], gold: NDArray[np.bool_]) -> float:
    """F1 over all pairs of answer and theme, 0-1."""
    return float(2 * (told & gold).sum() / max(1, told.sum() + gold.sum()))


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

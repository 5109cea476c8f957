"""How often is the machine right on this very survey? Told by people's own codings, in counts.

Every coded answer is judged by a learner that has not seen it. Heavy imports: worker only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback.themes.learning import Stiffness, learnt_chances
from feedback.themes.placing import agreement, cuts_from, placed
from feedback.themes.reading import Floats, Numbers, Reading
from feedback.themes.scoring import Weights

EDGES = (0.0, 0.4, 0.55, 0.7, 0.85)  # where the bands of scores begin
FOLDS = 4
CODED_LEAST = 20  # answers; fewer codings bear nothing out


@dataclass(frozen=True, slots=True)
class Band:
    """Suggestions scored from `least` up to the next band: so many were right, of so many."""

    least: float
    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """What codings taught: scores (n_answers, n_themes) and a cut for each theme.

    `unseen`, `told` (n_coded, n_themes): scores and placings of codings it had not seen; None where
    too few are coded to tell.
    """

    scores: Floats
    cuts: Floats
    unseen: Floats | None = None
    told: NDArray[np.bool_] | None = None


def learnt(
    reading: Reading,
    start: Floats,
    coded: Numbers,
    gold: NDArray[np.bool_],
    weights: Weights,
    *,
    seed: int,
) -> Learnt:
    """Learn from people's codings: `coded` are their answers' rows, `gold` (n_coded, n_themes).

    Of answers with words in them: one without teaches nothing and bears nothing out.
    """
    scores = learnt_chances(reading, start, coded, gold, Stiffness())
    if len(coded) < CODED_LEAST:
        return Learnt(scores, np.full(gold.shape[1], weights.cut, np.float32))
    unseen = cross_checked(reading, start, coded, gold, seed=seed)
    cuts, told = borne_out(unseen, gold, weights, seed=seed)
    return Learnt(scores, cuts, unseen, told)


def cross_checked(
    reading: Reading, start: Floats, coded: Numbers, gold: NDArray[np.bool_], *, seed: int
) -> Floats:
    """(n_coded, n_themes), 0-1: each coded answer scored from the other folds' codings only."""
    out = np.zeros(gold.shape, np.float32)
    for aside, taught in _folds(len(coded), seed):
        out[aside] = learnt_chances(
            reading, start, coded[taught], gold[taught], Stiffness(), wanted=coded[aside]
        )
    return out


def borne_out(
    unseen: Floats, gold: NDArray[np.bool_], weights: Weights, *, seed: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """Cuts (n_themes,), and (n_coded, n_themes) what cuts so made place of the codings.

    Each coded answer is placed by cuts from the other folds' codings. Only where that is more
    often right than the common cut do themes get cuts of their own.
    """
    own = np.zeros(gold.shape, np.bool_)
    for aside, taught in _folds(len(gold), seed):
        cuts = cuts_from(unseen[taught], gold[taught], weights)
        own[aside] = placed(unseen[aside], weights, cuts)
    common = placed(unseen, weights)
    if agreement(own, gold) > agreement(common, gold):
        return cuts_from(unseen, gold, weights), own
    return np.full(gold.shape[1], weights.cut, np.float32), common


def _folds(coded: int, seed: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Places put aside and places taught, each in order; none where too few are coded."""
    order = np.random.default_rng(seed).permutation(coded)
    for fold in range(FOLDS):
        aside = np.sort(order[fold::FOLDS])
        taught = np.sort(np.setdiff1d(order, aside))
        if len(aside) and len(taught):
            yield aside, taught


def bands_of(
    scores: Floats, placed: NDArray[np.bool_], gold: NDArray[np.bool_]
) -> tuple[Band, ...]:
    """For the pairs that were suggested (all (n_coded, n_themes)), how many were right."""
    told, right = scores[placed], gold[placed]
    which = np.searchsorted(EDGES, told, side="right") - 1
    return tuple(
        Band(edge, int(right[which == at].sum()), int((which == at).sum()))
        for at, edge in enumerate(EDGES)
    )


def against_people(
    told: NDArray[np.bool_], gold: NDArray[np.bool_]
) -> list[tuple[int, int, int, int]]:
    """For each theme (a column of both): both, the machine alone, people alone, neither."""
    both, machine = (told & gold).sum(0), (told & ~gold).sum(0)
    people, neither = (~told & gold).sum(0), (~told & ~gold).sum(0)
    return [
        (int(a), int(b), int(c), int(d))
        for a, b, c, d in zip(both, machine, people, neither, strict=True)
    ]

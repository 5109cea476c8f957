"""How likely is it that an answer is about a theme, before anybody has coded one?

The weights were fitted on coded answers of two public surveys, over all their themes at once, so
that they know no theme: see benchmarks/themes/teach.py, which writes `learned.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from feedback.themes.pairs import answer_means
from feedback.themes.reading import Floats, Reading

LEARNED = Path(__file__).parent / "learned.json"
_LEAST = 0.005  # a chance is never told as 0 or 1
_STIFF = 5.0  # ridge: how much a theme's direction must be borne out by many answers


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight a column; then how the first look and the survey's own pattern are joined."""

    columns: Mapping[str, float]
    bias: float
    again: tuple[float, float, float]  # first look, own pattern, bias
    cut: float  # from this chance a theme is suggested
    least: float  # from this chance the best theme of an answer is suggested all the same


def weights_for(kind: str, path: Path = LEARNED) -> Weights:
    """The weights for "minilm", "tfidf" or "none"."""
    held = json.loads(path.read_text(encoding="utf-8"))[kind]
    again = tuple(float(x) for x in held["again"])
    return Weights(
        held["columns"], held["bias"], (again[0], again[1], again[2]), held["cut"], held["least"]
    )


def first_chances(columns: Mapping[str, Floats], weights: Weights) -> Floats:
    """(n_answers, n_themes), 0-1, from each pair alone."""
    total: Floats | None = None
    for name, weight in weights.columns.items():
        worth = np.float32(weight) * columns[name]
        total = worth if total is None else total + worth
    if total is None:
        raise ValueError("no column has a weight")
    return chance(total + np.float32(weights.bias))


def chances(reading: Reading, first: Floats, weights: Weights) -> Floats:
    """The first look, and what answers alike in this survey were thought to be about.

    The first look's guesses teach a direction for every theme; an answer without any word of the
    codebook is then known by its likeness to those that have one. An unspoken answer gets 0.
    """
    if reading.vectors is None:
        told = first
    else:
        near = own_pattern(reading, first)
        a, b, c = weights.again
        told = chance(np.float32(a) * odds(first) + np.float32(b) * odds(near) + np.float32(c))
    return np.asarray(told * reading.spoken[:, None], np.float32)


def own_pattern(reading: Reading, first: Floats) -> Floats:
    """(n_answers, n_themes): the first look smoothed over the meanings of this survey's answers."""
    if reading.vectors is None:
        return first
    spoken = reading.spoken
    if not spoken.any():
        return first
    means = answer_means(reading.vectors, reading.owner, len(reading.texts))
    centred = means - means[spoken].mean(0)
    centred[~spoken] = 0
    usual = first[spoken].mean(0)
    inner = centred.T @ centred + _STIFF * np.eye(centred.shape[1], dtype=np.float32)
    turned = np.linalg.solve(inner, centred.T @ ((first - usual) * spoken[:, None]))
    return np.asarray(centred @ turned + usual, np.float32)


def chance(log_odds: Floats) -> Floats:
    """Log odds to 0-1."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), np.float32)


def odds(share: Floats) -> Floats:
    """0-1 to log odds, never without bounds."""
    held = np.clip(share, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(held / (1 - held)), np.float32)

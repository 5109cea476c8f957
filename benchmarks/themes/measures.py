"""How is each part measured? The definitions of the field, in a few lines each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]


def b_cubed(found: Labels, gold: Labels) -> float:
    """B-cubed F1 of groups against gold labels, every answer in one of each."""
    table = np.zeros((int(found.max()) + 1, int(gold.max()) + 1))
    np.add.at(table, (found, gold), 1)
    n = len(found)
    precision = (table**2 / np.maximum(table.sum(1, keepdims=True), 1)).sum() / n
    recall = (table**2 / np.maximum(table.sum(0, keepdims=True), 1)).sum() / n
    return float(2 * precision * recall / (precision + recall))


def macro_f1_of(found: Sequence[str], gold: Sequence[str], labels: Sequence[str]) -> float:
    """Mean F1 of the labels."""
    scores = []
    for label in labels:
        hits = sum(f == label == g for f, g in zip(found, gold, strict=True))
        either = sum(f == label for f in found) + sum(g == label for g in gold)
        scores.append(2 * hits / max(1, either))
    return float(np.mean(scores))


def coded_sample(
    gold: NDArray[np.bool_], rows: Labels, per_theme: int, chance: np.random.Generator
) -> Labels:
    """Rows drawn until each theme has `per_theme` coded answers, rare themes first."""
    shuffled = chance.permutation(rows)
    kept: set[int] = set()
    counts = np.zeros(gold.shape[1], int)
    for theme in np.argsort(gold[rows].sum(0)).tolist():
        for row in shuffled.tolist():
            if counts[theme] >= per_theme:
                break
            if gold[row, theme] and row not in kept:
                kept.add(row)
                counts += gold[row]
    return np.array(sorted(kept), np.int64)

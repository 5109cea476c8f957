"""Fit the weights of feedback/themes/learned.json on the tuning halves of the coded sets.

python -m benchmarks.themes.teach DATA [--write]
Prints what the weights do on the other halves, and what weights fitted without a set do on it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from benchmarks.themes.sets import CODED, LabelledSet, load_book, load_set, micro_f1
from feedback.themes.codebook import Codebook
from feedback.themes.embedding import choose_embedder
from feedback.themes.pairs import pair_columns
from feedback.themes.placing import placed
from feedback.themes.reading import Floats, Reading, read_answers
from feedback.themes.scoring import LEARNED, Weights, chances, first_chances, odds, own_pattern

# The third set has one theme an answer and no examples: it may nudge, not lead.
SHARES = {"nhs_fft": 1.0, "edurabsa": 1.0, "nhs_phase1": 0.15}
CUT, LEAST = 0.33, 0.15


@dataclass(frozen=True, slots=True)
class Material:
    """A set with the numbers of all its pairs."""

    held: LabelledSet
    reading: Reading
    columns: Mapping[str, Floats]
    gold: NDArray[np.bool_]


def material(data: Path, name: str, kind: str) -> Material:
    held, book = load_set(data, name), load_book(data, name)
    embedder = choose_embedder(kind, all_texts(held.texts, book))
    reading = read_answers(held.texts, embedder)
    return Material(held, reading, pair_columns(reading, book, embedder), held.gold(book))


def all_texts(texts: Sequence[str], book: Codebook) -> list[str]:
    """What tf-idf may learn words from."""
    told = [f"{t.name}: {t.about}" for t in book.themes]
    return [*texts, *told, *(w for t in book.themes for w in (*t.words, *t.examples))]


def fitted(sets: Sequence[Material]) -> Weights:
    """Weights from the tuning halves of the sets given."""
    names = list(sets[0].columns)
    tables, truths, shares = [], [], []
    for one in sets:
        half = ~one.held.aside
        tables.append(np.stack([one.columns[n][half] for n in names], 2).reshape(-1, len(names)))
        truths.append(one.gold[half].ravel())
        shares.append(np.full(truths[-1].size, SHARES[one.held.name] / truths[-1].size))
    weight = np.concatenate(shares)
    scaler = StandardScaler().fit(np.vstack(tables))
    model = LogisticRegression(C=0.05, max_iter=600)
    model.fit(scaler.transform(np.vstack(tables)), np.concatenate(truths), weight / weight.mean())
    slopes = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (slopes * scaler.mean_).sum())
    columns = {name: round(float(w), 4) for name, w in zip(names, slopes, strict=True)}
    first = Weights(columns, round(bias, 4), (1.0, 0.0, 0.0), CUT, LEAST)
    return _joined(sets, first, weight / weight.mean())


def _joined(sets: Sequence[Material], first: Weights, weight: Floats) -> Weights:
    if sets[0].reading.vectors is None:
        return first
    looks, truths = [], []
    for one in sets:
        half = ~one.held.aside
        alone = first_chances(one.columns, first)
        near = own_pattern(one.reading, alone)
        looks.append(np.stack([odds(alone)[half].ravel(), odds(near)[half].ravel()], 1))
        truths.append(one.gold[half].ravel())
    model = LogisticRegression(C=1.0).fit(np.vstack(looks), np.concatenate(truths), weight)
    again = [round(float(x), 4) for x in (*model.coef_[0], model.intercept_[0])]
    return Weights(first.columns, first.bias, (again[0], again[1], again[2]), CUT, LEAST)


def figure(one: Material, weights: Weights) -> tuple[float, float, float]:
    """Micro-F1 on the tuning half, on the half aside, and the share of answers placed."""
    scores = chances(one.reading, first_chances(one.columns, weights), weights)
    found, aside = placed(scores, weights), one.held.aside
    return (
        micro_f1(found[~aside], one.gold[~aside]),
        micro_f1(found[aside], one.gold[aside]),
        float(found.any(1).mean()),
    )


def main() -> None:
    """Print, and with --write keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--kinds", default="none,tfidf,minilm")
    args = parser.parse_args()
    learned = json.loads(LEARNED.read_text()) if LEARNED.exists() else {}
    for kind in args.kinds.split(","):
        sets = {name: material(args.data, name, kind) for name in CODED}
        weights = fitted(list(sets.values()))
        for name, one in sets.items():
            others = [m for m in sets.values() if m is not one and m.held.name != "nhs_phase1"]
            alone = figure(one, fitted(others))
            tuned, aside, share = figure(one, weights)
            print(
                f"{kind:<7}{name:<12} tuned half {tuned:.3f}  other half {aside:.3f}  "
                f"placed {share:.2f}  | fitted without this set: {alone[0]:.3f} {alone[1]:.3f}",
                flush=True,
            )
        learned[kind] = {
            "columns": weights.columns, "bias": weights.bias, "again": weights.again,
            "cut": weights.cut, "least": weights.least,
        }  # fmt: skip
    if args.write:
        LEARNED.write_text(json.dumps(learned, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""How did people feel about what they tell? For aggregates; never a label beside a child's words.

Heavy imports: worker and commands only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from feedback.themes.clean import plain
from feedback.themes.embedding import choose_embedder, has_minilm
from feedback.themes.feeling_columns import COLUMNS, FEELINGS, feeling_columns
from feedback.themes.feeling_words import FOLDER
from feedback.themes.pairs import answer_means
from feedback.themes.reading import Embedder, Floats, Reading, read_answers

LABELS = (*FEELINGS, "mixed")
LEARNED = FOLDER / "learned.json"
# Set by hand; the edge of .3 by looking at the four public sets (benchmarks/themes).
_WEIGHTS = {"words": 1.0, "asks": -0.2, "meaning": 1.2, "question": 0.35, "nothing": 1.0}
_EDGE, _EDGE_WORDS = 0.3, 0.1  # how far from nothing a feeling begins; the second without MiniLM
_SOFT = 0.35
_BOTH = 0.3  # how good and how bad parts of one answer must be for "mixed"
_CODED_LEAST = 12  # fewer codings, or all alike, teach nothing


@dataclass(frozen=True, slots=True)
class Feeling:
    """One answer's feeling and how sure, 0-1."""

    label: str
    sureness: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person heard in an answer to a question (or "" where it is not known)."""

    text: str
    label: str
    question: str = ""


def feelings(
    texts: Sequence[str],
    questions: Sequence[str] | None = None,
    *,
    coded: Sequence[Judged] = (),
    with_mixed: bool = False,
    embedder: Embedder | None = None,
) -> list[Feeling]:
    """One feeling an answer, in order; an answer that says nothing is neutral, sureness 0.

    `embedder`: MiniLM as somebody holds it already; else it is loaded where it is installed.
    """
    taught = [one for one in coded if one.text.strip() and one.label in LABELS]
    everything = [*texts, *(one.text for one in taught)]
    asked = None if questions is None else [*questions, *(one.question for one in taught)]
    turn = choose_embedder(embedder or ("minilm" if has_minilm() else "none"), ())
    reading = read_answers(everything, turn)
    meanings = None if reading.vectors is None else part_meanings(reading.vectors)
    columns = feeling_columns(reading, asked, meanings)
    chances = _with_mixed(_untaught(columns, with_meaning=meanings is not None), columns)
    if not with_mixed:
        chances = _without_mixed(chances)
    labels = [_label(one.label, with_mixed=with_mixed) for one in taught]
    if len(labels) >= _CODED_LEAST and len(set(labels)) > 1:
        chances = _taught(reading, columns, chances, asked, labels)
    spoken = reading.spoken
    out = []
    for row in range(len(texts)):
        best = int(chances[row].argmax())
        told = Feeling(LABELS[best], float(chances[row, best]))
        out.append(told if spoken[row] else Feeling("neutral", 0.0))
    return out


def part_meanings(vectors: Floats) -> Floats:
    """(n_parts, 3): chances of each feeling by meaning, learnt from the invented sentences."""
    held = json.loads(LEARNED.read_text(encoding="utf-8"))
    told = vectors @ np.array(held["weights"], np.float32).T + np.array(held["bias"], np.float32)
    grown = np.exp(told - told.max(1, keepdims=True, initial=-np.inf))
    return np.asarray(grown / grown.sum(1, keepdims=True), np.float32)


def _untaught(columns: Floats, *, with_meaning: bool) -> Floats:
    """(n, 3) chances with no coding."""
    lean = sum(w * columns[:, COLUMNS.index(name)] for name, w in _WEIGHTS.items())
    edge = _EDGE if with_meaning else _EDGE_WORDS
    good = 1 / (1 + np.exp(-(lean - edge) / _SOFT))
    bad = 1 / (1 + np.exp((lean + edge) / _SOFT))
    # Beyond an edge a feeling is likelier than not, so neutral is what both leave.
    out = np.stack([bad, np.maximum(1 - good - bad, 0.02), good], 1)
    middle = (np.abs(lean) <= edge)[:, None]
    out = np.where(middle, np.stack([bad, np.maximum(bad, good) + 0.02, good], 1), out)
    out[:, 1] = np.where(np.abs(lean) > edge, np.minimum(out[:, 1], 0.49), out[:, 1])
    return np.asarray(out / out.sum(1, keepdims=True), np.float32)


def _with_mixed(chances: Floats, columns: Floats) -> Floats:
    """(n, 4): neutral becomes mixed where one part is clearly good and another clearly bad."""
    best = np.maximum(columns[:, COLUMNS.index("best")], columns[:, COLUMNS.index("meaning_best")])
    worst = np.maximum(
        columns[:, COLUMNS.index("worst")], columns[:, COLUMNS.index("meaning_worst")]
    )
    is_both = np.minimum(best, worst) > _BOTH
    mixed = np.where(is_both, chances[:, 1], 0.0)
    return np.asarray(np.column_stack([chances, mixed]) * np.column_stack(
        [np.ones_like(mixed), ~is_both, np.ones_like(mixed), np.ones_like(mixed)]
    ), np.float32)  # fmt: skip


def _without_mixed(chances: Floats) -> Floats:
    out = chances.copy()
    out[:, 1] += out[:, 3]
    out[:, 3] = 0
    return out


def _label(label: str, *, with_mixed: bool) -> str:
    return "neutral" if label == "mixed" and not with_mixed else label


def _taught(
    reading: Reading,
    columns: Floats,
    chances: Floats,
    asked: Sequence[str] | None,
    labels: Sequence[str],
) -> Floats:
    """(n, 4) chances learnt from the last answers, which were coded."""
    table = _table(reading, columns, chances, asked, len(labels))
    model = LogisticRegression(C=0.3, class_weight="balanced", max_iter=500)
    model.fit(table[-len(labels) :], list(labels))
    out = np.zeros((len(table), len(LABELS)), np.float32)
    out[:, [LABELS.index(label) for label in model.classes_]] = model.predict_proba(table)
    return out


def _table(
    reading: Reading,
    columns: Floats,
    chances: Floats,
    asked: Sequence[str] | None,
    coded: int,
) -> Floats:
    """What the learner sees: the hand-made numbers, meanings, words, the question."""
    scaler = StandardScaler().fit(columns[-coded:])
    parts: list[NDArray[np.floating]] = [
        0.5 * np.clip(scaler.transform(columns), -4, 4),
        0.5 * np.log(chances + 0.01),
    ]
    if reading.vectors is not None:
        parts.append(2.0 * answer_means(reading.vectors, reading.owner, len(reading.texts)))
    if asked is not None:
        different = sorted(set(asked[-coded:]))
        parts.append(2.0 * np.array([[one == q for q in different] for one in asked], float))
    words = TfidfVectorizer(analyzer=_terms, min_df=2, sublinear_tf=True)
    try:
        words.fit(reading.texts[-coded:])
    except ValueError:  # no word was said twice
        return np.hstack(parts).astype(np.float32)
    parts.append(words.transform(reading.texts).toarray())
    return np.hstack(parts).astype(np.float32)


def _terms(text: str) -> list[str]:
    return [word for word in plain(text).split() if word.isalpha()]

"""What speaks for a feeling in an answer? A few numbers, each with a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback.themes.feeling_words import feeling_words
from feedback.themes.reading import Floats, Reading
from feedback.themes.words import tokens_of

FEELINGS = ("negative", "neutral", "positive")
COLUMNS = ("words", "worst", "best", "both", "asks", "undecided", "meaning", "meaning_worst",
           "meaning_best", "meaning_neutral", "question", "nothing", "short")  # fmt: skip
_ASKS_BETTER = re.compile(
    r"\b(improv\w*|better|chang\w*|differently|wrong|difficult|hard|dislike\w*|worst|not like|"
    r"concerns?|complain\w*|add or remove|missing|problems?|barriers?|in the way)\b",
    re.IGNORECASE,
)
_ASKS_GOOD = re.compile(
    r"\b(good|like\w*|best|help\w*|well|enjoy\w*|useful|happy|proud|most)\b", re.IGNORECASE
)
_NOTHING = re.compile(
    r"^(?:no|none|nothing|nope|nil|nowt|n/?a|not really|nothing (?:really|much|at all|else|to add|"
    r"i can think of|comes to mind|springs to mind|specific|in particular|whatsoever|more|at "
    r"present|obvious|from me|to say|to report|this time|at the moment|as yet|so far))\W*$",
    re.IGNORECASE,
)
_SWING = 2.0


def feeling_columns(
    reading: Reading, questions: Sequence[str] | None, meanings: Floats | None
) -> Floats:
    """(n_answers, n_columns) in the order of COLUMNS; `meanings`: (n_parts, 3) chances."""
    n, owner = len(reading.texts), reading.owner
    lexicon = feeling_words()
    felt = [
        lexicon.felt(tokens, part.text)
        for tokens, part in zip(reading.tokens, reading.parts, strict=True)
    ]
    good = np.array([one.good for one in felt])
    bad = np.array([one.bad for one in felt])
    asks = np.array([one.asks if one.good <= one.bad else 0 for one in felt], float)
    out = np.zeros((n, len(COLUMNS)), np.float32)
    swing = np.tanh((good - bad) / _SWING)
    parts = np.maximum(1, np.bincount(owner, minlength=n))
    out[:, 0] = _summed(swing, owner, n) / np.sqrt(parts)
    out[:, 1] = _most(-swing, owner, n)
    out[:, 2] = _most(swing, owner, n)
    out[:, 3] = np.minimum(out[:, 1], out[:, 2])
    out[:, 4] = np.minimum(2, _summed(asks, owner, n))
    out[:, 5] = np.minimum(1, _summed(np.array([float(o.undecided) for o in felt]), owner, n))
    if meanings is not None:
        lean = meanings[:, 2] - meanings[:, 0]
        out[:, 6] = _summed(lean, owner, n) / parts
        out[:, 7] = _most(-lean, owner, n)
        out[:, 8] = _most(lean, owner, n)
        out[:, 9] = _summed(meanings[:, 1], owner, n) / parts
    leaning = question_leanings(reading.texts, questions)
    nothing = np.array([bool(_NOTHING.match(text.strip())) for text in reading.texts], float)
    out[:, 10] = leaning * (1 - nothing)
    # "Nothing" praises where asked what to change, and the other way round.
    out[:, 11] = nothing * np.where(leaning > 0, -1, 1)
    length = np.array([len(tokens_of(text)) for text in reading.texts])
    out[:, 12] = length <= 3
    return out


def question_leanings(texts: Sequence[str], questions: Sequence[str] | None) -> Floats:
    """(n,): 1 where the question asks for what was good, -1 for what to change, 0 for neither.

    A question whose wording tells nothing ("Q1") leans to change when its answers often say
    "nothing" or ask for more.
    """
    if questions is None:
        return np.zeros(len(texts), np.float32)
    leaning = {question: _by_wording(question) for question in set(questions)}
    for question in [q for q, leans in leaning.items() if leans is None]:
        answers = [t for t, q in zip(texts, questions, strict=True) if q == question and t.strip()]
        emptied = sum(bool(_NOTHING.match(t.strip())) for t in answers)
        leaning[question] = -1 if len(answers) >= 20 and emptied > 0.02 * len(answers) else 0
    return np.array([leaning[question] or 0 for question in questions], np.float32)


def _by_wording(question: str) -> int | None:
    """-1, 0 or 1; None where the wording names no direction because it names nothing at all."""
    better, good = bool(_ASKS_BETTER.search(question)), bool(_ASKS_GOOD.search(question))
    if better == good:
        return 0 if better or len(re.findall(r"[a-z]{3,}", question.lower())) > 2 else None
    return -1 if better else 1


def _summed(values: NDArray[np.generic], owner: NDArray[np.int64], n: int) -> Floats:
    return np.bincount(owner, weights=values, minlength=n).astype(np.float32)


def _most(values: NDArray[np.generic], owner: NDArray[np.int64], n: int) -> Floats:
    out = np.full(n, -1.0, np.float32)
    np.maximum.at(out, owner, values)
    return out

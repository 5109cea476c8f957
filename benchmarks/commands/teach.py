"""How are the weights learnt by which the chat guesses a command?

Multinomial logistic regression over the marks of `chatbot.guesser`, taught twice: on all marks,
and again on those that weigh most, so that the file stays small; then rounded to whole numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.commands.lines import Line, once, retyped_lines
from chatbot.commands import words_of
from chatbot.frames import COMMANDS
from chatbot.guesser import NONE, Guesser, guesser_from, marks
from chatbot.lexis import Lexis

MEANS = (*COMMANDS, NONE)
SEED, SCALE = 11, 100
WORD_LEAST, ROW_LEAST, PIECE_LEAST = 2, 3, 4  # lines a mark must stand in
MARKS_MOST = 9_000
PIECE_WEIGHT = 0.5  # a piece of a word counts for less while learning
UNNOISED = ("told", "answers")  # there are enough of these as they are
KEEN, ROUNDS = 2.0, 40  # how little the weights are held back; rounds of learning
VERSION = 1
TAKEN_AT, UNKNOWN_AT = 80, 95  # chosen by holding out each writer in turn


def learnt(lexis: Lexis, lines: Sequence[Line]) -> dict[str, object]:
    """The weights as they stand in the file."""
    lines = once(lines)
    again = [line for line in lines if not line.writer.startswith(UNNOISED)]
    lines = [*lines, *retyped_lines(again, SEED)]
    said = [words_of(lexis.plain(line.said), lexis) for line in lines]
    kept = [n for n, words in enumerate(said) if words]
    said, gold = [said[n] for n in kept], [MEANS.index(lines[n].means) for n in kept]
    known = _known(said)
    found = [list(marks(words, known)) for words in said]
    names = _chosen(found, known)
    model = _taught(_table(found, names), gold)
    most = np.abs(model.coef_).max(0) * [_weight(name) for name in names]
    heavy = {int(n) for n in np.argsort(-most, kind="stable")[:MARKS_MOST]}
    names = [name for n, name in enumerate(names) if n in heavy or name in known]
    model = _taught(_table(found, names), gold)
    weights = {name: _row(model.coef_[:, n] * _weight(name)) for n, name in enumerate(names)}
    return {
        "owner": "the makers of the chat: python -m benchmarks.commands --write",
        "version": VERSION,
        "taught_on": dict(sorted(Counter(line.writer for line in lines).items())),
        "means": " ".join(MEANS), "scale": SCALE, "taken_at": TAKEN_AT, "unknown_at": UNKNOWN_AT,
        "bias": _row(model.intercept_),
        "weights": dict(sorted(weights.items())),
    }  # fmt: skip


def guesser(lexis: Lexis, lines: Sequence[Line]) -> Guesser:
    """What these lines teach, ready to guess."""
    return guesser_from(learnt(lexis, lines))


def _known(said: Sequence[Sequence[str]]) -> frozenset[str]:
    """Words that stand in several lines: the others are unknown to whoever reads the weights."""
    count = Counter(word for words in said for word in set(words))
    return frozenset(word for word, n in count.items() if n > WORD_LEAST)


def _chosen(found: Sequence[Sequence[str]], known: frozenset[str]) -> list[str]:
    count = Counter(mark for one in found for mark in one)
    least = {True: PIECE_LEAST, False: ROW_LEAST}
    return sorted(
        mark for mark, n in count.items() if mark in known or n >= least[mark.startswith("-")]
    )


def _weight(name: str) -> float:
    return PIECE_WEIGHT if name.startswith("-") else 1.0


def _table(found: Sequence[Sequence[str]], names: Sequence[str]) -> csr_matrix:
    place: Mapping[str, int] = {name: n for n, name in enumerate(names)}
    pointers, columns, values = [0], list[int](), list[float]()
    for one in found:
        for mark in one:
            if mark in place:
                columns.append(place[mark])
                values.append(_weight(mark))
        pointers.append(len(columns))
    return csr_matrix((values, columns, pointers), shape=(len(found), len(names)))


def _taught(table: csr_matrix, gold: Sequence[int]) -> LogisticRegression:
    return LogisticRegression(C=KEEN, max_iter=ROUNDS, tol=1e-3).fit(table, gold)


def _row(numbers: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    return " ".join(str(round(float(one) * SCALE)) for one in numbers)

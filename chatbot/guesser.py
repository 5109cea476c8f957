"""Which command is likeliest by the words of a message and their pieces, and how likely?

The weights are taught by `python -m benchmarks.commands` and stand in
`words/<language>-guesses.json`; without that file a language guesses nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from chatbot.frames import COMMANDS

NONE = "none"
UNKNOWN = "~"  # a word that was hardly ever taught: the surest sign that something is told
BEGINS, ENDS = "^", "$"
ROW_MOST = 3
PIECES = (3, 4)  # letters of a piece of a word


class GuesserError(ValueError):
    """The taught weights break a promise."""


@dataclass(frozen=True, eq=False)
class Guesser:
    """What was taught: for each mark of a message how much it speaks for each command."""

    version: int
    means: tuple[str, ...]  # the commands and NONE, in the order of every row of weights
    scale: int  # so many are one
    taken_at: int  # percent: below this nothing is guessed
    unknown_at: int  # percent: the same where a word is not known
    bias: tuple[int, ...]
    weights: Mapping[str, tuple[int, ...]]

    def bar(self, words: Sequence[str]) -> int:
        """How likely, in percent, a message must be a command to be taken for one."""
        return self.taken_at if all(word in self.weights for word in words) else self.unknown_at

    def guess(self, words: Sequence[str]) -> tuple[str, int]:
        """The likeliest command of a message's words and its chance in percent, rounded down."""
        sums = list(self.bias)
        for mark in marks(words, self.weights):
            row = self.weights.get(mark)
            if row is not None:
                sums = [one + more for one, more in zip(sums, row, strict=True)]
        most = max(sums)
        odds = [exp((one - most) / self.scale) for one in sums]
        best = max((n for n, one in enumerate(self.means) if one != NONE), key=odds.__getitem__)
        return self.means[best], int(100 * odds[best] / sum(odds))


def marks(words: Sequence[str], known: Container[str]) -> Iterator[str]:
    """What is weighed: rows of one to three words, and pieces of words ("-" before); each once.

    A word that is not `known` stands as UNKNOWN in a row of words; its pieces stand for themselves.
    """
    row = [BEGINS, *(word if word in known else UNKNOWN for word in words), ENDS]
    found = [
        " ".join(row[at : at + size])
        for size in range(1, ROW_MOST + 1)
        for at in range(len(row) - size + 1)
    ]
    for word in words:
        whole = f"_{word}_"
        found += [
            f"-{whole[at : at + size]}" for size in PIECES for at in range(len(whole) - size + 1)
        ]
    yield from dict.fromkeys(found)


def guesser_from(data: Mapping[str, object]) -> Guesser:
    """Build from plain data (chatbot/words/*-guesses.json). Raises GuesserError."""
    means = tuple(str(data.get("means", "")).split())
    if sorted(means) != sorted((*COMMANDS, NONE)):
        raise GuesserError(f"means must name each of {', '.join(COMMANDS)} and {NONE} once")
    rows = data.get("weights")
    if not isinstance(rows, Mapping):
        raise GuesserError("weights must be a mapping")
    weights = {str(mark): _row(row, len(means)) for mark, row in rows.items()}
    version, scale, taken_at, unknown_at = (
        int(str(data.get(key, 0))) for key in ("version", "scale", "taken_at", "unknown_at")
    )
    if scale <= 0 or not 0 < taken_at <= unknown_at <= 100:
        raise GuesserError("scale must be above 0, taken_at and unknown_at from 1 to 100")
    bias = _row(data.get("bias"), len(means))
    return Guesser(version, means, scale, taken_at, unknown_at, bias, weights)


def _row(row: object, many: int) -> tuple[int, ...]:
    found = tuple(int(one) for one in str(row or "").split())
    if len(found) != many:
        raise GuesserError(f"a row of weights must hold {many} numbers")
    return found

"""What is each column of a file of single answers called, and what can stand in it?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.privacy.small_numbers import NOT_SHOWN
from feedback.reports.cells import Value
from surveys.definition import Kind, Question
from surveys.piping import without_pipes

SKIPPED = "skipped"
NOT_ASKED = "not asked (privacy)"
# Why there is no answer, in files that hold numbers.
MISSING = {97: NOT_SHOWN, 98: SKIPPED, 99: NOT_ASKED}
TICKED = (("0", "no"), ("1", "yes"))
WORDS = "words"
NAME_LETTERS = 64  # of a variable in SPSS

Key = tuple[str, str]  # (item key, a choice's code, WORDS or "")


@dataclass(frozen=True, slots=True)
class Variable:
    """One column. `values`: (code, label) of what can be chosen; empty for numbers and words."""

    key: Key
    label: str
    kind: str  # choice | ticked | number | day | words
    values: tuple[tuple[str, str], ...] = ()

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number that stands for each label, from 1 on, or 0 and 1 where people tick."""
        first = 0 if self.kind == "ticked" else 1
        return {label: number for number, (_code, label) in enumerate(self.values, first)}

    def number_of(self, cell: Value) -> Decimal | int | None:
        """The cell as a number: the answer's, or the one that says why there is none."""
        if cell is None or cell == "":
            return None
        if not isinstance(cell, str):
            return cell
        for number, words in MISSING.items():
            if cell == words:
                return number
        return self.numbers.get(cell)


def variables_of(question: Question, *, with_words: bool) -> tuple[Variable, ...]:
    """The columns of one question: one for each choice where people may tick many."""
    ask, item = without_pipes(question.ask), question.item
    found: list[Variable] = []
    if question.kind is Kind.MULTI:
        found += [
            Variable((item, one.code), f"{ask} [{one.label}]", "ticked", TICKED)
            for one in question.choices
        ]
    elif question.is_closed:
        values = tuple((one.code, one.label) for one in question.choices)
        found.append(Variable((item, ""), ask, "choice", values))
    elif question.kind is Kind.NUMBER:
        found.append(Variable((item, ""), ask, "number"))
    else:
        found.append(Variable((item, ""), ask, "words" if question.takes_words else "day"))
    if with_words and question.is_closed:
        found.append(Variable((item, WORDS), f"{ask} (words)", "words"))
    return tuple(found)


def merged(parts: Iterable[Sequence[Variable]]) -> tuple[Variable, ...]:
    """The columns of several versions of a survey, one for each item; the first wording stays.

    A choice that only a later part has comes last among the choices.
    """
    found: dict[Key, Variable] = {}
    for part in parts:
        for one in part:
            before = found.get(one.key)
            if before is None:
                found[one.key] = one
                continue
            known = {label for _code, label in before.values}
            more = tuple(pair for pair in one.values if pair[1] not in known)
            found[one.key] = Variable(one.key, before.label, before.kind, before.values + more)
    return tuple(found.values())


def names_of(variables: Sequence[Variable]) -> tuple[str, ...]:
    """A name for each that every program takes: letters, digits and _, none twice."""
    taken: set[str] = set()
    names = []
    for one in variables:
        name = re.sub(r"\W", "_", "_".join(part for part in one.key if part), flags=re.ASCII)
        name = (name if name[:1].isalpha() else f"v_{name}")[:NAME_LETTERS].rstrip("_")
        number = 1
        unique = name
        while unique.casefold() in taken:
            number += 1
            unique = f"{name[: NAME_LETTERS - 4]}_{number}"
        taken.add(unique.casefold())
        names.append(unique)
    return tuple(names)

"""When is a question asked? The small rule language, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # types only: answers -> definition -> conditions would be a circle
    from decimal import Decimal

    from surveys.answers import Value


@dataclass(frozen=True, slots=True)
class Is:
    """One of the codes was chosen."""

    question: str
    codes: tuple[str, ...]

    def met(self, answers: Mapping[str, Value]) -> bool:
        value = answers.get(self.question)
        return value is not None and any(code in self.codes for code in value.codes)


@dataclass(frozen=True, slots=True)
class IsNot:
    """Something was answered, and none of the codes was chosen."""

    question: str
    codes: tuple[str, ...]

    def met(self, answers: Mapping[str, Value]) -> bool:
        value = answers.get(self.question)
        if value is None or value.skipped:
            return False
        return not any(code in self.codes for code in value.codes)


@dataclass(frozen=True, slots=True)
class Answered:
    """The question was answered (answered=False: it was skipped, or not reached)."""

    question: str
    answered: bool = True

    def met(self, answers: Mapping[str, Value]) -> bool:
        value = answers.get(self.question)
        return (value is not None and not value.skipped) is self.answered


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number was given, and it is this or more."""

    question: str
    number: Decimal

    def met(self, answers: Mapping[str, Value]) -> bool:
        value = answers.get(self.question)
        return value is not None and value.number is not None and value.number >= self.number


@dataclass(frozen=True, slots=True)
class AtMost:
    """A number was given, and it is this or less."""

    question: str
    number: Decimal

    def met(self, answers: Mapping[str, Value]) -> bool:
        value = answers.get(self.question)
        return value is not None and value.number is not None and value.number <= self.number


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]

    def met(self, answers: Mapping[str, Value]) -> bool:
        return all(part.met(answers) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def met(self, answers: Mapping[str, Value]) -> bool:
        return any(part.met(answers) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def met(self, answers: Mapping[str, Value]) -> bool:
        return not self.part.met(answers)


Atom = Is | IsNot | Answered | AtLeast | AtMost
Condition = Atom | All | AnyOf | Not


def holds(condition: Condition | None, answers: Mapping[str, Value]) -> bool:
    """Whether the condition is met by these answers; no condition always holds."""
    return condition is None or condition.met(answers)


def atoms(condition: Condition | None) -> tuple[Atom, ...]:
    """The single comparisons a condition is made of, in the order written."""
    match condition:
        case None:
            return ()
        case All(parts) | AnyOf(parts):
            return tuple(atom for part in parts for atom in atoms(part))
        case Not(part):
            return atoms(part)
        case _:
            return (condition,)


def mentions(condition: Condition | None) -> frozenset[str]:
    """The keys of the questions the condition looks at."""
    return frozenset(atom.question for atom in atoms(condition))

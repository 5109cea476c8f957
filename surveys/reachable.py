"""Can every question be asked by somebody?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from surveys.answers import SKIPPED, Value
from surveys.conditions import AtLeast, AtMost, Atom, Condition, Is, IsNot, atoms, mentions
from surveys.definition import TEXT_KINDS, Kind, Question, Survey

# Ways tried for one question before it is taken on trust; real instruments need below 300.
MOST_WAYS = 20_000
_MOST_CODES = 6


class _TooMany(Exception):
    """There are more ways than we try."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """All that decides whether one question is asked."""

    question: Question
    wanted: tuple[Condition, ...]  # each must hold: the section's and its own
    unwanted: tuple[Condition, ...]  # none may hold: what withholds it

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.wanted + self.unwanted

    def asked(self, live: dict[str, Value]) -> bool:
        return all(one.met(live) for one in self.wanted) and not any(
            one.met(live) for one in self.unwanted
        )


def unreachable(survey: Survey) -> tuple[Question, ...]:
    """The questions no set of answers leads to.

    Every combination of the answers that matter is tried, along the survey's own order.
    """
    rules = _rules(survey)
    return tuple(rule.question for rule in rules.values() if not _reachable(rule, rules))


def _rules(survey: Survey) -> dict[str, _Rule]:
    rules = {}
    for section, steps in survey.steps:
        for step in steps:
            wanted = tuple(one for one in (section.when, step.question.when) if one is not None)
            rules[step.question.key] = _Rule(step.question, wanted, step.withheld_when)
    return rules


def _reachable(target: _Rule, rules: dict[str, _Rule]) -> bool:
    if not target.conditions:
        return True
    order = {key: place for place, key in enumerate(rules)}
    involved = sorted(_involved(target, rules), key=order.__getitem__)
    looked_at: dict[str, list[Atom]] = {key: [] for key in involved}
    for rule in (target, *(rules[key] for key in involved)):
        for one in rule.conditions:
            for atom in atoms(one):
                if atom.question in looked_at:
                    looked_at[atom.question].append(atom)
    earlier = [rules[key] for key in involved if order[key] < order[target.question.key]]
    try:
        ways = [list(_answers(rule.question, looked_at[rule.question.key])) for rule in earlier]
        return _search(target, earlier, ways, {}, [0])
    except _TooMany:
        return True


def _involved(target: _Rule, rules: dict[str, _Rule]) -> set[str]:
    """The questions whose answers decide, directly or by deciding about each other."""
    found: set[str] = set()
    waiting = [target]
    while waiting:
        for one in waiting.pop().conditions:
            for key in mentions(one):
                if key in rules and key not in found:
                    found.add(key)
                    waiting.append(rules[key])
    return found


def _search(
    target: _Rule,
    earlier: list[_Rule],
    ways: list[list[Value]],
    live: dict[str, Value],
    tried: list[int],
) -> bool:
    if not earlier:
        tried[0] += 1
        if tried[0] > MOST_WAYS:
            raise _TooMany
        return target.asked(live)
    rule, *later = earlier
    if not rule.asked(live):
        return _search(target, later, ways[1:], live, tried)
    return any(
        _search(target, later, ways[1:], {**live, rule.question.key: value}, tried)
        for value in ways[0]
    )


def _answers(question: Question, looked_at: list[Atom]) -> Iterator[Value]:
    """One answer of every sort that these comparisons can tell apart."""
    if question.is_closed:
        yield from _codes(question, looked_at)
    elif question.kind is Kind.NUMBER:
        yield from _numbers(question, looked_at)
    elif question.kind in TEXT_KINDS:
        yield Value(text="words")
    elif question.kind is Kind.DATE:
        yield Value(day=date(2024, 2, 1))
    yield SKIPPED


def _codes(question: Question, looked_at: list[Atom]) -> Iterator[Value]:
    named = {code for atom in looked_at if isinstance(atom, Is | IsNot) for code in atom.codes}
    telling = [choice for choice in question.choices if choice.code in named]
    telling += [choice for choice in question.choices if choice.code not in named][:1]
    for choice in telling:
        yield Value(codes=(choice.code,))
    if question.kind is not Kind.MULTI:
        return
    together = [choice.code for choice in telling if not choice.exclusive]
    if len(together) > _MOST_CODES:
        raise _TooMany
    for size in range(2, len(together) + 1):
        for codes in combinations(together, size):
            yield Value(codes=codes)


def _numbers(question: Question, looked_at: list[Atom]) -> Iterator[Value]:
    limits = {atom.number for atom in looked_at if isinstance(atom, AtLeast | AtMost)}
    bounds = sorted(limits | {bound for bound in (question.min, question.max) if bound is not None})
    bounds = bounds or [Decimal(0)]
    between = [(low + high) / 2 for low, high in zip(bounds, bounds[1:], strict=False)]
    for number in (bounds[0] - 1, *bounds, *between, bounds[-1] + 1):
        if question.min is not None and number < question.min:
            continue
        if question.max is not None and number > question.max:
            continue
        yield Value(number=number)

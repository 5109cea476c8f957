"""Somebody who reads every table of the strict profile, and works out what was hidden.

He does not know how we hide, only what is printed, which groups are parts of which, that no count
is below 0, and the responses he sent in himself. He knows more than is printed: which hidden
numbers are small ones. Nothing of the engine's own arithmetic is used here.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from feedback.privacy.crowds import EVERYONE, Crowd, Where
from feedback.privacy.profiles import Profile
from feedback.privacy.releasing import Release, Releaser

ENOUGH = 3  # values a small count must be able to have
SMALL = range(1, 10)  # people
DIMENSIONS = ("kind", "team", "band")
Counts = dict[tuple[str, ...], dict[str, int]]


@dataclass(frozen=True)
class World:
    """One round's answers to one question, some of which the attacker sent in."""

    real: Counts
    stuffed: Counts
    codes: tuple[str, ...]
    dimensions: tuple[str, ...]
    sensitive: bool

    def crowd(self) -> Crowd:
        """Everybody, as the platform sees them."""
        cells = {
            place: {
                code: self.real.get(place, {}).get(code, 0)
                + self.stuffed.get(place, {}).get(code, 0)
                for code in self.codes
            }
            for place in {**self.real, **self.stuffed}
        }
        return Crowd(self.dimensions, cells, self.codes)


def random_world(seed: int, *, stuffed: int = 0) -> World:
    """30 to 300 people, of two or three dimensions, skewed as real cohorts are."""
    dice = random.Random(seed)
    dimensions = DIMENSIONS[: dice.choice((2, 2, 2, 3))]
    values = [[f"{name}{n}" for n in range(dice.randint(2, 3))] for name in dimensions]
    codes = tuple(f"code{n}" for n in range(dice.randint(2, 5)))
    places = [tuple(place) for place in itertools.product(*values)]
    weights = [dice.random() ** 2 + 0.02 for _ in places]
    likes = {place: [dice.random() ** 3 + 0.02 for _ in codes] for place in places}
    real: Counts = {}
    for place in dice.choices(places, weights, k=dice.randint(30, 300)):
        code = dice.choices(codes, likes[place])[0]
        own = real.setdefault(place, {})
        own[code] = own.get(code, 0) + 1
    world = World(real, {}, codes, dimensions, dice.random() < 0.3)
    return stuff(world, dice, stuffed) if stuffed else world


def stuff(world: World, dice: random.Random, count: int) -> World:
    """Up to `count` responses sent in, mostly where they tell most: all in one place."""
    places, sent = sorted(world.real), Counts()
    target = (dice.choice(places), dice.choice(world.codes))
    for _ in range(dice.randint(1, count)):
        place, code = target
        if dice.random() < 0.2:
            place, code = dice.choice(places), dice.choice(world.codes)
        own = sent.setdefault(place, {})
        own[code] = own.get(code, 0) + 1
    return replace(world, stuffed=sent)


@dataclass(frozen=True)
class Seen:
    """One filter as printed, and the cells of people (as bits) it lets through."""

    where: Where
    release: Release
    bits: int


def look(world: World, rules: Profile) -> list[Seen]:
    """Everything that can be asked for with up to two conditions, each group of people once."""
    crowd = world.crowd()
    releaser = Releaser(crowd, sensitive=world.sensitive, profile=rules)
    places = sorted({**world.real, **world.stuffed})
    seen: dict[int, Seen] = {}
    for where in filters(crowd):
        bits = sum(
            1 << n
            for n, place in enumerate(places)
            if where <= set(zip(world.dimensions, place, strict=True))
        )
        if bits and bits not in seen:
            seen[bits] = Seen(where, releaser.release(where), bits)
    return list(seen.values())


def filters(crowd: Crowd) -> Iterator[Where]:
    """Nobody's choice left out: no condition, one, and two."""
    yield EVERYONE
    for name in crowd.dimensions:
        for value in crowd.values(name):
            yield frozenset({(name, value)})
    for one, two in itertools.combinations(crowd.dimensions, 2):
        for first, second in itertools.product(crowd.values(one), crowd.values(two)):
            yield frozenset({(one, first), (two, second)})


def findings(world: World, rules: Profile) -> Iterator[str]:
    """Everything he works out that he should not."""
    seen = look(world, rules)
    places = sorted({**world.real, **world.stuffed})
    yield from _careless(world, rules, seen, places)
    if not rules.frozen and world.stuffed:
        yield from _watching(world, rules)
    for at, code in enumerate(world.codes):
        facts = [_fact(world, one, at, code, places) for one in seen]
        yield from _adding(facts, code, sure_of_all=False)
        yield from _adding(facts, code, sure_of_all=True)
        yield from _divided(world, rules, code)


@dataclass(frozen=True)
class Fact:
    """What he knows of one count: its range, its cells, and his own responses in it by cell."""

    bits: int
    range: tuple[int, float]
    count: int  # the truth, to choose what is worth attacking
    own: Mapping[int, int]
    where: Where
    is_printed: bool

    @property
    def sent(self) -> int:
        return sum(self.own.values())


def _fact(world: World, one: Seen, at: int, code: str, places: Sequence[tuple[str, ...]]) -> Fact:
    own = {
        n: sent
        for n, place in enumerate(places)
        if one.bits >> n & 1 and (sent := world.stuffed.get(place, {}).get(code, 0))
    }
    count = sum(own.values()) + sum(
        world.real.get(place, {}).get(code, 0)
        for n, place in enumerate(places)
        if one.bits >> n & 1
    )
    number = one.release.numbers[at]
    known: tuple[int, float]
    if number is not None:
        known = (number, number + one.release.step - 1)
    else:
        known = (sum(own.values()), 9 if count <= 9 else inf)
    return Fact(one.bits, known, count, own, one.where, number is not None)


def _adding(facts: Sequence[Fact], code: str, *, sure_of_all: bool) -> Iterator[str]:
    """Every small count in every three filters (every two are among them)."""
    if sure_of_all:
        # Staff pages print the figure of everybody unrounded. Beside it a number that is not shown
        # may be one hidden for another's sake: all of them look alike.
        facts = [
            replace(one, range=(one.count, one.count))
            if one.where == EVERYONE and one.count >= 5
            else one
            for one in facts
        ]
    targets = [one for one in facts if one.count - one.sent in SMALL]
    facts = [one for one in facts if one.range[1] < inf]  # the others say nothing
    if sure_of_all:
        facts = [one for one in facts if one.is_printed]
    if sure_of_all:
        targets = [one for one in targets if one.where != EVERYONE and not one.is_printed]
        others: Iterator[tuple[Fact, Fact]] = (
            (facts[0], one) for one in facts[1:] if facts[0].where == EVERYONE
        )
    else:
        others = itertools.combinations(facts, 2)
    for second, third in others:
        for target in targets:
            if target is second or target is third:
                continue
            if _tells_nothing(target, second, third):
                continue
            if _values(target, second, third) < ENOUGH:
                yield (
                    f"narrowed: {code} of {sorted(target.where)} by {sorted(second.where)} "
                    f"and {sorted(third.where)}"
                )


def _tells_nothing(target: Fact, second: Fact, third: Fact) -> bool:
    """Whether the target stands apart, or each of the three has people the others lack."""
    a, b, c = target.bits, second.bits, third.bits
    if not a & (b | c):
        return True
    return bool(a & ~b & ~c and b & ~a & ~c and c & ~a & ~b)


def _values(target: Fact, second: Fact, third: Fact) -> int:
    """How many values the target's count can have; counting stops at ENOUGH."""
    a, b, c = target.bits, second.bits, third.bits
    inside = [a & ~b & ~c, a & b & ~c, a & ~b & c, a & b & c]
    outside = [b & ~a & ~c, c & ~a & ~b, b & c & ~a]
    least = [0] * 7
    if sent := {**second.own, **third.own, **target.own}:
        for at, bits in enumerate((*inside, *outside)):
            least[at] = sum(n for place, n in sent.items() if bits >> place & 1)
    low, high = target.range
    found = 0
    for value in range(int(low), int(min(high, low + 14)) + 1):
        found += _is_possible(value, second, third, inside, outside, least)
        if found >= ENOUGH:
            break
    return found


def _is_possible(
    value: int,
    second: Fact,
    third: Fact,
    inside: Sequence[int],
    outside: Sequence[int],
    least: Sequence[int],
) -> bool:
    free = value - sum(least[:4])
    if free < 0:
        return False
    open_parts = [n for n in range(4) if inside[n]]
    for more in _shared_out(free, len(open_parts)):
        parts = list(least[:4])
        for n, extra in zip(open_parts, more, strict=True):
            parts[n] += extra
        into_second, into_third = parts[1] + parts[3], parts[2] + parts[3]
        if _fills(second.range, third.range, into_second, into_third, outside, least[4:]):
            return True
    return False


def _fills(
    second: tuple[int, float],
    third: tuple[int, float],
    into_second: int,
    into_third: int,
    outside: Sequence[int],
    least: Sequence[int],
) -> bool:
    """Whether people outside the target can make up the rest of both others."""
    only_second, only_third, both = outside
    low: float = least[2]
    high: float = inf if both else 0
    for known, into, alone, own in (
        (second, into_second, only_second, least[0]),
        (third, into_third, only_third, least[1]),
    ):
        high = min(high, known[1] - into - own)
        if not alone:
            low = max(low, known[0] - into)
    return low <= high


def _shared_out(count: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (count,)
        return
    for first in range(count + 1):
        for rest in _shared_out(count - first, parts - 1):
            yield (first, *rest)


def _divided(world: World, rules: Profile, code: str) -> Iterator[str]:
    """A whole division on one page: every part, and the sum unrounded."""
    crowd = world.crowd()
    releaser = Releaser(crowd, sensitive=world.sensitive, profile=rules)
    at = world.codes.index(code)
    sent = Crowd(world.dimensions, world.stuffed, world.codes)
    for where in filters(crowd):
        total = crowd.counts(where)[code]
        for name in set(world.dimensions) - {dimension for dimension, _value in where}:
            ranges = []
            for value in crowd.values(name, where):
                part = where | {(name, value)}
                number = releaser.release(part).numbers[at]
                count, ours = crowd.counts(part)[code], sent.counts(part)[code]
                known = (number, number + rules.step - 1) if number is not None else (
                    ours, 9 if count <= 9 else inf)  # fmt: skip
                ranges.append((*known, count - ours, number))
            printed = any(number is not None for *_known, number in ranges)
            for n, (own, top, real, number) in enumerate(ranges):
                rest = [one for m, one in enumerate(ranges) if m != n]
                low = max(own, total - sum(one[1] for one in rest))
                high = min(top, total - sum(one[0] for one in rest))
                if printed and number is None and real in SMALL and high - low + 1 < ENOUGH:
                    yield f"narrowed: {code} in {sorted(where)} divided by {name}"


def _watching(world: World, rules: Profile) -> Iterator[str]:
    """He looks again after each response he sends in, and sees when a number changes."""
    place, own = next((place, own) for place, own in sorted(world.stuffed.items()) if own)
    code = max(own, key=lambda one: own[one])
    at = world.codes.index(code)
    for where in filters(world.crowd()):
        if not where <= set(zip(world.dimensions, place, strict=True)):
            continue
        low, high = 0.0, inf
        for sent in range(own[code] + 1):
            then = replace(world, stuffed={place: {code: sent}})
            releaser = Releaser(then.crowd(), sensitive=world.sensitive, profile=rules)
            number = releaser.release(where).numbers[at]
            if number is not None:
                low, high = max(low, number - sent), min(high, number + rules.step - 1 - sent)
            elif then.crowd().counts(where)[code] <= 9:
                high = min(high, 9 - sent)
        real = Crowd(world.dimensions, world.real, world.codes).counts(where)[code]
        if real in SMALL and high - low + 1 < ENOUGH:
            yield f"narrowed: {code} of {sorted(where)} by watching"


def _careless(
    world: World, rules: Profile, seen: Sequence[Seen], places: Sequence[tuple[str, ...]]
) -> Iterator[str]:
    """What needs no arithmetic at all."""
    crowd = world.crowd()
    for one in seen:
        counts = [crowd.counts(one.where)[code] for code in world.codes]
        people = sum(counts)
        printed = [n for n in one.release.numbers if n is not None]
        for count, number in zip(counts, one.release.numbers, strict=True):
            if number is not None and count in SMALL:
                yield f"small: {count} people are a number of their own"
            if number is not None and count == 0:
                yield "told apart: a 0 looks unlike a small count"
        if world.sensitive and len(printed) == 1:
            yield "nearly all: one answer alone is told on a sensitive question"
        for other in seen:
            inside = other.bits & one.bits == one.bits and other.bits != one.bits
            both = any(n is not None for n in other.release.numbers) and printed
            left = crowd.people(other.where) - people
            if inside and both and left < rules.base and left:
                yield f"few left over: {left} people between two filters"

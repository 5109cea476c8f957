"""Which day or number did somebody mean in words, and could it be another one?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

WEEK = 7
YEARS_LEAST, YEARS_MOST = 1900, 2100
Of = TypeVar("Of")


@dataclass(frozen=True, eq=False)
class Calendar:
    """A language's words for days and numbers, as `plain` gives them."""

    weekdays: Mapping[str, int]  # Monday is 0
    months: Mapping[str, int]
    near: Mapping[str, int]  # "yesterday" -> -1: days from today
    spans: Mapping[str, int]  # "week" -> 7
    last: frozenset[str]
    coming: frozenset[str]
    ago: frozenset[str]
    numbers: Mapping[str, int]  # "twelve" -> 12, "twenty" -> 20, "a" -> 1
    small: frozenset[str]  # what may stand beside: "on", "the", "of"
    vague: frozenset[str]  # "about", "around": what follows is asked back


@dataclass(frozen=True, slots=True)
class Meant(Generic[Of]):
    """What was meant; not `sure`: ask before it is taken."""

    value: Of
    sure: bool


def number_in(calendar: Calendar, said: str) -> Meant[int] | None:
    """The whole message as a number: "12", "twelve", "twenty one", "about three"."""
    words, is_vague = _clear(calendar, said)
    found = _number(calendar, words)
    return None if found is None else Meant(found, not is_vague)


def day_in(calendar: Calendar, said: str, today: date) -> Meant[date] | None:
    """The whole message as a day; sure only where it can be no other day.

    "yesterday", "3 2 2024" are sure; "last tuesday", "the 3rd", "3rd of may" are asked back.
    """
    words, is_vague = _clear(calendar, said)
    if not words:
        return None
    whole = " ".join(words)
    if whole in calendar.near:
        return _far(today, calendar.near[whole], sure=not is_vague)
    for found in (_ago(calendar, words, today), _weekday(calendar, words, today)):
        if found is not None:
            return found
    dated = _dated(calendar, words, today)
    return None if dated is None else Meant(dated.value, dated.sure and not is_vague)


def _clear(calendar: Calendar, said: str) -> tuple[list[str], bool]:
    words = said.split()
    kept = [w for w in words if w not in calendar.small and w not in calendar.vague]
    return kept, any(w in calendar.vague for w in words)


def _far(today: date, days: int, *, sure: bool) -> Meant[date] | None:
    try:
        return Meant(today + timedelta(days=days), sure)
    except OverflowError:
        return None


def _number(calendar: Calendar, words: Sequence[str]) -> int | None:
    """ "12", "twelve", "twenty one"; never two numbers beside each other."""
    if len(words) == 1:
        word = words[0]
        if word.isdecimal() and word.isascii() and len(word) < 7:
            return int(word)
        return calendar.numbers.get(word)
    if len(words) == 2:
        tens, ones = (calendar.numbers.get(word, -1) for word in words)
        if tens >= 20 and tens % 10 == 0 and 1 <= ones <= 9:
            return tens + ones
    return None


def _ago(calendar: Calendar, words: Sequence[str], today: date) -> Meant[date] | None:
    """ "3 days ago" is sure, "two weeks ago" is not: few mean the very day."""
    if len(words) < 2 or words[-1] not in calendar.ago:
        return None
    *count, unit = words[:-1]
    span = calendar.spans.get(unit)
    number = _number(calendar, count) if count else 1
    if span is None or number is None:
        return None
    return _far(today, -span * number, sure=span == 1)


def _weekday(calendar: Calendar, words: Sequence[str], today: date) -> Meant[date] | None:
    """The nearest such day before today, or after it for "next tuesday"; always asked back."""
    if len(words) > 2 or words[-1] not in calendar.weekdays:
        return None
    before = words[0] if len(words) == 2 else ""
    if before and before not in calendar.last | calendar.coming:
        return None
    away = calendar.weekdays[words[-1]] - today.weekday()
    if before in calendar.coming and before:
        return _far(today, away if away > 0 else away + WEEK, sure=False)
    return _far(today, away if away < 0 else away - WEEK, sure=False)


def _dated(calendar: Calendar, words: Sequence[str], today: date) -> Meant[date] | None:
    parts = [_part(calendar, word) for word in words]
    numbers = [value for value, is_month in parts if value is not None and not is_month]
    named = [value for value, is_month in parts if value is not None and is_month]
    if len(numbers) + len(named) != len(words) or len(named) > 1:
        return None
    if named and len(numbers) in {1, 2}:
        return _on(numbers[0], named[0], numbers[1] if len(numbers) == 2 else None, today)
    if len(numbers) == 3 and numbers[0] > 31:  # 2024 02 03
        return _on(numbers[2], numbers[1], numbers[0], today)
    if len(numbers) in {2, 3} and not named:
        return _on(numbers[0], numbers[1], numbers[2] if len(numbers) == 3 else None, today)
    is_ordinal = len(words) == 1 and not words[0].isdecimal()
    if len(numbers) == 1 and is_ordinal:
        return _this_month(numbers[0], today)
    return None


def _part(calendar: Calendar, word: str) -> tuple[int | None, bool]:
    """(number, whether it is a month's)."""
    if word in calendar.months:
        return calendar.months[word], True
    for ending in ("st", "nd", "rd", "th", ""):
        bare = word.removesuffix(ending)
        if word.endswith(ending) and bare.isdecimal() and bare.isascii() and len(bare) < 5:
            return int(bare), False
    return None, False


def _on(day: int, month: int, year: int | None, today: date) -> Meant[date] | None:
    """Without a year the nearest one not after today; two figures of a year are asked back."""
    sure = year is not None and YEARS_LEAST <= year <= YEARS_MOST
    if year is not None and year < 100:
        year += 2000
    for one in (year,) if year is not None else (today.year, today.year - 1):
        try:
            found = date(one, month, day)
        except ValueError:
            return None
        if year is not None or found <= today:
            return Meant(found, sure)
    return None


def _this_month(day: int, today: date) -> Meant[date] | None:
    """The last such day of a month that is not after today."""
    month = today.replace(day=1)
    for _ in range(3):
        try:
            found = month.replace(day=day)
        except ValueError:
            found = None
        if found is not None and found <= today:
            return Meant(found, sure=False)
        month = (month - timedelta(days=1)).replace(day=1)
    return None

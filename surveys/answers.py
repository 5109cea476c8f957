"""What did the person say, and what does that mean for the question?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from surveys.definition import CLOSED_KINDS, Kind, Question, WorryLevel


@dataclass(frozen=True, slots=True)
class Value:
    """One answer. `text` holds free text, or the words of "other, please say"."""

    codes: tuple[str, ...] = ()
    text: str = ""
    number: Decimal | None = None
    day: date | None = None
    skipped: bool = False


SKIPPED = Value(skipped=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer could not be taken, in words fit for the person."""

    question_key: str
    message: str


class Answers(Mapping[str, Value]):
    """All answers so far, by question key; never changed, only replaced."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value] | Iterable[tuple[str, Value]] = ()) -> None:
        self._values: dict[str, Value] = dict(values)

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Answers) and self._values == other._values

    def __repr__(self) -> str:
        # Keys only: words a child wrote do not belong in a log or a traceback.
        return f"Answers({', '.join(self._values)})"

    def given(self, key: str, value: Value) -> Answers:
        """The same answers with this one added or replaced."""
        return Answers({**self._values, key: value})

    def without(self, keys: Iterable[str]) -> Answers:
        """The same answers without these questions."""
        gone = frozenset(keys)
        return Answers({key: value for key, value in self._values.items() if key not in gone})


Raw = Mapping[str, Sequence[str]]


def read(question: Question, raw: Raw) -> Value | Problem:
    """The answer in a posted form, SKIPPED when nothing was given, or what is wrong with it.

    Fields: `<key>`, `<key>-says`, and for a date `<key>-day`, `<key>-month`, `<key>-year`.
    """
    kind = question.kind
    if kind in CLOSED_KINDS:
        return _read_codes(question, raw)
    if kind is Kind.SHORT_TEXT or kind is Kind.LONG_TEXT:
        text = _words(raw, question.key)
        return _too_long(question, text) or (Value(text=text) if text else SKIPPED)
    if kind is Kind.NUMBER:
        return _read_number(question, raw)
    if kind is Kind.DATE:
        return _read_day(question, raw)
    return SKIPPED


def label_of(question: Question, value: Value) -> str:
    """The answer in words, as the person would recognise it; "" when there is none."""
    if value.day is not None:
        return f"{value.day.day} {_MONTHS[value.day.month - 1].title()} {value.day.year}"
    if value.number is not None:
        return f"{value.number.normalize():f}"
    labels = [choice.label for choice in question.choices if choice.code in value.codes]
    if not labels:
        return value.text
    return ", ".join(labels) + (f": {value.text}" if value.text else "")


def worry_of(question: Question, value: Value) -> WorryLevel | None:
    """How much a closed answer worries; the graver level wins."""
    if not question.worry or not value.codes:
        return None
    levels = {rule.level for rule in question.worry if not set(rule.codes).isdisjoint(value.codes)}
    if WorryLevel.CONCERN in levels:
        return WorryLevel.CONCERN
    return WorryLevel.REVIEW if levels else None


def _first(raw: Raw, field: str) -> str:
    values = raw.get(field) or ("",)
    return values[0]


_SPOILT = re.compile("[\x00\ud800-\udfff]")


def _words(raw: Raw, field: str) -> str:
    """The words exactly as typed; "" when there is nothing but blanks."""
    text = _first(raw, field)
    if not text or text.isspace():
        return ""
    text = text.replace("\r\n", "\n")
    # No database takes NUL or half a letter; the mark shows that something stood there.
    return _SPOILT.sub("\ufffd", text)


def _too_long(question: Question, text: str) -> Problem | None:
    over = len(text) - question.max_chars
    if over <= 0:
        return None
    return Problem(
        question.key,
        f"You have written {over:,} {'letter' if over == 1 else 'letters'} more than fit here. "
        f"Please make it {question.max_chars:,} or fewer. Your words are still here.",
    )


def _read_codes(question: Question, raw: Raw) -> Value | Problem:
    chosen = {code for code in raw.get(question.key, ()) if code}
    text = ""
    if question.takes_words:
        text = _words(raw, f"{question.key}-says")
        if text and not chosen:
            # Words beside an option nobody ticked: the person meant that option.
            chosen = {next(choice.code for choice in question.choices if choice.says)}
    if not chosen:
        return SKIPPED
    picked = [choice for choice in question.choices if choice.code in chosen]
    if len(picked) != len(chosen):
        return Problem(question.key, "Choose one of the answers shown, or skip this question.")
    if len(picked) > 1:
        if question.kind is not Kind.MULTI:
            return Problem(question.key, "Choose only one answer.")
        alone = next((choice for choice in picked if choice.exclusive), None)
        if alone is not None:
            return Problem(
                question.key, f"Choose “{alone.label}” on its own, or choose other answers."
            )
    if text and picked[0].exclusive and not picked[0].says:
        text = ""  # "Prefer not to say" takes back what was written beside another option.
    return _too_long(question, text) or Value(
        codes=tuple(choice.code for choice in picked), text=text
    )


_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,9})?")


def _read_number(question: Question, raw: Raw) -> Value | Problem:
    typed = unicodedata.normalize("NFKC", _words(raw, question.key)).replace("−", "-")
    typed = re.sub(r"\s+", "", typed)
    if not typed:
        return SKIPPED
    if not _NUMBER.fullmatch(typed):
        return Problem(question.key, "Write a number, like 3.")
    number = Decimal(typed.replace(",", ""))
    low, high = question.min, question.max
    if (low is not None and number < low) or (high is not None and number > high):
        if low is None:
            return Problem(question.key, f"Write a number that is {high:f} or less.")
        if high is None:
            return Problem(question.key, f"Write a number that is {low:f} or more.")
        return Problem(question.key, f"Write a number from {low:f} to {high:f}.")
    return Value(number=number)


_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def _month(typed: str) -> int:
    """1-12 from a number or a name; 0 when it is neither."""
    if re.fullmatch(r"\d{1,2}", typed):
        return int(typed)
    name = typed.casefold().rstrip(".")
    found = [number for number, full in enumerate(_MONTHS, 1) if full.startswith(name)]
    return found[0] if len(name) >= 3 and found else 0


def _read_day(question: Question, raw: Raw) -> Value | Problem:
    parts = {name: _part(raw, f"{question.key}-{name}") for name in ("day", "month", "year")}
    whole = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", _part(raw, question.key))
    if whole:
        parts = {"day": whole[3], "month": whole[2], "year": whole[1]}
    if not any(parts.values()):
        if _part(raw, question.key):
            return Problem(question.key, "Write the date like 27 3 2024.")
        return SKIPPED
    missing = [name for name, typed in parts.items() if not typed]
    if missing:
        return Problem(question.key, f"Write the {' and the '.join(missing)} too.")
    if not re.fullmatch(r"\d{4}", parts["year"]):
        return Problem(question.key, "Write the year with 4 numbers, like 2024.")
    month = _month(parts["month"])
    day = int(parts["day"]) if re.fullmatch(r"\d{1,2}", parts["day"]) else 0
    try:
        return Value(day=date(int(parts["year"]), month, day))
    except ValueError:
        return Problem(question.key, "That date is not in the calendar. Check the day and month.")


def _part(raw: Raw, field: str) -> str:
    return unicodedata.normalize("NFKC", _words(raw, field)).strip()

"""How does a question become a field on a page?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from surveys.answers import Value
from surveys.definition import Kind, Question

EMPTY = Value()


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One choice as shown."""

    code: str
    label: str
    face: str | None
    says: bool
    exclusive: bool
    checked: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A question as shown, with what was given before or has just been typed."""

    key: str
    kind: str
    label: str
    easy: str | None
    hint: str | None
    why: str | None
    choices: tuple[ChoiceField, ...]
    value: str
    says_value: str
    day: str
    month: str
    year: str
    error: str | None
    max_chars: int
    hidden_earlier: bool  # given before on another device: kept, not shown


Raw = Mapping[str, Sequence[str]]


def field_of(
    question: Question,
    value: Value | None,
    fill: Callable[[str], str],
    *,
    error: str | None = None,
    raw: Raw | None = None,
    hides: bool = False,
    easy_first: bool = False,
) -> Field:
    """The field; `raw` (what was just posted) wins over `value` (what is stored).

    `easy_first`: the easier wording is the question, and the usual one stands below it.
    """
    held = EMPTY if hides or value is None else value
    codes: Sequence[str] = held.codes if raw is None else raw.get(question.key, ())
    closed = question.is_closed
    label, below = question.ask, question.easy
    if easy_first and below:
        label, below = below, label
    return Field(
        key=question.key,
        kind=question.kind.value,
        label=fill(label),
        easy=fill(below) if below else None,
        hint=fill(question.hint) if question.hint else None,
        why=question.why,
        choices=tuple(
            ChoiceField(c.code, c.label, c.face, c.says, c.exclusive, c.code in codes)
            for c in question.choices
        ),
        value="" if closed else _typed(question, held, raw),
        says_value=_first(raw, f"{question.key}-says") if raw is not None else held.text,
        day=_date_part(raw, question, "day", held.day.day if held.day else ""),
        month=_date_part(raw, question, "month", held.day.month if held.day else ""),
        year=_date_part(raw, question, "year", held.day.year if held.day else ""),
        error=error,
        max_chars=question.max_chars,
        hidden_earlier=hides and value is not None and not value.skipped,
    )


def _typed(question: Question, held: Value, raw: Raw | None) -> str:
    if raw is not None:
        return _first(raw, question.key)
    if question.kind is Kind.NUMBER:
        return "" if held.number is None else f"{held.number.normalize():f}"
    return held.text


def _date_part(raw: Raw | None, question: Question, name: str, held: object) -> str:
    return str(held) if raw is None else _first(raw, f"{question.key}-{name}")


def _first(raw: Raw, field: str) -> str:
    values = raw.get(field) or ("",)
    return values[0]

"""Has the document the shape of a survey, and if not, what is wrong in plain words?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from surveys.mistakes import Lines, Mistake, Place, meant
from surveys.schema import BrokenEntry, field_names

Shape = TypeVar("Shape", bound=BaseModel)

_KINDS = {
    "list_type": "a list",
    "string_type": "words (put numbers, true and false in quotes)",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a number",
    "model_type": "a set of named fields",
    "model_attributes_type": "a set of named fields",
    "dict_type": "a set of named fields",
}
_PATTERNS = {
    r"\S": "must not be empty",
    r"^[a-z][a-z0-9_]*$": "must be small letters, numbers and _, and begin with a letter",
    r"^[a-z0-9][a-z0-9_]*$": "must be small letters, numbers and _",
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": "must be small letters and numbers joined by -",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "must be a language code, like en or cy",
    r"^[A-Z][A-Z0-9]*$": "must be capital letters and numbers",
}


@dataclass(frozen=True, slots=True)
class Shaped(Generic[Shape]):
    """The document in its shape (None when there is none to use) and every mistake.

    `whole` is False when questions that could not be read were left out.
    """

    fields: Shape | None
    mistakes: tuple[Mistake, ...] = ()
    whole: bool = True


def shaped(shape: type[Shape], data: Any, lines: Lines) -> Shaped[Shape]:
    """Give the document its shape.

    One mistake does not hide others: an unknown field and a question that cannot be read are
    named, left out of `data`, and reading goes on.
    """
    try:
        return Shaped(shape.model_validate(data))
    except ValidationError as fault:
        errors = fault.errors(include_url=False, include_input=True)
    found = [(place_of(error["loc"], data), error) for error in errors]
    mistakes = tuple(lines.error(place, *_in_words(error, place)) for place, error in found)
    whole = True
    for place, error in found:
        if error["type"] == "extra_forbidden":
            _at(data, place[:-1]).pop(place[-1])
    for place, error in found:
        if error["type"] == "extra_forbidden":
            continue
        if place[:1] != ("sections",) or place[2:3] != ("questions",) or len(place) < 4:
            return Shaped(None, mistakes, whole=False)
        _at(data, place[:3])[place[3]] = BrokenEntry()
        whole = False
    return Shaped(shape.model_validate(data), mistakes, whole)


def place_of(loc: tuple[str | int, ...], data: Any) -> Place:
    """Where in the data an error stands: pydantic also names the alternatives it tried."""
    place: list[str | int] = []
    for part in loc:
        inside = isinstance(data, dict) and part in data
        if inside or (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            place.append(part)
            data = data[part]
    return tuple(place)


def _at(data: Any, place: Place) -> Any:
    for part in place:
        data = data[part]
    return data


def _in_words(error: ErrorDetails, place: Place) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    name = _name(place)
    if kind == "missing":
        return "missing-field", f"“{error['loc'][-1]}” is missing. Add it here."
    if kind == "extra_forbidden":
        guess = meant(str(place[-1]), sorted(field_names()))
        return "unknown-field", f"There is no field “{place[-1]}” here.{guess}"
    if kind == "condition":
        return "condition", error["msg"]
    if kind in ("enum", "literal_error"):
        known = re.findall(r"'([^']*)'", context["expected"])
        guess = meant(str(error["input"]), known)
        return "wrong-value", f"{name} must be one of {', '.join(known)}.{guess}"
    if kind == "string_pattern_mismatch":
        return "wrong-value", f"{name} {_PATTERNS[context['pattern']]}."
    if kind in _KINDS:
        return "wrong-value", f"{name} must be {_KINDS[kind]}."
    limits = {
        "string_too_short": "must not be empty",
        "too_short": "must not be empty",
        "string_too_long": f"must be {context.get('max_length')} letters or fewer",
        "greater_than_equal": f"must be {context.get('ge')} or more",
        "less_than_equal": f"must be {context.get('le')} or less",
    }
    return "wrong-value", f"{name} {limits.get(kind, 'cannot be read: ' + error['msg'])}."


def _name(place: Place) -> str:
    """The field's name; for one of a list, the list's."""
    words = [part for part in place if isinstance(part, str)]
    if not words:
        return "This file"
    return f"“{words[-1]}”" if isinstance(place[-1], str) else f"An item of “{words[-1]}”"

"""Was each help number checked by a person lately, and who may say so?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.safeguarding.help_numbers import HelpLine, lines, verify
from feedback.settings import is_verified

LETTERS_MOST = 60


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A help number and whether it was checked in the last 90 days."""

    line: HelpLine
    is_green: bool


def checked_lines(session: Session, today: date) -> tuple[CheckedLine, ...]:
    """All kept numbers in the order of the card; nothing where none were put in yet."""
    return tuple(
        CheckedLine(line, bool(line.number) and is_verified(line.last_verified, today))
        for line in lines(session)
    )


def number_problem(number: str) -> str:
    """What is wrong with a number as typed; "" when it will do. `Text 85258` will do."""
    if not any(letter.isdigit() for letter in number):
        return "Write the number, like 0800 1111."
    if len(number) > LETTERS_MOST:
        return f"Use {LETTERS_MOST} letters or fewer."
    return ""


def verify_number(
    session: Session, key: str, number: str, *, by: str, today: date
) -> tuple[str, str]:
    """A person rang this number today and it is right; the number as it was, and as kept now.

    Raises NotFound; ValueError where `number_problem` has something to say.
    """
    if number_problem(number):
        raise ValueError("not a number to ring or text")
    before = {line.key: line.number for line in lines(session)}
    if key not in before:
        raise NotFound
    clean = " ".join(number.split())
    verify(session, key, number=clean, who=by, today=today)
    return before[key], clean

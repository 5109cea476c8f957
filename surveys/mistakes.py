"""What did an author get wrong, and on which line?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

# Where something stands in a document: ("sections", 0, "questions", 2, "ask").
Place = tuple[str | int, ...]


class Severity(StrEnum):
    """An error stops a survey from being published; a warning asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing to put right. `code` never changes; `message` says what to do."""

    path: str
    line: int
    severity: Severity
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity} {self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class Lines:
    """The line of every place in one file; a survey made without a file stands on line 1.

    `moved` says where a question stood in the file when it was re-laid out of a grid:
    (section number, question number) -> its place.
    """

    path: str = "survey"
    at: Mapping[Place, int] = field(default_factory=dict)
    moved: Mapping[tuple[int, int], Place] = field(default_factory=dict)

    def of(self, place: Place) -> int:
        """The line of this place in the survey, or of the nearest thing around it."""
        match place:
            case ("sections", int(section), "questions", int(number), *rest):
                origin = self.moved.get((section, number), place[:4])
                place = (*origin, *rest)
        while place and place not in self.at:
            place = place[:-1]
        return self.at.get(place, 1)

    def error(self, place: Place, code: str, message: str) -> Mistake:
        """An error at this place."""
        return Mistake(self.path, self.of(place), Severity.ERROR, code, message)

    def warning(self, place: Place, code: str, message: str) -> Mistake:
        """A warning at this place."""
        return Mistake(self.path, self.of(place), Severity.WARNING, code, message)


def meant(word: str, known: list[str]) -> str:
    """ "Did you mean …?" for a misspelt word, or nothing."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f" Did you mean “{close[0]}”?" if close else ""

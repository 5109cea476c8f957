"""Which instruments can a round be made from, and which modes may each have?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from surveys.definition import CHILDREN, Audience, Survey
from surveys.library_index import instruments
from surveys.loading import load_file

FEBRUARY = (
    Audience.CHILD_5_8,
    Audience.CHILD_8_11,
    Audience.YOUNG_PERSON,
    Audience.PARENT,
    Audience.PROFESSIONAL,
)


# A survey's own title is neutral (it stands in a browser's history): staff see the audience.
AUDIENCE_NAMES = {
    Audience.CHILD_5_8: "Children 5 to 8",
    Audience.CHILD_8_11: "Children 8 to 11",
    Audience.YOUNG_PERSON: "Young people 11 to 17",
    Audience.PARENT: "Parents and carers",
    Audience.PROFESSIONAL: "Professionals",
    Audience.DELEGATE: "Course delegates",
    Audience.PARTICIPANT: "Participants",
    Audience.ORGANISATION: "Organisations",
}


class Mode(StrEnum):
    """Who can tell whose answers they are (decisions 12)."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class LibrarySpoilt(Exception):  # noqa: N818 - a story, told to the operator
    """An instrument we ship cannot be read: the checker in CI should have stopped it."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument on offer; the first of `modes` is the usual one."""

    key: str
    title: str
    audience: Audience
    question_count: int
    modes: tuple[Mode, ...]
    survey: Survey


def modes_for(audience: Audience) -> tuple[Mode, ...]:
    """The modes an audience may be asked in, the usual one first."""
    if audience in CHILDREN or audience is Audience.PARENT:
        return (Mode.CONFIDENTIAL, Mode.ANONYMOUS)
    if audience in {Audience.DELEGATE, Audience.PARTICIPANT}:
        return (Mode.CONFIDENTIAL,)  # training waves are pseudonymous, and the page says so
    return (Mode.NAMED,)


@cache
def february_instruments() -> tuple[Instrument, ...]:
    """The instruments of the February round, youngest first. Raises LibrarySpoilt."""
    found = [_read(path) for path in instruments().values()]
    offered = [one for one in found if one.audience in FEBRUARY]
    return tuple(sorted(offered, key=lambda one: FEBRUARY.index(one.audience)))


def _read(path: Path) -> Instrument:
    read = load_file(path)
    if not isinstance(read, Survey):
        raise LibrarySpoilt("\n".join(str(mistake) for mistake in read))
    count = sum(not question.is_info for question in read.questions)
    return Instrument(read.key, read.title, read.audience, count, modes_for(read.audience), read)

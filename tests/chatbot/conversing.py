"""Conversations as data: read from YAML and replayed through the engine or the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from ruamel.yaml import YAML

from chatbot.engine import Talk, Told
from chatbot.events import Ends, Event, Keeps, Says
from chatbot.loading import load_lexis, load_manners
from chatbot.state import BYTES_MOST, REVIEW, from_json, to_json
from surveys.answers import Answers
from surveys.definition import Survey
from surveys.library_index import instruments
from surveys.loading import load_file

FOLDER = Path(__file__).parent / "conversations"
TURNS_MOST = 80
Kept = dict[str, tuple[bool, tuple[str, ...], str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One turn: what is told, and words of which one must be said in answer."""

    told: Told
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation; what follows its lines is skipped up to the review."""

    name: str
    survey: str
    lines: tuple[Line, ...]


class Replays(Protocol):
    """A door a script is played through."""

    def tells(self, told: Told) -> str:
        """Tell it; all that is said in answer."""
        ...

    @property
    def is_at_review(self) -> bool: ...

    @property
    def kept(self) -> Kept:
        """Question -> skipped, codes, text."""
        ...


@cache
def scripts() -> tuple[Script, ...]:
    """Every conversation of the folder."""
    return tuple(read_script(path) for path in sorted(FOLDER.glob("*.yaml")))


def read_script(path: Path) -> Script:
    """One conversation."""
    data = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    assert data["rest"] == "skip"
    lines = tuple(
        Line(
            Told("tap", str(turn["tap"])) if "tap" in turn else Told("type", str(turn["type"])),
            tuple(str(turn[name]) for name in ("says", "or") if name in turn),
        )
        for turn in data["turns"]
    )
    return Script(path.stem, data["survey"], lines)


def library(name: str) -> Survey:
    """A survey of the library."""
    loaded = load_file(instruments()[name])
    assert isinstance(loaded, Survey)
    return loaded


class Engine:
    """Straight through the engine; its state is written and read back between any two turns."""

    def __init__(self, survey: Survey) -> None:
        band = load_manners(survey.audience.value)
        self._talk = Talk(survey, load_lexis(), band)
        self._answers = Answers()
        conversation, events = self._talk.start(self._answers)
        self._state = to_json(conversation)
        self._take(events)

    def tells(self, told: Told) -> str:
        assert len(self._state) < BYTES_MOST
        conversation, events = self._talk.resume(from_json(self._state), self._answers, told)
        self._state = to_json(conversation)
        self._take(events)
        return " ".join(event.text for event in events if isinstance(event, Says))

    def _take(self, events: tuple[Event, ...]) -> None:
        for event in events:
            assert not isinstance(event, Ends)
            if isinstance(event, Keeps):
                self._answers = self._answers.given(event.question_key, event.value)

    @property
    def is_at_review(self) -> bool:
        return from_json(self._state).at == REVIEW

    @property
    def kept(self) -> Kept:
        return {key: (v.skipped, v.codes, v.text) for key, v in self._answers.items()}


def play(script: Script, door: Replays) -> Kept:
    """Play a script through a door to its review; what was kept."""
    for line in script.lines:
        said = door.tells(line.told)
        if line.says:
            told = f"{script.name}: {line.told.what!r} was answered with {said!r}"
            assert any(words in said for words in line.says), told
    for _ in range(TURNS_MOST):
        if door.is_at_review:
            return door.kept
        door.tells(Told("tap", "skip"))
    raise AssertionError(f"{script.name} never came to its review")

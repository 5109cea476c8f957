"""Which invented lines teach what a command sounds like, who wrote them, and what are they?

Only what may be read: of a writer's half never read, of the third of our own that was put aside,
and of the seventh writer nothing teaches.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from benchmarks.training.corpus import read_corpus
from benchmarks.training.noise import retyped
from chatbot.frames import COMMANDS
from chatbot.guesser import NONE
from tests.chatbot.saying import FOLDER, FREE, UNSURE, utterances

HERE = Path(__file__).parent
FAMILIES = ("R5", "YN", "FR", "AG", "CF", "GR", "F3")
OURS = ("commands", "commands_second", "commands_third", "commands_fourth")
READ_WHOLE = ("second-writer", "fifth-writer-commands")
READ_HALF = ("third-writer", "fourth-writer-commands", "sixth-writer-commands")
NEVER, GENERAL, PATTERNS = "never", "general", "patterns"
PATTERN_MOST, LETTERS_MOST = 80, 120
_CHOICE = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Line:
    """One invented line: a command's name or NONE, and who wrote it."""

    said: str
    means: str
    writer: str


def read_lines(seed: int) -> list[Line]:
    """Everything that may teach; the same seed draws the same."""
    return [
        *_general(),
        *_patterns(random.Random(seed)),
        *_ours(),
        *_others(),
        *_answers(),
        *_told(),
    ]


def once(lines: Sequence[Line]) -> list[Line]:
    """Each wording once; what is a command by one hand is no answer by another."""
    found = {line.said.casefold(): line for line in lines}
    found |= {line.said.casefold(): line for line in lines if line.means != NONE}
    return list(found.values())


def retyped_lines(lines: Sequence[Line], seed: int) -> list[Line]:
    """Each once more as another hand would have typed it, where that differs."""
    chance, found = random.Random(seed), []
    for line in lines:
        said = retyped(line.said, chance)
        if said != line.said:
            found.append(Line(said, line.means, line.writer))
    return found


def _general() -> Iterator[Line]:
    """Written from general knowledge before any of the lines that judge were seen."""
    for means, said in _listed(HERE / "lines.yaml"):
        yield Line(said, means, GENERAL)


def _patterns(chance: random.Random) -> Iterator[Line]:
    """Written after what was missed in the read halves was seen."""
    for means, pattern in _listed(HERE / "patterns.yaml"):
        ways = list(_ways(pattern))
        for said in chance.sample(ways, min(PATTERN_MOST, len(ways))):
            yield Line(said, means, PATTERNS)


def _ways(pattern: str) -> Iterator[str]:
    parts = _CHOICE.split(pattern)  # text and choices in turn
    choices = [part.split("/") if n % 2 else [part] for n, part in enumerate(parts)]
    for way in itertools.product(*choices):
        yield " ".join("".join(way).split())


def _listed(path: Path) -> Iterator[tuple[str, str]]:
    for means, many in YAML(typ="safe", pure=True).load(path.read_text("utf-8")).items():
        for said in many.split("|"):
            if said.strip():
                yield NONE if means == NEVER else means, said.strip()


def _ours() -> Iterator[Line]:
    """Commands, and of our own lists every telling: those must never be taken."""
    for family in OURS:
        for one in utterances(family):
            if one.meant == NEVER:
                yield Line(one.said, NONE, family)
            elif not one.is_put_aside:
                yield Line(one.said, one.meant, family)


def _others() -> Iterator[Line]:
    for name in (*READ_WHOLE, *READ_HALF):
        with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                said, gold = row["utterance"], row["gold"]
                if name in READ_HALF and int(hashlib.sha256(said.encode()).hexdigest(), 16) % 2:
                    continue
                # What is no answer beyond doubt may be a command: "do i have to answer".
                if gold or row.get("must", "never_command") == "never_command":
                    yield Line(said, gold if gold in COMMANDS else NONE, name)


def _answers() -> Iterator[Line]:
    for family in FAMILIES:
        for one in utterances(family):
            if not one.is_put_aside and one.meant not in {UNSURE, FREE}:
                yield Line(one.said, NONE, f"answers {family}")


def _told() -> Iterator[Line]:
    """Disclosures, and everyday lines that resemble them, no longer than a message in the chat."""
    for line in read_corpus():
        if len(line.text) <= LETTERS_MOST:
            yield Line(line.text, NONE, f"told {line.writer}")

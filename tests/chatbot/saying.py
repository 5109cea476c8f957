"""Invented utterances by family, a third put aside, and how each may be typed otherwise."""

from __future__ import annotations

import csv
import hashlib
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from chatbot.commands import find_command
from chatbot.loading import load_lexis
from chatbot.matching import understand
from chatbot.phrases import Match, Option, Outcome
from surveys.loading import option_sets

FOLDER = Path(__file__).parent / "utterances"
FOLDERS = (FOLDER, FOLDER / "more", FOLDER / "voices")
UNSURE, WORDS, FREE = "unsure", "words", "free"
AT_LEAST = 400


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was typed and what it means: a label, UNSURE (ask first) or WORDS (nobody can tell).

    FREE: taken or asked about, as one likes. `must_be_heard`: whether asking again is a miss.
    """

    family: str
    meant: str
    said: str
    must_be_heard: bool = True

    @property
    def is_put_aside(self) -> bool:
        """A third, by a hash; never looked at while the words of a language are written."""
        told = hashlib.sha256(f"{self.family}|{self.said}".encode()).hexdigest()
        return int(told, 16) % 3 == 0


@cache
def utterances(family: str) -> tuple[Utterance, ...]:
    """What was written by hand, by us and by a writer who saw no code."""
    files = [path for folder in FOLDERS if (path := folder / f"{family}.yaml").exists()]
    found = (
        Utterance(family, meant, said.strip())
        for path in files
        for meant, many in YAML(typ="safe", pure=True).load(path.read_text("utf-8")).items()
        for said in many.split("|")
        if said.strip()
    )
    return tuple(dict.fromkeys((*found, *another_writers(family))))


def another_writers(family: str) -> tuple[Utterance, ...]:
    """A fourth writer's answers to this set of options."""
    with (FOLDER / "fourth-writer-answers.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Utterance(family, _meant(row), row["utterance"], row["must"] == "understood")
            for row in csv.DictReader(lines)
            if row["options"] == family
        )


def _meant(row: dict[str, str]) -> str:
    return row["gold"] or (FREE if row["must"] == FREE else UNSURE)


def retyped(family: str, seed: int) -> tuple[Utterance, ...]:
    """What was written, each typed in other ways until there are 400 and more."""
    written = [
        one for one in utterances(family) if one.must_be_heard and one.meant not in {UNSURE, WORDS}
    ]
    chance, made = random.Random(seed), list(written)
    while len(made) < AT_LEAST:
        one = chance.choice(written)
        made.append(Utterance(family, one.meant, _other(one.said, chance)))
    return tuple(made)


def _other(said: str, chance: random.Random) -> str:
    kind = chance.randrange(6)
    if kind == 0:
        return said + chance.choice((" tbh", " x", " lol", " i think", " please", "!!", " :)"))
    if kind == 1:
        return chance.choice(("um ", "well ", "i think ", "id say ", "like ")) + said
    if kind == 2:
        return said.upper()
    if kind == 3 and said[-1:].isalpha():
        return said + said[-1] * chance.randint(1, 4)
    places = [n for n in range(1, len(said) - 1) if said[n].isalpha() and said[n - 1].isalpha()]
    if not places or len(said) < 5:
        return said + " "
    at = chance.choice(places)
    if kind == 4:
        return said[:at] + said[at] + said[at:]
    return said[: at - 1] + said[at] + said[at - 1] + said[at + 1 :]


def options(family: str) -> tuple[Option, ...]:
    """The family's options; their labels are their codes here."""
    labels = [choice.label for choice in option_sets()[family]]
    return tuple(Option(label, label) for label in labels)


def heard(one: Utterance) -> Match:
    """What the matcher makes of it."""
    return understand(load_lexis(), one.said, options(one.family), set_name=one.family)


def command_of(said: str) -> str:
    """The command a message alone is, or "" for none."""
    lexis = load_lexis()
    return find_command(lexis, said) or ""


def is_wrong(one: Utterance, match: Match) -> bool:
    """Taken for an answer that it is not, without asking."""
    is_taken = match.outcome is Outcome.ACCEPT and one.meant != FREE
    return is_taken and match.values != (one.meant,)


def is_heard(one: Utterance, match: Match) -> bool:
    """Accepted, or offered among what is asked back."""
    return match.outcome in {Outcome.ACCEPT, Outcome.CONFIRM} and one.meant in match.values

"""What did the scan find in one text, how serious is it, and where?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How soon a person must look; NONE means "not flagged by the machine", never "clear"."""

    NONE = "none"
    REVIEW = "review"
    URGENT = "urgent"
    UNSCREENED = "unscreened"


KINDS: tuple[str, ...] = (
    "physical",
    "emotional",
    "sexual",
    "neglect",
    "exploitation_online",
    "self_harm",
    "bullying",
    "unsafe_home",
    "domestic_abuse",
    "staff_allegation",
    "other",
)
AUDIENCES: tuple[str, ...] = ("child", "parent", "professional")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One text's result. `spans` are (start, end) code points in the text as it was given."""

    level: Level
    kinds: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    lexicon_version: str

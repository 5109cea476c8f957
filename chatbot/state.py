"""Where is a conversation, in a few words that fit in a form and outlive a restart?"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

FORMAT = 1
BYTES_MOST = 8192
REVIEW, ENDED = "~review", "~ended"


class StateUnreadable(ValueError):  # noqa: N818 - a story
    """The state is of another format, of another survey, or was cut: start at the next question."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The place in a survey. Holds no answer and no word anybody typed.

    `at`: a question's key, "~review" or "~ended". `misses`: how often this question's answer was
    not understood. `offered`: codes offered in "did you mean". `chosen`: codes tapped so far where
    several may be. `asks`: "stop" or "delete" while that is being asked.
    `note`: the last remark (miss, skipped, why …), so that the same turn can be shown again.
    """

    survey: str
    version: int
    at: str
    turn: int = 0
    misses: int = 0
    offered: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    asks: str = ""
    note: str = ""  # what was last remarked, so that the page can be shown again

    def moved(self, at: str) -> Conversation:
        """At another question: what belonged to the last one is forgotten."""
        return replace(self, at=at, misses=0, offered=(), chosen=(), asks="", note="")


def to_json(conversation: Conversation) -> str:
    """As text, the same for the same state."""
    return json.dumps({"format": FORMAT, **asdict(conversation)}, sort_keys=True)


def from_json(text: str) -> Conversation:
    """Read it back. Raises StateUnreadable."""
    try:
        told = json.loads(text) if len(text) <= BYTES_MOST else None
        if not isinstance(told, dict) or told.pop("format", None) != FORMAT:
            raise StateUnreadable("another format")
        for name in ("offered", "chosen"):
            told[name] = tuple(str(code) for code in told[name])
        made = Conversation(**told)
    except (TypeError, KeyError, ValueError) as error:
        raise StateUnreadable(str(error)) from None
    if not all(isinstance(v, int) for v in (made.version, made.turn, made.misses)):
        raise StateUnreadable("numbers are no numbers")
    if not all(isinstance(v, str) for v in (made.survey, made.at, made.asks, made.note)):
        raise StateUnreadable("words are no words")
    return made

"""How does the conversation put things, and never the same way twice running?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MANY = frozenset({
    "hello", "miss", "miss_again", "kept_words", "confirm", "confirm_one", "skipped", "back",
    "no_back", "why", "no_why", "help", "present", "language", "stop", "delete", "carry_on",
    "review", "too_long", "bye", "deleted", "languages", "says",
})  # fmt: skip
ONE = frozenset({
    "yes", "no", "skip_button", "why_button", "back_button", "stop_button", "words_button",
    "none_button", "done_button", "send_button", "say_button", "change_button", "read_button",
    "form_button", "save_button", "delete_button", "earlier_button", "type_label", "write_label",
    "answers_label", "said_label", "you_said", "was_skipped", "was_hidden",
})  # fmt: skip
# Said once in a talk, or before it ends: these need no second wording.
ONCE = frozenset({"hello", "too_long", "bye", "deleted", "languages"})
TWO = 2


class MannersError(ValueError):
    """The wordings of a band break a promise; the message names the entry."""


@dataclass(frozen=True, eq=False)
class Manners:
    """The wordings of one band in one language."""

    language: str
    band: str
    many: Mapping[str, tuple[str, ...]]
    one: Mapping[str, str]

    def say(self, what: str, turn: int, **fill: str) -> str:
        """One of the wordings, another at each turn."""
        wordings = self.many[what]
        return wordings[turn % len(wordings)].format(**fill)


def manners_from(data: Mapping[str, object]) -> Manners:
    """Build from plain data (chatbot/bands/*.yaml). Raises MannersError."""
    if missing := (MANY | ONE) - set(data):
        raise MannersError(f"no words for {', '.join(sorted(missing))}")
    if unknown := set(data) - MANY - ONE - {"spoken", "band"}:
        raise MannersError(f"nothing says {', '.join(sorted(unknown))}")
    many: dict[str, tuple[str, ...]] = {}
    for name in MANY:
        wordings = data[name]
        if not isinstance(wordings, list) or not wordings:
            raise MannersError(f"{name} must be a list of wordings")
        many[name] = tuple(str(wording) for wording in wordings)
        if name not in ONCE and len(set(many[name])) < TWO:
            raise MannersError(f"{name} needs two wordings: it may be said twice running")
    return Manners(
        str(data.get("spoken", "")),
        str(data.get("band", "")),
        many,
        {name: str(data[name]) for name in ONE},
    )

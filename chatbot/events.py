"""What comes of a turn? Everything the caller shows or stores, in order."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.answers import Value


@dataclass(frozen=True, slots=True)
class Button:
    """One thing to tap; `told` is what comes back."""

    told: str
    label: str
    face: str = ""
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Says:
    """A line of the form's own. `what`: ask, info, miss, confirm, why, help, note, card, end."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be done now; `types`: short, long or "" - how large the box is, never whether."""

    buttons: tuple[Button, ...]
    beside: tuple[Button, ...] = ()  # skip, why, back, stop
    types: str = "short"


@dataclass(frozen=True, slots=True)
class Keeps:
    """An answer to be stored before anything is shown. `how`: tap, label, alias, spelling …"""

    question_key: str
    value: Value
    how: str


@dataclass(frozen=True, slots=True)
class Unheard:
    """Words that were not understood, to be stored as they are."""

    question_key: str
    text: str


@dataclass(frozen=True, slots=True)
class Ends:
    """`how`: stop (kept, to go on later), delete, send."""

    how: str


@dataclass(frozen=True, slots=True)
class Speaks:
    """From now on in another language; the answers stay what they are."""

    language: str


Event = Says | Offers | Keeps | Unheard | Ends | Speaks

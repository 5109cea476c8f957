"""What do we ask of the outer world? Protocols only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current instant, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going back."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail: plain words, never a respondent's. `html`: the same words; "" for none."""

    to: str
    subject: str
    text: str
    reference: str  # becomes the Message-ID: the same on a second try
    unsubscribe_url: str = ""
    html: str = ""


class DeliveryFailed(Exception):  # noqa: N818 - a story
    """The provider refused or could not be reached; `permanent` says whether to try again."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Postman(Protocol):
    """Carries e-mails."""

    def send(self, letter: Letter) -> None:
        """Hand one e-mail to the provider. Raises DeliveryFailed."""
        ...


@dataclass(frozen=True, slots=True)
class TextMessage:
    """One text message to a work number: plain words, never a respondent's."""

    to: str
    text: str
    reference: str


class TextMessenger(Protocol):
    """Carries text messages."""

    def send(self, message: TextMessage) -> None:
        """Hand one message to the provider. Raises DeliveryFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Returned:
    """A message that came back. `reference`: ours; `reason`: in words, without an address."""

    reference: str
    reason: str


@runtime_checkable
class TellsReturned(Protocol):
    """A carrier that can be asked afterwards what did not arrive. A mail server cannot."""

    def returned(self) -> tuple[Returned, ...]:
        """Messages of the last days that did not arrive. Raises DeliveryFailed."""
        ...


class Queue(Protocol):
    """Wakes workers. The truth about what is due lives in the outbox, never here."""

    def wake(self, task: str, *args: str) -> None:
        """Ask a worker to run the task named `task` soon. Losing the wake-up loses no work."""
        ...

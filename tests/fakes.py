"""Stand-ins for the outer world, with memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feedback.ports import DeliveryFailed, Letter, TextMessage


class FixedClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime | None = None) -> None:
        self.instant = now or datetime(2024, 2, 5, 10, 0, tzinfo=UTC)
        self.steady = 0.0

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self.steady

    def move(self, **by: float) -> None:
        """Move on by days=, hours=, minutes= …"""
        step = timedelta(**by)
        self.instant += step
        self.steady += step.total_seconds()


class RememberingPostman:
    """Keeps every e-mail it is given; fails while `broken` says how."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.broken: DeliveryFailed | None = None

    def send(self, letter: Letter) -> None:
        if self.broken is not None:
            raise self.broken
        self.sent.append(letter)


class RememberingTexter:
    """Keeps every text message it is given; fails while `broken` says how."""

    def __init__(self) -> None:
        self.sent: list[TextMessage] = []
        self.broken: DeliveryFailed | None = None

    def send(self, message: TextMessage) -> None:
        if self.broken is not None:
            raise self.broken
        self.sent.append(message)


class RememberingQueue:
    """Keeps every wake-up."""

    def __init__(self) -> None:
        self.woken: list[tuple[str, ...]] = []

    def wake(self, task: str, *args: str) -> None:
        self.woken.append((task, *args))

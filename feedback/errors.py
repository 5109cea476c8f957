"""Which stories can a page have to tell when something is not as expected?"""

from __future__ import annotations


class FeedbackError(Exception):
    """A broken promise with a message fit for the person in front of the page."""

    message = "Sorry, something went wrong."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message


class NotFound(FeedbackError):
    """There is no such thing, or this person may not know of it."""

    message = "We could not find that page."

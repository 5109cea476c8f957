"""What does an invitation or a reminder say? Plain words and a neutral subject."""

from __future__ import annotations

from feedback.collection.message_words import written
from feedback.ports import Letter

# Neutral: it may show on a locked phone that is not only theirs.
SUBJECT = "Your views - 5 minutes"
KINDS = ("invitation", "reminder_1", "reminder_2")


def letter_for(
    kind: str, *, to: str, reference: str, base_url: str, token: str, partnership: str
) -> Letter:
    """The e-mail of one kind to one person."""
    stop = f"{base_url}/stop/{token}"
    told = written(
        f"{kind}.txt",
        subject=SUBJECT,
        links={
            "link": (f"{base_url}/i/{token}", "Answer the questions"),
            "stop": (stop, "Stop these e-mails"),
        },
        partnership=partnership,
    )
    return Letter(
        to=to, subject=SUBJECT, text=told.text, reference=reference, unsubscribe_url=stop,
        html=told.html,
    )  # fmt: skip

"""What does a message say? The words of templates/messages, filled; never a respondent's."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feedback.ports import Letter

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "messages"
# Neutral: it may show on a locked phone that is not only theirs.
SUBJECT = "Your views - 5 minutes"

LEVELS = {"urgent": "now", "same_day": "today", "unscreened": "words to read", "": "soon"}

# Plain text needs no escaping; there is no markup for anything to break out of.
_messages = Environment(  # noqa: S701 - text/plain only
    loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, keep_trailing_newline=True
)


def alert_letter(level: str, *, to: str, reference: str, base_url: str, concern_id: str) -> Letter:
    """The e-mail that somebody must look: a link and how soon, nothing else."""
    how_soon = LEVELS.get(level, LEVELS[""])
    text = _messages.get_template("alert.txt").render(
        how_soon=how_soon, link=f"{base_url}/staff/concerns/{concern_id}",
        desk=f"{base_url}/staff/desk",
    )  # fmt: skip
    return Letter(to=to, subject=f"Somebody needs to look: {how_soon}", text=text,
                  reference=reference)  # fmt: skip


def alert_text(level: str, base_url: str) -> str:
    """The text message that somebody must look."""
    how_soon = LEVELS.get(level, LEVELS[""])
    return f"Feedback: somebody needs to look, {how_soon}. Sign in: {base_url}/staff/desk"


def letter_for(
    kind: str, *, to: str, reference: str, base_url: str, token: str, partnership: str
) -> Letter:
    """The e-mail of one kind to one person."""
    text = _messages.get_template(f"{kind}.txt").render(
        link=f"{base_url}/i/{token}",
        stop=f"{base_url}/stop/{token}",
        partnership=partnership,
    )
    return Letter(
        to=to, subject=SUBJECT, text=text, reference=reference,
        unsubscribe_url=f"{base_url}/stop/{token}",
    )  # fmt: skip

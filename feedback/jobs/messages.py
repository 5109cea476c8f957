"""What do staff read when they are told that somebody must look? Never a respondent's word."""

from __future__ import annotations

from feedback.collection.message_words import plain
from feedback.ports import Letter

LEVELS = {"urgent": "now", "same_day": "today", "unscreened": "words to read", "": "soon"}


def alert_letter(level: str, *, to: str, reference: str, base_url: str, concern_id: str) -> Letter:
    """The e-mail that somebody must look: a link and how soon, nothing else."""
    how_soon = LEVELS.get(level, LEVELS[""])
    text = plain(
        "alert.txt", how_soon=how_soon, link=f"{base_url}/staff/concerns/{concern_id}",
        desk=f"{base_url}/staff/desk",
    )  # fmt: skip
    return Letter(to=to, subject=f"Somebody needs to look: {how_soon}", text=text,
                  reference=reference)  # fmt: skip


def alert_text(level: str, base_url: str) -> str:
    """The text message that somebody must look."""
    how_soon = LEVELS.get(level, LEVELS[""])
    return f"Feedback: somebody needs to look, {how_soon}. Sign in: {base_url}/staff/desk"

"""How did the conversation go: turns by question, and what people type for an answer?"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import UNORDERED, Base, Id, Instant, Key, Words


class TalkTurns(Base):
    """How many turns one response spent at one question in the chat. No words, no times."""

    __tablename__ = "talk_turns"
    __table_args__ = (UNORDERED,)

    response_id: Mapped[str] = mapped_column(ForeignKey("response.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    turns: Mapped[int] = mapped_column(default=0)
    missed: Mapped[int] = mapped_column(default=0)  # turns whose words were not understood


class TalkAlias(Base):
    """A way to say an answer that staff taught the chat; what was removed stays as history."""

    __tablename__ = "talk_alias"
    __table_args__ = (Index("ix_talk_alias_language_removed_at", "language", "removed_at"),)

    id: Mapped[Id]
    language: Mapped[Key]
    scope: Mapped[Key]  # a named set of options ("R5"), or "item:<item key>" where there is none
    code: Mapped[Key]  # the answer it stands for
    phrase: Mapped[Words]  # as the chat reads it: small letters, no signs
    added_by: Mapped[Words]
    added_at: Mapped[Instant]
    removed_by: Mapped[Words | None]
    removed_at: Mapped[Instant | None]

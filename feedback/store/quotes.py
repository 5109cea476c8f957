"""Which words of people may be read out, who hid what in them, and who said they may go?"""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import UNORDERED, Base, Id, Instant, Key, Words


class Quote(Base):
    """One passage of one answer: places and states, no words until two people agreed to it.

    Until then the words stay with the answer, sealed under the response's key, and are read
    through it.
    """

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("response_id", "question_key"),
        Index("ix_quote_round_instrument_id_state", "round_instrument_id", "state"),
        UNORDERED,
    )

    id: Mapped[Id]
    round_instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"))
    response_id: Mapped[str] = mapped_column(ForeignKey("response.id"))
    question_key: Mapped[Key]
    consent_key: Mapped[Key]  # the question that asked whether the words may be used
    theme_id: Mapped[Key] = mapped_column(default="")
    theme: Mapped[Words] = mapped_column(default="")  # its name; "": of no theme
    speaker: Mapped[Key]  # child | young_person | parent | professional | …
    state: Mapped[Key]  # proposed | redacted | approved | blocked | refused | stopped
    start: Mapped[int]  # the passage within the answer, in code points
    end: Mapped[int]
    spans: Mapped[list[list[object]]] = mapped_column(JSON)  # [start, end, kind] in the answer
    text: Mapped[Words | None]  # the redacted words; set when approved, gone when stopped
    version: Mapped[int] = mapped_column(default=1)  # who decides has seen this one
    redacted_by: Mapped[Words | None]
    decided_by: Mapped[Words | None]
    decided_at: Mapped[Instant | None]
    is_lone: Mapped[bool] = mapped_column(default=False)  # nobody else was there to approve it

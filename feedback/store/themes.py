"""What is each answer about: themes of a question, runs of the machine, what people decided?

No row here holds a respondent's words: answers are named by response and question, the words that
carried a theme by their place in them. Vectors are sealed under the response's own key.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import (
    JSON,
    Delete,
    Float,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    delete,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from feedback.store.base import UNORDERED, Base, Id, Instant, Key, Sealed, Words

MACHINE = ""  # in `by`: no person, the machine proposes
EMAIL_MOST = 255  # letters


class Theme(Base):
    """One theme of one question in one round. `words` speak for it, `not_words` against it."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("instrument_id", "question_key", "key"),)

    id: Mapped[Id]
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"))
    question_key: Mapped[Key]
    key: Mapped[Key]  # the same from round to round: shares are compared by it
    name: Mapped[Words]
    about: Mapped[Words] = mapped_column(default="")
    words: Mapped[list[str]] = mapped_column(JSON)
    examples: Mapped[list[str]] = mapped_column(JSON)
    not_words: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[Key]  # candidate | chosen | dropped | merged
    source: Mapped[Key]  # codebook | found (by the machine) | person
    place: Mapped[int]  # order on the board's keys
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("theme.id"))
    made_by: Mapped[str] = mapped_column(String(EMAIL_MOST), default=MACHINE)
    made_at: Mapped[Instant]


class ThemeRun(Base):
    """One reading of all answers to a question by the machine: how far, with what, what came."""

    __tablename__ = "theme_run"
    __table_args__ = (
        Index("ix_theme_run_state", "state"),
        Index("ix_theme_run_instrument_id_question_key", "instrument_id", "question_key"),
    )

    id: Mapped[Id]
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"))
    question_key: Mapped[Key]
    state: Mapped[Key] = mapped_column(default="waiting")  # waiting|reading|sorting|done|failed
    total: Mapped[int] = mapped_column(default=0)  # answers
    done: Mapped[int] = mapped_column(default=0)  # answers read so far
    seed: Mapped[int] = mapped_column(default=0)
    parameters: Mapped[dict[str, object]] = mapped_column(JSON)
    versions: Mapped[dict[str, object]] = mapped_column(JSON)
    figures: Mapped[dict[str, object]] = mapped_column(JSON)  # ids and numbers
    trouble: Mapped[Key] = mapped_column(default="")  # the kind of what went wrong, no words
    tries: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[Instant | None]  # of the worker that sorts
    asked_by: Mapped[str] = mapped_column(String(EMAIL_MOST))
    asked_at: Mapped[Instant]
    started_at: Mapped[Instant | None]
    finished_at: Mapped[Instant | None]


class ThemeAnswer(Base):
    """One answer's words as the machine holds them; its id names the answer in an address.

    So two texts of one person, in answers to two questions, bear two names.
    """

    __tablename__ = "theme_answer"
    __table_args__ = (
        UniqueConstraint("response_id", "question_key"),
        Index("ix_theme_answer_instrument_id_question_key", "instrument_id", "question_key"),
        Index("ix_theme_answer_run_id_is_read", "run_id", "is_read"),
        UNORDERED,
    )

    id: Mapped[Id]
    response_id: Mapped[str] = mapped_column(ForeignKey("response.id"))
    instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"))
    question_key: Mapped[Key]
    run_id: Mapped[str | None] = mapped_column(ForeignKey("theme_run.id"))  # that listed it last
    is_read: Mapped[bool] = mapped_column(default=False)  # by that run
    lease_until: Mapped[Instant | None]
    text_hash: Mapped[str] = mapped_column(String(64), default="")  # keyed; of text and embedder
    vectors: Mapped[Sealed | None]  # under the response's key: they die with it
    feeling: Mapped[Key] = mapped_column(default="")  # summed up per theme, never shown alone
    usefulness: Mapped[float] = mapped_column(Float, default=0.0)  # 0-1: what a coding would teach


class ThemeMatch(Base):
    """One answer in one theme, by the machine (`by` is MACHINE) or by a person."""

    __tablename__ = "theme_match"
    __table_args__ = (
        Index("ix_theme_match_response_id_question_key", "response_id", "question_key"),
        UNORDERED,
    )

    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    response_id: Mapped[str] = mapped_column(ForeignKey("response.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    by: Mapped[str] = mapped_column(String(EMAIL_MOST), primary_key=True, default=MACHINE)
    score: Mapped[float] = mapped_column(Float)  # 0-1; 1 by a person
    is_placed: Mapped[bool] = mapped_column(default=True)  # False: a mere suggestion
    spans: Mapped[list[list[int]]] = mapped_column(JSON)  # [start, end) in code points


class Coding(Base):
    """That a person has decided what an answer is about: the themes, perhaps none, are matches."""

    __tablename__ = "coding"
    __table_args__ = (
        Index("ix_coding_instrument_id_question_key", "instrument_id", "question_key"),
        UNORDERED,
    )

    response_id: Mapped[str] = mapped_column(ForeignKey("response.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    by: Mapped[str] = mapped_column(String(EMAIL_MOST), primary_key=True)
    instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"))
    at: Mapped[Instant]


class CodingStep(Base):
    """One step of the history of a question's themes; never changed, only undone by a new one."""

    __tablename__ = "coding_step"
    __table_args__ = (
        Index("ix_coding_step_instrument_id_question_key", "instrument_id", "question_key"),
    )

    id: Mapped[Id]
    instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"))
    question_key: Mapped[Key]
    number: Mapped[int]  # 1, 2, … within the question: the order
    what: Mapped[Key]  # code | choose | rename | merge | split | drop | add | undo
    theme_id: Mapped[str | None] = mapped_column(ForeignKey("theme.id"))
    response_id: Mapped[str | None] = mapped_column(ForeignKey("response.id"), index=True)
    before: Mapped[dict[str, object]] = mapped_column(JSON)  # what undoing brings back
    after: Mapped[dict[str, object]] = mapped_column(JSON)
    part_of: Mapped[str | None] = mapped_column(ForeignKey("coding_step.id"))  # undone with it
    undoes: Mapped[str | None] = mapped_column(ForeignKey("coding_step.id"))
    by: Mapped[str] = mapped_column(String(EMAIL_MOST))
    at: Mapped[Instant]


def forget_answers(
    session: Session, response_ids: Collection[str], *, question_key: str | None = None
) -> None:
    """Nothing of what these responses' words were about stays: matches, vectors, codings, steps.

    `question_key`: of their answers to this question only. At most some hundred ids at once.
    """
    ids = list(response_ids)
    # The answer first: whoever is writing matches or a coding of it right now holds its row.
    session.execute(_of(ThemeAnswer, ids, question_key))
    session.execute(_of(ThemeMatch, ids, question_key))
    session.execute(_of(Coding, ids, question_key))
    session.execute(_of(CodingStep, ids, question_key))


def _of(
    table: type[ThemeMatch | Coding | ThemeAnswer | CodingStep],
    ids: list[str],
    question_key: str | None,
) -> Delete:
    query = delete(table).where(table.response_id.in_(ids))
    return query if question_key is None else query.where(table.question_key == question_key)

"""How does an answer become rows, and rows an answer again?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from feedback.sealing.keystore import OpenKey
from feedback.store.responses import Answer
from surveys.answers import SKIPPED, Answers, Value
from surveys.definition import Question

GetKey = Callable[[], OpenKey]  # fetched only where there are words

_READ = select(
    Answer.question_key, Answer.status, Answer.code, Answer.number, Answer.day, Answer.sealed
).order_by(Answer.question_key, Answer.n)


def read_answers(session: Session, response_id: str, get_key: GetKey) -> Answers:
    """All answers of a response, on or off the path; withheld ones are no answers."""
    values: dict[str, Value] = {}
    key: OpenKey | None = None
    for row in session.execute(_READ.where(Answer.response_id == response_id)):
        name = row.question_key
        if row.status == "withheld":
            continue
        if row.status == "skipped":
            values[name] = SKIPPED
            continue
        text = ""
        if row.sealed is not None:
            key = key or get_key()
            text = key.unseal(row.sealed, name)
        before = values.get(name, Value())
        codes = (*before.codes, row.code) if row.code is not None else before.codes
        values[name] = Value(codes, text or before.text, row.number, row.day)
    return Answers(values)


def write_answers(
    session: Session,
    response_id: str,
    values: Iterable[tuple[Question, Value]],
    get_key: GetKey,
) -> None:
    """Put these answers in the place of earlier ones to the same questions."""
    pairs = list(values)
    if not pairs:
        return
    rows: list[dict[str, Any]] = []
    for question, value in pairs:
        rows += _rows(response_id, question, value, get_key)
    session.execute(
        delete(Answer).where(
            Answer.response_id == response_id,
            Answer.question_key.in_([question.key for question, _ in pairs]),
        )
    )
    session.execute(insert(Answer), rows)


def write_withheld(session: Session, response_id: str, questions: Iterable[Question]) -> None:
    """Note that these questions were not asked, for privacy; what stood there goes."""
    for question in questions:
        session.execute(
            delete(Answer).where(
                Answer.response_id == response_id, Answer.question_key == question.key
            )
        )
        session.execute(insert(Answer).values(**_row(response_id, question, "withheld")))


def drop_answers(session: Session, response_id: str, *, keep: Iterable[str] = ()) -> None:
    """Delete the response's answers but those to the questions in `keep`."""
    session.execute(
        delete(Answer).where(
            Answer.response_id == response_id, Answer.question_key.not_in(list(keep))
        )
    )


def _rows(
    response_id: str, question: Question, value: Value, get_key: GetKey
) -> list[dict[str, Any]]:
    if value.skipped:
        return [_row(response_id, question, "skipped")]
    sealed = get_key().seal(value.text, question.key) if value.text else None
    if not value.codes:
        row = _row(response_id, question, "given")
        return [row | {"number": value.number, "day": value.day, "sealed": sealed}]
    said_at = next(
        (
            n
            for n, code in enumerate(value.codes)
            if (choice := question.choice(code)) is not None and choice.says
        ),
        0,
    )
    return [
        _row(response_id, question, "given")
        | {"n": n, "code": code, "sealed": sealed if n == said_at else None}
        for n, code in enumerate(value.codes)
    ]


def _row(response_id: str, question: Question, status: str) -> dict[str, Any]:
    return {
        "response_id": response_id,
        "question_key": question.key,
        "n": 0,
        "item_key": question.item,
        "status": status,
        "code": None,
        "number": None,
        "day": None,
        "sealed": None,
    }

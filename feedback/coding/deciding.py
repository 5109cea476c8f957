"""How does a person say what an answer is about?"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from feedback.coding.books import CHOSEN
from feedback.coding.questions import OpenQuestion
from feedback.coding.steps import CODE, Doer, ThemeRefused, add_step
from feedback.errors import NotFound
from feedback.store.themes import Coding, Theme, ThemeAnswer, ThemeMatch


def code_answer(
    session: Session,
    question: OpenQuestion,
    response_id: str,
    themes: Collection[str],
    doer: Doer,
) -> str:
    """This person says: about these themes (ids), perhaps about none; the step's id.

    What they said of it before is replaced. Raises NotFound where the answer was taken back or
    a theme is another question's, ThemeRefused where one does not count any more.
    """
    hold_answer(session, question, response_id)
    _check(session, question, themes)
    before = decided(session, question, response_id, doer.email)
    put(session, question, response_id, sorted(set(themes)), doer)
    return add_step(
        session, question, doer, CODE, response_id=response_id,
        before={"themes": before}, after={"themes": sorted(set(themes))},
    )  # fmt: skip


def hold_answer(session: Session, question: OpenQuestion, response_id: str) -> None:
    """The answer stays until this transaction ends. Raises NotFound where it is gone."""
    found = session.scalar(
        select(ThemeAnswer.id)
        .where(ThemeAnswer.response_id == response_id, ThemeAnswer.question_key == question.key,
               ThemeAnswer.instrument_id == question.instrument_id)
        .with_for_update()
    )  # fmt: skip
    if found is None:
        raise NotFound


def decided(
    session: Session, question: OpenQuestion, response_id: str, by: str
) -> list[str] | None:
    """The themes this person gave the answer, in order; None where they have not coded it."""
    if session.get(Coding, (response_id, question.key, by)) is None:
        return None
    return sorted(
        session.scalars(
            select(ThemeMatch.theme_id).where(
                ThemeMatch.response_id == response_id,
                ThemeMatch.question_key == question.key,
                ThemeMatch.by == by,
            )
        )
    )


def put(
    session: Session,
    question: OpenQuestion,
    response_id: str,
    themes: Collection[str] | None,
    doer: Doer,
) -> None:
    """Set a person's decision, or take it away (None); writes no step."""
    mine = (response_id, question.key, doer.email)
    session.execute(
        delete(ThemeMatch).where(
            ThemeMatch.response_id == response_id,
            ThemeMatch.question_key == question.key,
            ThemeMatch.by == doer.email,
        )
    )
    session.execute(
        delete(Coding).where(
            Coding.response_id == mine[0], Coding.question_key == mine[1], Coding.by == mine[2]
        )
    )
    if themes is None:
        return
    session.execute(
        insert(Coding).values(
            response_id=response_id, question_key=question.key, by=doer.email,
            instrument_id=question.instrument_id, at=doer.now,
        )
    )  # fmt: skip
    for one in themes:
        session.execute(
            insert(ThemeMatch).values(
                theme_id=one, response_id=response_id, question_key=question.key, by=doer.email,
                score=1.0, is_placed=True, spans=[],
            )
        )  # fmt: skip


def _check(session: Session, question: OpenQuestion, themes: Collection[str]) -> None:
    rows = session.execute(
        select(Theme.id, Theme.state).where(
            Theme.id.in_(list(themes)),
            Theme.instrument_id == question.instrument_id,
            Theme.question_key == question.key,
        )
    ).all()
    if {row.id for row in rows} != set(themes):
        raise NotFound
    if any(row.state != CHOSEN for row in rows):
        raise ThemeRefused("One of these themes was dropped or merged meanwhile. Look again.")

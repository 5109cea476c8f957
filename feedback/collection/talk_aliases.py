"""What did staff teach the chat: which words stand for which answer, since when, by whom?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from chatbot.commands import find_command
from chatbot.hearing import Aliases, options_of, scope_of
from chatbot.lexis import Lexis
from chatbot.matching import understand
from chatbot.phrases import Outcome
from feedback.store.base import new_id
from feedback.store.talking import TalkAlias
from feedback.store.turns import take_turn
from surveys.definition import Question

WORDS_MOST, LETTERS_MOST = 6, 60  # a longer message tells something of its own


@dataclass(frozen=True, slots=True)
class Alias:
    """One phrase in use."""

    id: str
    scope: str
    code: str
    phrase: str
    added_by: str
    added_at: datetime


def aliases(session: Session, language: str, scopes: Iterable[str] = ()) -> tuple[Alias, ...]:
    """The phrases in use in a language, of these scopes only where some are named."""
    query = select(TalkAlias).where(TalkAlias.language == language, TalkAlias.removed_at.is_(None))
    named = list(scopes)
    if named:
        query = query.where(TalkAlias.scope.in_(named))
    rows = session.scalars(query.order_by(TalkAlias.scope, TalkAlias.phrase))
    return tuple(
        Alias(row.id, row.scope, row.code, row.phrase, row.added_by, row.added_at) for row in rows
    )


def taught(found: Iterable[Alias]) -> Aliases:
    """The phrases as the conversation takes them."""
    made: dict[str, dict[str, tuple[str, ...]]] = {}
    for one in found:
        of_scope = made.setdefault(one.scope, {})
        of_scope[one.code] = (*of_scope.get(one.code, ()), one.phrase)
    return made


def refusal(lexis: Lexis, question: Question, code: str, text: str, known: Aliases) -> str:
    """Why these words must not stand for this answer by themselves; "" where they may."""
    said = lexis.plain(text)
    words = said.split()
    if question.choice(code) is None:
        return "Choose the answer these words stand for."
    if not words or len(words) > WORDS_MOST or len(said) > LETTERS_MOST:
        return f"Only 1 to {WORDS_MOST} words can stand for an answer."
    if find_command(lexis, said) is not None or said in lexis.commands:
        return "People type these words for something else: to skip, to go back, to ask for help."
    if any(word in lexis.negator | lexis.hedge for word in words):
        return "Words such as “not” and “but” turn an answer round. The chat goes on asking."
    if said in lexis.not_an_answer:
        return "These words are no answer wherever they are said."
    found = understand(
        lexis, text, options_of(question, known), set_name=question.options or ""
    )  # fmt: skip
    if found.outcome is Outcome.ACCEPT:
        same = found.values == (code,)
        return (
            "The chat understands these words already."
            if same
            else "These words mean another answer."
        )
    return ""


def teach(
    session: Session,
    lexis: Lexis,
    question: Question,
    code: str,
    text: str,
    *,
    by: str,
    now: datetime,
) -> str:
    """Let words stand for an answer from the next turn on; the alias's id.

    Raises ValueError with the reason where `refusal` has one: look there first.
    """  # fmt: skip
    take_turn(session, f"aliases {scope_of(question)}")
    known = taught(aliases(session, lexis.language, [scope_of(question)]))
    why = refusal(lexis, question, code, text, known)
    if why:
        raise ValueError(why)
    alias_id = new_id()
    session.execute(
        insert(TalkAlias).values(
            id=alias_id, language=lexis.language, scope=scope_of(question), code=code,
            phrase=lexis.plain(text), added_by=by, added_at=now,
        )
    )  # fmt: skip
    return alias_id


def unteach(session: Session, alias_id: str, *, by: str, now: datetime) -> bool:
    """Take a phrase out of use; whether it was in use."""
    done = session.execute(
        update(TalkAlias)
        .where(TalkAlias.id == alias_id, TalkAlias.removed_at.is_(None))
        .values(removed_by=by, removed_at=now)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it

"""What did people type in the chat that it did not understand, as far as staff may read it?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chatbot.hearing import Aliases, options_of
from chatbot.lexis import Lexis
from chatbot.matching import understand
from chatbot.phrases import Outcome
from feedback.collection.quarantine import PLACE
from feedback.collection.talk_aliases import LETTERS_MOST, WORDS_MOST
from feedback.collection.talk_turns import HARMLESS, NOT_UNDERSTOOD
from feedback.privacy.redaction import Redactor
from feedback.privacy.small_numbers import may_list_words
from feedback.reports.groups import Asked
from feedback.reports.words import under_concern
from feedback.sealing.keystore import Keys
from feedback.store.responses import Quarantine, Response
from feedback.store.rounds import CohortMember
from feedback.store.talking import TalkTurns
from surveys.definition import Question

LISTED_MOST = 40  # phrases a question


@dataclass(frozen=True, slots=True)
class Misheard:
    """What was typed at one question, the most frequent first, without who or how many.

    `kept_back`: something was typed that is not listed: too long, or it may tell who wrote it.
    `too_few`: fewer than 10 people came to the question, so nothing is listed.
    """

    question: Question
    phrases: tuple[str, ...]
    kept_back: bool
    too_few: bool


def misheard(
    session: Session,
    keys: Keys,
    lexis: Lexis,
    asked: Asked,
    known: Aliases,
    teams: frozenset[str] | None = None,
) -> tuple[Misheard, ...]:
    """By question, for closed questions: only such words can become another way to say an answer.

    Left out: words that raised a concern and everything of a response under one, words of
    responses taken back, and what the chat understands by now.
    """  # fmt: skip
    typed = _typed(session, keys, asked, teams)
    came = _came(session, asked, teams)
    redactor = Redactor()
    found = []
    for question in asked.survey.questions:
        said = typed.get(question.key)
        if not said or not question.is_closed:
            continue
        if not may_list_words(came.get(question.key, 0)):
            found.append(Misheard(question, (), kept_back=False, too_few=True))
            continue
        fit = [one for one in said if _may_list(redactor, lexis.plain(one), one)]
        new = [one for one in fit if not _understood(lexis, question, one, known)]
        phrases = Counter(lexis.plain(one) for one in new).most_common(LISTED_MOST)
        kept_back = len(fit) < len(said)
        if phrases or kept_back:
            listed = tuple(phrase for phrase, _count in phrases)
            found.append(Misheard(question, listed, kept_back=kept_back, too_few=False))
    return tuple(found)


def _may_list(redactor: Redactor, plain: str, typed: str) -> bool:
    is_short = 0 < len(plain) <= LETTERS_MOST and len(plain.split()) <= WORDS_MOST
    return is_short and not redactor.find(typed)


def _understood(lexis: Lexis, question: Question, text: str, known: Aliases) -> bool:
    options = options_of(question, known)
    match = understand(lexis, text, options, set_name=question.options or "")
    return match.outcome is Outcome.ACCEPT


def _typed(
    session: Session, keys: Keys, asked: Asked, teams: frozenset[str] | None
) -> dict[str, list[str]]:
    """Harmless words that were not understood, by question."""
    query = (
        select(Quarantine.id, Quarantine.sealed)
        .join(Response, Response.id == Quarantine.response_id)
        .where(
            Response.round_instrument_id == asked.id,
            Response.state != "withdrawn",
            Quarantine.why == NOT_UNDERSTOOD,
            Quarantine.level == HARMLESS,
            Response.id.not_in(sorted(under_concern(session, asked.id))),
        )
        .order_by(Quarantine.id)  # random: tells no order
    )
    rows = session.execute(_of_teams(query, teams)).all()
    opened = keys.open_many([f"quarantine:{row.id}" for row in rows])
    found: dict[str, list[str]] = {}
    for row in rows:
        key = opened.get(f"quarantine:{row.id}")
        for name, text in _words(key.unseal(row.sealed, PLACE) if key else "{}"):
            found.setdefault(name, []).append(text)
    return found


def _words(told: str) -> Iterable[tuple[str, str]]:
    return [(str(name), str(text)) for name, text in json.loads(told).items()]


def _came(session: Session, asked: Asked, teams: frozenset[str] | None) -> dict[str, int]:
    query = select(TalkTurns.question_key, TalkTurns.response_id).join(
        Response, Response.id == TalkTurns.response_id
    )
    query = query.where(Response.round_instrument_id == asked.id, Response.state != "withdrawn")
    return Counter(row.question_key for row in session.execute(_of_teams(query, teams)))


def _of_teams(query: Any, teams: frozenset[str] | None) -> Any:
    if teams is None:
        return query
    known = CohortMember.team.in_(sorted(teams))
    return query.join(CohortMember, CohortMember.id == Response.member_id).where(known)

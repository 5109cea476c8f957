"""What did people write, and who may read it here?"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.questions import writers, written
from feedback.collection.responses import key_owner
from feedback.privacy.small_numbers import Cell, Shown, may_list_words, suppress
from feedback.sealing.keystore import Keys, OpenKey
from feedback.store.concerns import Concern
from feedback.store.responses import Answer

PAGE = 20  # texts
BATCH = 500  # ids in one question to the database
LOOKED_INTO = "closed"  # a concern in any other state is still open


@dataclass(frozen=True, slots=True)
class WordsPage:
    """One page of what people wrote to one question, in an order that tells nothing.

    `texts` is empty where the group is too small (`too_few`); an answer whose key was destroyed
    is not there at all.
    """

    texts: tuple[str, ...]
    base: Shown  # how many wrote something
    too_few: bool
    with_duty_officer: bool  # some are not listed here: somebody may not be safe
    page: int
    pages: int


def words_page(
    session: Session,
    keys: Keys,
    instrument_id: str,
    question_key: str,
    page: int = 1,
    *,
    sees_concerns: bool,
    even_few: bool = False,
    teams: frozenset[str] | None = None,
) -> WordsPage:
    """The texts to one question, PAGE at a time; `page` beyond the last gives the last.

    `sees_concerns`: a duty officer sees words under an open concern too; to others they are left
    out until somebody has looked into it. `even_few`: a duty officer gave a reason to read the
    words of a small group. `teams`: of people known to be of these only.
    """
    wrote = writers(session, instrument_id, question_key, teams)
    base = suppress([Cell("", len(wrote))]).total
    if not (may_list_words(len(wrote)) or even_few):
        return WordsPage((), base, bool(wrote), False, 1, 1)
    worrying = set() if sees_concerns else under_concern(session, instrument_id)
    listed = in_no_order((one for one in wrote if one not in worrying), question_key)
    pages = max(1, -(-len(listed) // PAGE))
    page = min(max(page, 1), pages)
    ids = listed[(page - 1) * PAGE : page * PAGE]
    opened = read_words(session, keys, ids, [question_key])
    texts = [opened[one][question_key] for one in ids if question_key in opened.get(one, {})]
    hidden = len(listed) < len(wrote)
    return WordsPage(tuple(texts), base, False, hidden, page, pages)


def writers_by_question(
    session: Session,
    instrument_id: str,
    teams: frozenset[str] | None = None,
    keys: Collection[str] = (),
) -> dict[str, int]:
    """How many people (of these teams) wrote words, by question key; of these keys if named."""
    found: dict[str, int] = {}
    query = written(instrument_id, teams).with_only_columns(Answer.question_key, Answer.response_id)
    if keys:  # the answer's own key: only these are read of each response
        query = query.where(Answer.question_key.in_(sorted(keys)))
    for row in session.execute(query.distinct()):
        found[row.question_key] = found.get(row.question_key, 0) + 1
    return found


def under_concern(session: Session, instrument_id: str) -> set[str]:
    """Ids of responses with a concern nobody has looked into to the end."""
    query = select(Concern.response_id).where(
        Concern.round_instrument_id == instrument_id,
        Concern.state != LOOKED_INTO,
        Concern.response_id.is_not(None),
    )
    return {one for one in session.scalars(query) if one is not None}


def in_no_order(ids: Iterable[str], place: str) -> list[str]:
    """Response ids in an order that follows neither time nor the order at another `place`.

    So the third text of one question is not the third of the next: two texts of one person
    cannot be laid side by side.
    """
    return sorted(ids, key=lambda one: hashlib.sha256(f"{place}|{one}".encode()).digest())


def read_words(
    session: Session, keys: Keys, response_ids: Collection[str], question_keys: Collection[str]
) -> Mapping[str, Mapping[str, str]]:
    """The words by response id and question key; those whose key is gone are missing."""
    if not response_ids or not question_keys:
        return {}
    opened = keys.open_many([key_owner(one) for one in response_ids])
    query = select(Answer.response_id, Answer.question_key, Answer.sealed).where(
        Answer.response_id.in_(list(response_ids)),
        Answer.question_key.in_(list(question_keys)),
        Answer.sealed.is_not(None),
    )
    found: dict[str, dict[str, str]] = {}
    for row in session.execute(query):
        key: OpenKey | None = opened.get(key_owner(row.response_id))
        if key is not None and row.sealed is not None:
            words = key.unseal(row.sealed, row.question_key)
            found.setdefault(row.response_id, {})[row.question_key] = words
    return found

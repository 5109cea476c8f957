"""How does somebody come back on another device with three words?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.collection.links import capability_hash
from feedback.collection.responses import Held
from feedback.sealing.keystore import Keys
from feedback.store.once import insert_once
from feedback.store.responses import Capability, GuessCount, Response

WORDS_FILE = Path(__file__).with_name("resume-words.txt")
WORDS_IN_CODE = 3
WRONG_PER_CODE = 10  # an hour; a code is one guess among more than 2,048³
WRONG_IN_ALL = 500  # an hour; beyond it a code opens only beside its own link
IN_ALL = "in all"
PURPOSE = "resume code"
RESUMED = "~resumed"  # no page: the next unanswered question is shown


class Tried(StrEnum):
    """What came of a code somebody typed."""

    OPENED = "opened"
    WRONG = "wrong"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Resumed:
    """The result, with the id of the response where it opened."""

    tried: Tried
    response_id: str | None = None


@cache
def words() -> tuple[str, ...]:
    """The words codes are made of, 2,048 at least, kind and easy to spell."""
    return tuple(WORDS_FILE.read_text(encoding="ascii").split())


def code_for(keys: Keys, response_id: str) -> str:
    """The three words of a response: the same whenever they are shown, and stored nowhere."""
    digest = int(keys.keyed_hash("resume words", response_id), 16)
    chosen: list[str] = []
    for _ in range(WORDS_IN_CODE):
        digest, place = divmod(digest, len(words()))
        chosen.append(words()[place])
    return " ".join(chosen)


def read_code(typed: str) -> str | None:
    """The code in what was typed, small slips of the finger forgiven; None when it is none."""
    parts = "".join(c if c.isalpha() else " " for c in typed.casefold()).split()
    if len(parts) != WORDS_IN_CODE:
        return None
    read = [_nearest(part) for part in parts]
    return None if None in read else " ".join(word for word in read if word)


def keep_code(session: Session, held: Held, keys: Keys) -> str:
    """Let the response's three words open it from now on; the words, to be shown."""
    code = code_for(keys, held.id)
    session.execute(
        update(Response)
        .where(Response.id == held.id, Response.state == "open")
        .values(resume_hash=keys.keyed_hash(PURPOSE, code))
    )
    return code


def resume(
    session: Session,
    keys: Keys,
    typed: str,
    capability: str,
    now: datetime,
    *,
    member_id: str | None = None,
) -> Resumed:
    """Give `capability` the right to go on with the response of a typed code.

    Earlier words stay hidden on the new device until the person asks for them. Guesses are
    limited per code and in all, never by address: a school shares one. `member_id` is known
    where the code was typed beside a personal link.
    """
    hour = now.strftime("%Y-%m-%dT%H")
    code = read_code(typed)
    hashed = keys.keyed_hash(PURPOSE, code or typed[:200].casefold())
    if _wrong(session, hashed, hour) >= WRONG_PER_CODE:
        return Resumed(Tried.TOO_MANY)
    row = session.execute(
        select(Response.id, Response.member_id).where(
            Response.resume_hash == hashed, Response.state == "open"
        )
    ).first()
    beside_link = row is not None and member_id is not None and row.member_id == member_id
    if _wrong(session, IN_ALL, hour) >= WRONG_IN_ALL and not beside_link:
        return Resumed(Tried.TOO_MANY)
    if code is None or row is None:
        _count_wrong(session, hashed, hour)
        _count_wrong(session, IN_ALL, hour)
        return Resumed(Tried.WRONG)
    _let_in(session, row.id, capability)
    return Resumed(Tried.OPENED, row.id)


def _let_in(session: Session, response_id: str, capability: str) -> None:
    insert_once(
        session,
        Capability,
        hash=capability_hash(capability),
        response_id=response_id,
        hides_earlier=True,
    )
    session.execute(update(Response).where(Response.id == response_id).values(at_page=RESUMED))


def forget_old_counts(session: Session, now: datetime) -> None:
    """Drop counts of past hours."""
    session.execute(delete(GuessCount).where(GuessCount.hour < now.strftime("%Y-%m-%dT%H")))


def _nearest(part: str) -> str | None:
    """The list's word, or the only one a single slip away (none of the list lies nearer)."""
    known = words()
    if part in _known():
        return part
    near = [word for word in known if DamerauLevenshtein.distance(part, word, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else None


@cache
def _known() -> frozenset[str]:
    return frozenset(words())


def _wrong(session: Session, what: str, hour: str) -> int:
    count = session.scalar(
        select(GuessCount.wrong).where(GuessCount.what == what, GuessCount.hour == hour)
    )
    return count or 0


def _count_wrong(session: Session, what: str, hour: str) -> None:
    insert_once(session, GuessCount, what=what, hour=hour, wrong=0)
    session.execute(
        update(GuessCount)
        .where(GuessCount.what == what, GuessCount.hour == hour)
        .values(wrong=GuessCount.wrong + 1)
    )

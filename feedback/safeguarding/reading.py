"""Which words must still be looked at: a second time by the worker, and once by a person?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import Session

from feedback.safeguarding.alarms import sound_first
from feedback.safeguarding.concerns import PreparedConcern, raise_concern, scanned_as
from feedback.safeguarding.verdict import Level
from feedback.store.base import new_id
from feedback.store.concerns import Concern
from feedback.store.once import insert_once
from feedback.store.reading import Reading
from feedback.store.responses import Answer, Quarantine, Response
from feedback.store.rounds import RoundInstrument, SurveyVersion
from surveys.definition import Audience

# How grave a level is: a second look may raise a concern, nothing here ever lowers one.
HEIGHT = {"review": 1, "unscreened": 2, "same_day": 3, "urgent": 4}

# What a listed text's words stand in: the one answer with words of that question.
ITS_WORDS = and_(
    Answer.response_id == Reading.response_id,
    Answer.question_key == Reading.question_key,
    Answer.sealed.is_not(None),
)


@dataclass(frozen=True, slots=True)
class ToLook:
    """One sealed text due for a look; `asked_in` is the survey version with its question."""

    id: str
    response_id: str
    round_instrument_id: str
    asked_in: str
    question_key: str
    audience: str
    sealed: bytes


def note_words(
    session: Session,
    response_id: str,
    round_instrument_id: str,
    levels: Mapping[str, str],
    *,
    without: Iterable[str] = (),
    lexicon_version: str = "",
) -> None:
    """List these questions' words to be read anew; `levels`: question key -> first verdict.

    In the answers' own transaction. `without`: questions whose words are gone.
    """
    gone = [*without, *levels]
    if not gone:
        return
    session.execute(
        delete(Reading).where(Reading.response_id == response_id, Reading.question_key.in_(gone))
    )
    if not levels:
        return
    audience = _audience_of(session, round_instrument_id)
    for question_key, level in levels.items():
        insert_once(
            session, Reading, id=new_id(), response_id=response_id,
            round_instrument_id=round_instrument_id, question_key=question_key,
            audience=audience, level=level, lexicon_version=lexicon_version, looked_with="",
            second_level="", sample_week="", judged="",
        )  # fmt: skip


def forget_words(session: Session, response_id: str, *, keep: Iterable[str] = ()) -> None:
    """The words are gone (taken back, or off the path): nobody can read them any more."""
    session.execute(
        delete(Reading).where(
            Reading.response_id == response_id, Reading.question_key.not_in(list(keep))
        )
    )


def list_unlisted(session: Session, *, most: int = 500) -> int:
    """List words that stand in the store but on no list (from before there was one); how many."""
    rows = session.execute(
        select(Answer.response_id, Answer.question_key, Response.round_instrument_id)
        .join(Response, Response.id == Answer.response_id)
        .outerjoin(
            Reading,
            and_(
                Reading.response_id == Answer.response_id,
                Reading.question_key == Answer.question_key,
            ),
        )
        .where(Answer.sealed.is_not(None), Reading.id.is_(None))
        .distinct()
        .limit(most)
    ).all()
    for row in rows:
        note_words(
            session, row.response_id, row.round_instrument_id,
            {row.question_key: Level.NONE.value},
        )  # fmt: skip
    return len(rows)


def due_for_a_look(session: Session, looked_with: str, *, most: int = 100) -> tuple[ToLook, ...]:
    """Texts that nothing of this name has looked at yet; never-looked-at ones first."""
    rows = session.execute(
        select(
            Reading.id, Reading.response_id, Reading.round_instrument_id,
            RoundInstrument.survey_version_id.label("asked_in"), Reading.question_key,
            Reading.audience, Answer.sealed,
        )
        .join(Answer, ITS_WORDS)
        .join(RoundInstrument, RoundInstrument.id == Reading.round_instrument_id)
        .where(Reading.looked_with != looked_with)
        .order_by(Reading.looked_with)
        .limit(most)
    )  # fmt: skip
    return tuple(ToLook(**row._mapping) for row in rows)


def note_look(session: Session, one: ToLook, looked_with: str, level: str) -> bool:
    """Note the second verdict; False where the person wrote other words meanwhile."""
    sealed = session.scalar(
        select(Answer.sealed).where(
            Answer.response_id == one.response_id,
            Answer.question_key == one.question_key,
            Answer.sealed.is_not(None),
        )
    )
    if sealed != one.sealed:
        return False
    changed = session.execute(
        update(Reading)
        .where(Reading.id == one.id)
        .values(looked_with=looked_with, second_level=level)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def raise_or_heighten(session: Session, prepared: PreparedConcern, now: datetime) -> bool:
    """Raise a concern; one that stands and nobody has taken up may only become graver."""
    if raise_concern(session, prepared, now):
        return True
    level = prepared.finding.level
    lower = [one for one, height in HEIGHT.items() if height < HEIGHT[level]]
    changed = session.execute(
        update(Concern)
        .where(
            Concern.fingerprint == prepared.fingerprint,
            Concern.state == "new",
            Concern.level.in_(lower),
        )
        .values(
            level=level, lexicon_version=prepared.finding.lexicon_version,
            kinds=";".join(prepared.finding.kinds)[:80],
        )
    )  # fmt: skip
    heightened = bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
    if heightened:
        sound_first(session, prepared.id, level, now)
    return heightened


def aside_due(session: Session, looked_with: str, *, most: int = 100) -> tuple[str, ...]:
    """Kept-aside words that nothing of this name has looked at, read by a person or not: ids."""
    return tuple(
        session.scalars(
            select(Quarantine.id)
            .where(Quarantine.looked_with != looked_with)
            .order_by(Quarantine.looked_with)
            .limit(most)
        )
    )


def note_aside_look(session: Session, aside_id: str, looked_with: str, level: str) -> None:
    """Note the second verdict on kept-aside words; what a first look found stays."""
    row = session.get(Quarantine, aside_id)
    if row is not None:
        row.looked_with, row.level = looked_with, gravest((row.level, level))


def gravest(levels: Iterable[str]) -> str:
    """The level that asks for a person soonest; "none" of no levels."""
    return max(levels, key=lambda level: HEIGHT.get(level, 0), default=Level.NONE.value)


def waiting(session: Session, looked_with: str) -> int:
    """How many texts still wait for a look of this name."""
    query = select(func.count()).select_from(Reading).where(Reading.looked_with != looked_with)
    return session.scalar(query) or 0


def _audience_of(session: Session, round_instrument_id: str) -> str:
    audience = session.scalar(
        select(SurveyVersion.audience)
        .join(RoundInstrument, RoundInstrument.survey_version_id == SurveyVersion.id)
        .where(RoundInstrument.id == round_instrument_id)
    )
    return scanned_as(Audience(audience)) if audience else "child"

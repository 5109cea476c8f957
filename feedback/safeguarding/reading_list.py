"""Whose words has nobody read yet, and what did a person say of them? Alerts first, never clear."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from feedback.safeguarding.concerns import Finding, prepare, raise_concern
from feedback.safeguarding.reading import ITS_WORDS
from feedback.safeguarding.verdict import Level
from feedback.sealing.keystore import Keys, WordsAreGone
from feedback.store.concerns import Concern, ConcernKeptOut
from feedback.store.reading import Reading
from feedback.store.responses import Answer
from feedback.store.rounds import Round, RoundInstrument, SurveyVersion
from feedback.store.sight import sight_of, within

SAMPLE_UNFLAGGED, SAMPLE_FLAGGED = 20, 5  # a few flagged ones, so that the reader cannot tell
CONCERN, NOTHING = "concern", "nothing"
READER = "reader"  # the source of a concern that a person raised

FLAGGED = or_(
    Reading.level != Level.NONE.value, Reading.second_level.not_in(("", Level.NONE.value))
)


@dataclass(frozen=True, slots=True)
class PileLine:
    """One person's unread words: how many texts, and whether the machine flagged any."""

    response_id: str
    round_name: str
    audience: str
    texts: int
    flagged: int


@dataclass(frozen=True, slots=True)
class Text:
    """One text to be read, opened."""

    reading_id: str
    question_key: str
    asked_in: str  # the survey version that holds the question
    words: str
    flagged: bool
    is_read: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """One person's texts; where the words' key was destroyed there are none."""

    response_id: str
    round_instrument_id: str
    round_name: str
    audience: str
    texts: tuple[Text, ...]


def pile(
    session: Session, staff_id: str, *, audience: str = "child", most: int = 50
) -> tuple[PileLine, ...]:
    """Unread words by person, flagged ones first; without those this reader is kept out of."""
    flagged = func.sum(case((FLAGGED, 1), else_=0))
    rows = session.execute(
        select(
            Reading.response_id, Round.name, SurveyVersion.audience,
            func.count().label("texts"), flagged.label("flagged"),
        )
        .join(RoundInstrument, RoundInstrument.id == Reading.round_instrument_id)
        .join(Round, Round.id == RoundInstrument.round_id)
        .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
        .where(_unread(audience), _may_read(session, staff_id))
        .group_by(Reading.response_id, Round.name, SurveyVersion.audience)
        .order_by(flagged.desc(), Reading.response_id)
        .limit(most)
    )  # fmt: skip
    return tuple(PileLine(*row) for row in rows)


def count_unread(session: Session, staff_id: str, *, audience: str = "child") -> int:
    """How many people's words nobody has read yet."""
    query = select(func.count(Reading.response_id.distinct())).where(
        _unread(audience), _may_read(session, staff_id)
    )
    return session.scalar(query) or 0


def open_texts(session: Session, keys: Keys, staff_id: str, response_id: str) -> Opened | None:
    """One person's texts. The page notes who looks first. None: unknown, or kept from them."""
    rows = session.execute(
        _TEXTS.where(Reading.response_id == response_id, _may_read(session, staff_id))
    ).all()
    if not rows:
        return None
    texts = tuple(text for row in rows if (text := _opened(keys, row)) is not None)
    first = rows[0]
    return Opened(response_id, first.round_instrument_id, first.name, first.audience, texts)


def mark_read(
    session: Session, response_id: str, reading_ids: Collection[str], *, by: str, today: date
) -> int:
    """A person has read these texts; how many. Words written anew since are not among them."""
    done = session.execute(
        update(Reading)
        .where(
            Reading.response_id == response_id,
            Reading.id.in_(list(reading_ids)),
            Reading.read_on.is_(None),
        )
        .values(read_on=today, read_by=by)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def worry_about(
    keys: Keys, opened: Opened, text: Text, asked: str, level: str
) -> Callable[[Session, datetime], bool]:
    """Prepare the concern a reader raises; call what comes back in the transaction."""
    finding = Finding(text.question_key, asked, text.words, READER, level)
    prepared = prepare(
        keys, finding, response_id=opened.response_id,
        round_instrument_id=opened.round_instrument_id, shown="footer",
    )  # fmt: skip
    return lambda session, now: raise_concern(session, prepared, now)


def week_of(day: date) -> str:
    """The ISO week a day lies in: 2024-W07."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def draw_sample(session: Session, week: str) -> int:
    """Choose this week's blind sample, once; how many texts were chosen now.

    The choice looks random to everybody and is the same for every worker that makes it.
    """
    if session.scalar(select(func.count()).where(Reading.sample_week == week)):
        return 0
    chosen = [
        *_first(session, week, FLAGGED, SAMPLE_FLAGGED),
        *_first(session, week, ~FLAGGED, SAMPLE_UNFLAGGED),
    ]
    for reading_id in chosen:
        session.execute(update(Reading).where(Reading.id == reading_id).values(sample_week=week))
    return len(chosen)


def next_of_sample(
    session: Session, keys: Keys, staff_id: str, week: str
) -> tuple[Opened, Text, int] | None:
    """The next text of the sample nobody has judged, and how many wait; None when done."""
    waiting = (
        Reading.sample_week == week,
        Reading.judged == "",
        _may_read(session, staff_id),
    )
    count = session.scalar(select(func.count()).select_from(Reading).where(*waiting)) or 0
    for row in session.execute(_TEXTS.where(*waiting).order_by(Reading.id)):
        text = _opened(keys, row)
        if text is not None:
            opened = Opened(
                row.response_id, row.round_instrument_id, row.name, row.audience, (text,)
            )
            return opened, text, count
    return None


def judge(session: Session, reading_id: str, verdict: str, *, by: str, today: date) -> bool:
    """A person's verdict on a sampled text, once; whether this call gave it."""
    done = session.execute(
        update(Reading)
        .where(Reading.id == reading_id, Reading.judged == "", Reading.sample_week != "")
        .values(judged=verdict, read_on=today, read_by=by)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


_TEXTS: Select[*tuple[Any, ...]] = (
    select(
        Reading.id, Reading.response_id, Reading.round_instrument_id, Reading.question_key,
        Reading.read_on, FLAGGED.label("flagged"), Answer.sealed, Round.name,
        SurveyVersion.audience, RoundInstrument.survey_version_id,
    )
    .join(Answer, ITS_WORDS)
    .join(RoundInstrument, RoundInstrument.id == Reading.round_instrument_id)
    .join(Round, Round.id == RoundInstrument.round_id)
    .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
)  # fmt: skip


def _unread(audience: str) -> Any:
    return and_(Reading.read_on.is_(None), Reading.audience == audience)


def _may_read(session: Session, staff_id: str) -> Any:
    """In this reader's sight, or nobody knows whose; and they are not kept out of it."""
    seen = within(sight_of(session, staff_id), Reading.round_instrument_id, Reading.response_id)
    return and_(Reading.response_id.not_in(_kept_from(staff_id)), seen)


def _kept_from(staff_id: str) -> Select[str | None]:
    """Responses with a concern that names this reader or whose family they work with."""
    return (
        select(Concern.response_id)
        .join(ConcernKeptOut, ConcernKeptOut.concern_id == Concern.id)
        .where(ConcernKeptOut.staff_id == staff_id, Concern.response_id.is_not(None))
    )


def _opened(keys: Keys, row: Any) -> Text | None:
    try:
        words = keys.open(f"response:{row.response_id}").unseal(row.sealed, row.question_key)
    except WordsAreGone:
        return None
    return Text(
        row.id, row.question_key, row.survey_version_id, words, bool(row.flagged),
        row.read_on is not None,
    )  # fmt: skip


def _first(session: Session, week: str, which: Any, most: int) -> list[str]:
    ids = session.scalars(
        select(Reading.id).where(which, Reading.audience == "child", Reading.sample_week == "")
    )
    return sorted(ids, key=lambda one: hashlib.sha256(f"{week}{one}".encode()).digest())[:most]

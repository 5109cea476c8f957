"""What did the machine propose? Its matches, feelings and new themes, kept in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.coding.books import CANDIDATE, FOUND, add_themes, key_for
from feedback.coding.decisions import latest_codings
from feedback.coding.questions import OpenQuestion
from feedback.coding.runs import DONE, SORTING
from feedback.store.themes import MACHINE, CodingStep, Theme, ThemeAnswer, ThemeMatch, ThemeRun
from feedback.themes.codebook import Theme as BookTheme


@dataclass(frozen=True, slots=True)
class Proposed:
    """One answer in one theme (its id, or the number of a found one)."""

    response_id: str
    theme: str
    score: float
    is_placed: bool
    spans: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class NewTheme:
    """A theme the codebook lacks, and whose answers made the machine find it."""

    name: str
    words: tuple[str, ...]
    response_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """How one answer sounds, and what a person's coding of it would teach (0-1)."""

    feeling: str
    usefulness: float


@dataclass(frozen=True, slots=True)
class Sorted:
    """All that one run proposes. `alike`: pairs of theme ids, or "found N", with the reason."""

    matches: Sequence[Proposed]
    found: Sequence[NewTheme]
    heard: Mapping[str, Heard]  # response id
    alike: Sequence[tuple[str, str, str]]
    versions: Mapping[str, object]
    figures: Mapping[str, object]


def note_sorted(
    session: Session, run_id: str, fence: int, question: OpenQuestion, told: Sorted, now: datetime
) -> bool:
    """Put the machine's old proposals aside for the new ones; False if another worker took over.

    What people decided stays. An answer taken back meanwhile gets nothing. Candidates nobody
    chose make room for those found now.
    """
    run = session.scalar(select(ThemeRun).where(ThemeRun.id == run_id).with_for_update())
    if run is None or run.state != SORTING or run.fence != fence:
        return False
    here = _held(session, question)
    _drop_old(session, question)
    new_ids = add_themes(
        session, question, (_book_theme(one) for one in told.found),
        state=CANDIDATE, source=FOUND, by=MACHINE, now=now,
    )  # fmt: skip
    _insert(session, question, _all_matches(told, new_ids), here)
    for response_id, one in told.heard.items():
        session.execute(
            update(ThemeAnswer)
            .where(ThemeAnswer.response_id == response_id, ThemeAnswer.question_key == question.key)
            .values(feeling=one.feeling, usefulness=one.usefulness)
        )
    named = {f"found {at}": one for at, one in enumerate(new_ids)}
    pairs = [[named.get(a, a), named.get(b, b), why] for a, b, why in told.alike]
    run.state, run.finished_at, run.lease_until, run.trouble = DONE, now, None, ""
    run.versions, run.figures = dict(told.versions), {**told.figures, "alike": pairs}
    return True


def coded_of(session: Session, question: OpenQuestion) -> dict[str, frozenset[str]]:
    """Response id -> the ids of themes the person who coded it last gave it: for the learner."""
    return {one: coding.themes for one, coding in latest_codings(session, question).items()}


def _held(session: Session, question: OpenQuestion) -> frozenset[str]:
    """Responses whose answers are still here; they stay until this transaction ends."""
    query = (
        select(ThemeAnswer.response_id)
        .where(
            ThemeAnswer.instrument_id == question.instrument_id,
            ThemeAnswer.question_key == question.key,
        )
        .with_for_update()
    )
    return frozenset(session.scalars(query))


def _drop_old(session: Session, question: OpenQuestion) -> None:
    here = select(Theme.id).where(
        Theme.instrument_id == question.instrument_id, Theme.question_key == question.key
    )
    session.execute(
        delete(ThemeMatch).where(ThemeMatch.theme_id.in_(here), ThemeMatch.by == MACHINE)
    )
    told_of = select(CodingStep.theme_id).where(CodingStep.theme_id.is_not(None))
    coded = select(ThemeMatch.theme_id)
    session.execute(
        delete(Theme).where(
            Theme.id.in_(here), Theme.state == CANDIDATE, Theme.id.not_in(told_of),
            Theme.id.not_in(coded),
        )
    )  # fmt: skip


def _all_matches(told: Sorted, new_ids: Sequence[str]) -> Iterable[Proposed]:
    yield from told.matches
    for theme_id, one in zip(new_ids, told.found, strict=True):
        for response_id in one.response_ids:
            yield Proposed(response_id, theme_id, 0.5, True, ())


def _insert(
    session: Session, question: OpenQuestion, matches: Iterable[Proposed], here: frozenset[str]
) -> None:
    rows = [
        {
            "theme_id": one.theme, "response_id": one.response_id, "question_key": question.key,
            "by": MACHINE, "score": round(one.score, 4), "is_placed": one.is_placed,
            "spans": [list(span) for span in one.spans],
        }
        for one in matches
        if one.response_id in here
    ]  # fmt: skip
    for at in range(0, len(rows), 1000):
        session.execute(insert(ThemeMatch), rows[at : at + 1000])


def _book_theme(one: NewTheme) -> BookTheme:
    return BookTheme(key=key_for(one.name), name=one.name, words=one.words)
